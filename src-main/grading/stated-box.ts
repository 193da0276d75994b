// Boxes: \boxed{…} and its kin.
// Knows braces. Does not know other forms, or what the content means.
import { bareAnswer } from './answer-text.ts'
import { sentenceAnswer } from './stated-sentence.ts'

const BOX =
  /(?:\\f?[bB]oxed|\\fbox|\\framebox(?:\s{0,4}\[[^\]\n]{0,20}\]){0,2}|(?<![\\A-Za-z])boxed(?=\{))[^\S\n]*\n?[^\S\n]*/g
const UNBRACED = /[^\s$\\{}]{1,40}|\\[a-zA-Z]+[^\s$]{0,40}/y

/**
 * Content of the last box that is closed, or null: \boxed, \fbox, \framebox, and \boxed 5 without braces, read to the next
 * space or $. Of boxes inside each other the innermost counts. Time is linear in the text's length.
 */
export function boxedAnswer(text: string): string | null {
  const boxes = [...text.matchAll(BOX)].map(({ index, 0: { length } }) => ({ index, start: index + length }))
  const ends = partners(text, boxes[0]?.start ?? text.length)
  let next = Infinity
  for (const { index, start } of boxes.reverse()) {
    const end = text[start] === '{' ? ends.get(start) : start + unbraced(text, start)
    // A box around a box: the inner one has been asked.
    const innermost = end !== undefined && end <= next
    next = index
    if (!innermost) continue
    const content = text.slice(text[start] === '{' ? start + 1 : start, end)
    const answer = (/answer/i.test(content) ? sentenceAnswer(content, { goesOn: true }) : null) ?? bareAnswer(content)
    if (answer !== null) return answer
  }
  return null
}

function unbraced(text: string, start: number): number {
  UNBRACED.lastIndex = start
  return UNBRACED.exec(text)?.[0].length ?? 0
}

/** Where each brace from `start` on that is closed finds its partner, in one pass; braces behind a backslash are text. */
function partners(text: string, start: number): Map<number, number> {
  const found = new Map<number, number>()
  const open: number[] = []
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '{') open.push(at)
    else if (text[at] === '}' && open.length > 0) found.set(open.pop()!, at)
  }
  return found
}
