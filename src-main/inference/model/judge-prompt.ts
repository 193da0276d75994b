// The question that a judge is asked about a step, and the tokens that answer it.
// Knows its words, and a judge's own layout of a prompt. Does not know passes or caches (decoding/judge.ts).
import { EspalierError } from '../../contract/errors.ts'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import type { Path } from '../../search/policy.ts'
import type { ModelFolder } from './model-folder.ts'
import { openAskedModel } from './prompt.ts'
import type { Tokenizer } from './tokenizer.ts'

export interface JudgePrompt {
  /** Token ids of the question about the last step of a path; throws `bad-input` for unknown characters. */
  tokens(path: Path): readonly number[]
  /** The share of yes in the probability of yes and no, by the logits after the question: [classes] -> 0 to 1. */
  shareOfYes(logits: Float32Array): number
}

const YES = ['Yes', 'yes', 'YES']
const NO = ['No', 'no', 'NO']

/** How this model is asked as a judge, in the layout of its record. Throws `bad-input` where its tokens cannot tell yes from no. */
export function openJudgePrompt(folder: ModelFolder, tokenizer: Tokenizer, record: PromptRecord): JudgePrompt {
  // What does not fit in the context is looked at where the tokens are used: a long path has no score and ends nothing.
  const asked = openAskedModel({ ...folder, positions: Infinity }, tokenizer, judgeRecord(record))
  const [yes, no] = [firstTokens(YES, tokenizer), firstTokens(NO, tokenizer)]
  const yesOnly = [...yes].filter((token) => !no.has(token))
  const noOnly = [...no].filter((token) => !yes.has(token))
  if (yesOnly.length === 0 || noOnly.length === 0) throw cannotSay(folder)
  return {
    tokens: ({ question, steps }) => asked.promptTokens(questionAbout(question, steps)),
    shareOfYes(logits) {
      const both = [...yesOnly, ...noOnly].map((token) => logits[token]!)
      const highest = Math.max(...both)
      const weights = both.map((logit) => Math.exp(logit - highest))
      const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
      return sum(weights.slice(0, yesOnly.length)) / sum(weights)
    },
  }
}

/** The judge's own layout, without what is meant for solving: a chat as it is, plain text with room for the answer. */
function judgeRecord(record: PromptRecord): PromptRecord {
  const { layout } = record
  return {
    ...record,
    layout: layout.kind === 'chat' ? layout : { ...layout, template: '{question}\nAnswer:' },
    system: '',
    instruction: '{question}',
    examples: [],
  }
}

function questionAbout(question: string, steps: Path['steps']): string {
  const solution = steps.map(({ text }) => text.trim()).join('\n')
  return (
    `Problem:\n${question.trim()}\n\nA solution, which may not be finished:\n${solution}\n\n` +
    'Is the last line of this solution correct, and does it lead to the answer? Say only Yes or No.'
  )
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

function cannotSay({ name }: ModelFolder): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${name}” cannot be a judge: its tokens cannot tell yes from no.`,
    advice: 'Choose a chat model as the judge, or the policy’s own confidence.',
  })
}
