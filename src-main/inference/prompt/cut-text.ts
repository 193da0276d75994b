// A whole text cut into steps, as a person who writes a record wants to see it.
// Knows the kinds of ends. Does not know tokens, so the least and most tokens of a step do not count here.
import type { PromptRecord } from '../../contract/prompt-record.ts'
import { firstEnd, stepEnds, withoutBlankLines } from './step-kinds.ts'

/** The texts of the steps, in order. What is blank is none. */
export function cutText({ steps }: Pick<PromptRecord, 'steps'>, text: string): string[] {
  const ends = stepEnds(steps)
  const texts: string[] = []
  let rest = text
  for (let end = firstEnd(ends, rest); end; end = firstEnd(ends, rest)) {
    texts.push(withoutBlankLines(rest.slice(0, end.end)))
    rest = rest.slice(end.next)
  }
  return rest.trim() === '' ? texts : [...texts, withoutBlankLines(rest)]
}
