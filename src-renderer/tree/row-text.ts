// A step on one line of the outline: its beginning, or, of a long one, what comes behind the words that its siblings begin with, too.
// Knows steps and siblings. Does not know how wide a line is.
import type { Node, Tree } from '../../src-main/contract/tree.ts'
import { toldFrom } from './card-text.ts'
import { stepText } from './describe.ts'

/** Characters of a line: more than any width shows, few enough to be listened to. */
const MOST = 100

/** The line, cut behind a word where the step is longer. */
export function rowText(tree: Tree, node: Node): string {
  const whole = stepText(node.text).replace(/\s+/g, ' ')
  if (whole.length <= MOST) return whole
  const text = toldFrom(tree, node).replace(/\s+/g, ' ')
  if (text.length <= MOST) return text
  const cut = text.slice(0, MOST)
  const words = cut.slice(0, cut.lastIndexOf(' '))
  return `${words.length > MOST / 2 ? words : cut} …`
}
