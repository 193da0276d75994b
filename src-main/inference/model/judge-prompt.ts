// The question that a judge is asked about a step, as its tokens, and the tokens that answer it.
// Knows a judge's own layout of a prompt, and how words become tokens. Does not know the question's words (contract/judge-record.ts), passes
// or caches (decoding/judge.ts).
import { EspalierError } from '../../contract/errors.ts'
import { judgeQuestion, PLAIN_JUDGE } from '../../contract/judge-record.ts'
import type { JudgeRecord } from '../../contract/judge-record.ts'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import type { Path } from '../../search/policy.ts'
import type { ModelFolder } from './model-folder.ts'
import { openAskedModel } from './prompt.ts'
import type { Tokenizer } from './tokenizer.ts'

export interface JudgePrompt {
  /** Token ids of the question about the last step of a path; throws `bad-input` for unknown characters. */
  tokens(path: Pick<Path, 'question'> & { steps: readonly { text: string }[] }): readonly number[]
  /** Token ids that say yes, and those that say no; none is in both. */
  yes: readonly number[]
  no: readonly number[]
  /** The share of yes in the probability of yes and no, by the logits after the question: [classes] -> 0 to 1. */
  shareOfYes(logits: Float32Array): number
}

/**
 * How this model is asked as a judge, in the layout of its record. Throws `bad-input` where its tokens cannot tell yes from no; the
 * details begin with the path of the words at fault, as in `prompt.judge.no: …`.
 */
export function openJudgePrompt(
  folder: ModelFolder,
  tokenizer: Tokenizer,
  { record, judge }: { record: PromptRecord; judge: JudgeRecord },
): JudgePrompt {
  // What does not fit in the context is looked at where the tokens are used: a long path has no score and ends nothing.
  const asked = openAskedModel({ ...folder, positions: Infinity }, tokenizer, judgeRecord(record))
  const [yes, no] = tellingTokens(folder, tokenizer, judge)
  return {
    tokens: (path) => asked.promptTokens(judgeQuestion(judge, path)),
    yes,
    no,
    shareOfYes(logits) {
      const both = [...yes, ...no].map((token) => logits[token]!)
      const highest = Math.max(...both)
      const weights = both.map((logit) => Math.exp(logit - highest))
      const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
      return sum(weights.slice(0, yes.length)) / sum(weights)
    },
  }
}

/** The judge's own layout, without what is meant for solving: a chat as it is, plain text with room for the answer. */
function judgeRecord(record: PromptRecord): PromptRecord {
  const { layout } = record
  return {
    ...record,
    layout: layout.kind === 'chat' ? layout : { ...layout, template: PLAIN_JUDGE },
    system: '',
    instruction: '{question}',
    examples: [],
  }
}

/** The tokens of yes and those of no, without what both have. Throws `bad-input` where one of them has none left. */
function tellingTokens(folder: ModelFolder, tokenizer: Tokenizer, { yes, no }: JudgeRecord): [number[], number[]] {
  const spelt = { yes: firstTokens(yes, tokenizer), no: firstTokens(no, tokenizer) }
  const sides = ['yes', 'no'] as const
  for (const side of sides) if (spelt[side].size === 0) throw cannotSpell(folder, side, side === 'yes' ? yes : no)
  const own = {
    yes: [...spelt.yes].filter((id) => !spelt.no.has(id)),
    no: [...spelt.no].filter((id) => !spelt.yes.has(id)),
  }
  for (const side of sides) {
    const shared = () => [...spelt[side]].map((id) => `“${tokenizer.decode([id])}”`).join(', ')
    if (own[side].length === 0) throw cannotTell(folder, side, { yes, no }, shared())
  }
  return [own.yes, own.no]
}

/** The tokens that these words begin with, alone and behind a space; words of one token only, if there are such. */
function firstTokens(words: readonly string[], tokenizer: Tokenizer): Set<number> {
  const spelt = words.flatMap((word) => [word, ` ${word}`]).flatMap((word) => encoded(word, tokenizer))
  const whole = spelt.filter((ids) => ids.length === 1)
  return new Set((whole.length > 0 ? whole : spelt).map((ids) => ids[0]!))
}

/** The ids of a word in a list; an empty list where the vocabulary cannot spell it. */
function encoded(word: string, tokenizer: Tokenizer): (readonly number[])[] {
  try {
    const ids = tokenizer.encodePlain(word)
    return ids.length > 0 ? [ids] : []
  } catch {
    return []
  }
}

function cannotSpell({ name }: ModelFolder, side: 'yes' | 'no', words: readonly string[]): EspalierError {
  const named = words.map((word) => `“${word}”`).join(', ')
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${name}” cannot be a judge with these words: it has no tokens for ${named}.`,
    advice: 'Choose other words, a chat model as the judge, or the policy’s own confidence.',
    details: `prompt.judge.${side}: no word can be spelt`,
  })
}

function cannotTell(
  { name }: ModelFolder,
  side: 'yes' | 'no',
  { yes, no }: Pick<JudgeRecord, 'yes' | 'no'>,
  shared: string,
): EspalierError {
  const [own, other] = side === 'yes' ? [yes, no] : [no, yes]
  const named = (words: readonly string[]) => words.map((word) => `“${word}”`).join(', ')
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${name}” cannot tell ${named(own)} from ${named(other)}: they begin with the same tokens, ${shared}.`,
    advice: 'A word must be one token of the judge, or begin with another token than the words of the other side.',
    details: `prompt.judge.${side}: no token of its own`,
  })
}
