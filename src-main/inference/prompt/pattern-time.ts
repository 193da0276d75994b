// How long a pattern of a person's takes: some need for ever on a text that almost fits.
// Knows a few texts of that kind, and a limit. Does not know what is looked for.
import { EspalierError } from '../../contract/errors.ts'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import { patternOf } from '../../contract/pattern.ts'
import { TookTooLong, withinTime } from './limited-time.ts'

/** Texts as models write them, and those on which a pattern with repetitions inside repetitions goes astray. */
const TEXTS = [
  'Step 1: 12 * 31 = 372 passengers.\nSo the answer is 372, and that is all.\n'.repeat(20),
  ...['a', '1', ' ', '\n', '=', 'a ', '1,', 'a1', '. ', '\\', '{', '('].map((part) => `${part.repeat(500)}\u0000`),
]
const MILLISECONDS = 300

/** Throws `bad-input` where a pattern of the record cannot be read, or takes too long on a text of usual length. */
export function checkPatterns({ steps, answers }: Pick<PromptRecord, 'steps' | 'answers'>): void {
  if (steps.kind === 'pattern') checkPattern(steps.pattern, { what: 'end of a step', path: 'steps.pattern' })
  if (answers.pattern !== '') checkPattern(answers.pattern, { what: 'answer', path: 'answers.pattern' })
}

function checkPattern(text: string, { what, path }: { what: string; path: string }): void {
  const pattern = patternOf(text)
  if (!pattern) throw refused(`The pattern for the ${what} is no regular expression.`, path)
  try {
    withinTime(() => TEXTS.forEach((text) => Array.from(text.matchAll(pattern))), MILLISECONDS)
  } catch (error) {
    if (!(error instanceof TookTooLong)) throw error
    throw refused(`The pattern for the ${what} takes too long to search with.`, path)
  }
}

function refused(message: string, path: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message,
    advice: 'Write it in another way; repetitions inside repetitions are best avoided.',
    details: `prompt.${path}: refused`,
  })
}
