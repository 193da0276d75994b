// How texts are cut before byte pairs are merged, by the name that a GGUF file gives (`tokenizer.ggml.pre`).
// Knows the rules that vocabularies were trained with, as their tokenizer.json files and llama.cpp have them. Does not know vocabularies.
import { unknownGguf } from './gguf-faults.ts'

export interface CuttingRule {
  /** Regular expressions, one after the other: what matches stands alone, and so does what lies between. */
  cuts: readonly string[]
  /** Whether a piece that is a token is taken as it is, whatever merges say. */
  wholeFirst?: boolean
  /** Whether a text begins with the beginning token where the file does not say. */
  addsBeginning?: boolean
}

const { raw } = String
const GPT2 = raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
const SHORTENED = raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)`
const BEHIND_WORDS = raw` ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
const byNumbers = (numbers: string) => raw`${SHORTENED}|[^\r\n\p{L}\p{N}]?\p{L}+|${numbers}|${BEHIND_WORDS}`

const [UPPER, LOWER] = [raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`, raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`]
/** Words begin anew at a capital letter. */
const byCase = (behind: string, numbers: string) =>
  [
    raw`[^\r\n\p{L}\p{N}]?${UPPER}*${LOWER}+${behind}`,
    raw`[^\r\n\p{L}\p{N}]?${UPPER}+${LOWER}*${behind}`,
    numbers,
    raw` ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
  ].join('|')

const LLAMA_3: CuttingRule = { cuts: [byNumbers(raw`\p{N}{1,3}`)], wholeFirst: true, addsBeginning: true }
const ONE_DIGIT: CuttingRule = { cuts: [raw`\p{N}`, GPT2] }

const RULES: Readonly<Record<string, CuttingRule>> = {
  'gpt-2': { cuts: [GPT2] },
  'phi-2': { cuts: [GPT2] },
  olmo: { cuts: [GPT2] },
  default: { cuts: [raw`[\p{P}\$\+<=>\^~\|]+`, GPT2, raw`\p{N}+`, '[0-9][0-9][0-9]'] },
  smollm: ONE_DIGIT,
  starcoder: ONE_DIGIT,
  refact: ONE_DIGIT,
  'llama-bpe': LLAMA_3,
  llama3: LLAMA_3,
  'llama-v3': LLAMA_3,
  falcon3: LLAMA_3,
  'smaug-bpe': { cuts: LLAMA_3.cuts },
  dbrx: { cuts: LLAMA_3.cuts },
  qwen2: { cuts: [byNumbers(raw`\p{N}`)] },
  'deepseek-r1-qwen': { cuts: [byNumbers(raw`\p{N}`)] },
  tekken: { cuts: [byCase('', raw`\p{N}`)], wholeFirst: true },
  'gpt-4o': { cuts: [byCase(`${SHORTENED}?`, raw`\p{N}{1,3}`)] },
  'deepseek-llm': {
    cuts: [
      raw`[\r\n]`,
      raw`\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝὟ-ώᾀ-ᾴᾶ-ᾼιῂ-ῄῆ-ῌῐ-ΐῖ-Ίῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤ\u2126ℨ\u212a-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃]+`,
      raw`\s?[!-/:-~！-／：-～‘-‟\u3000-\u3002]+`,
      raw`\s+$`,
      raw`[一-龥ࠀ-一가-퟿]+`,
      raw`\p{N}+`,
    ],
  },
  'deepseek-coder': {
    cuts: [raw`[\r\n]`, raw`\s?\p{L}+`, raw`\s?\p{P}+`, raw`[一-龥ࠀ-一가-퟿]+`, raw`\p{N}`],
  },
}

/** Throws `model-broken` that names the rule and the known ones. */
export function cuttingRule(name: string, path: string): CuttingRule {
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined
  if (rule) return rule
  const known = Object.keys(RULES).join(', ')
  throw unknownGguf(path, `its tokenizer cuts texts by the unknown rule “${name.slice(0, 60)}”; known are ${known}`)
}
