// Type-ahead in the outline: letters that are typed lead to the next row with a word that begins so.
// Knows rows and words. Does not know keys or time.
import type { Tree } from '../../src-main/contract/tree.ts'
import { treeText } from '../text/tree.ts'
import { stepText } from './describe.ts'
import type { OutlineRow } from './outline.ts'

/**
 * The row that typed letters lead to: the next one after `at` (around the end) with a word that begins with them, whatever their case.
 * Further letters may stay on the row that the first ones found. The same letter again and again goes from one row to the next.
 * Null where no row has such a word.
 */
export function typeAhead(tree: Tree, rows: readonly OutlineRow[], at: number, typed: string): number | null {
  const letters = Array.from(typed.toLowerCase())
  const repeated = letters.length > 1 && letters.every((letter) => letter === letters[0])
  const begin = repeated ? letters[0]! : letters.join('')
  const here = rows.findIndex((row) => row.id === at)
  const first = letters.length === 1 || repeated ? here + 1 : Math.max(here, 0)
  for (let step = 0; step < rows.length; step++) {
    const { id } = rows[(first + step) % rows.length]!
    if (hasWord(wordsOf(tree, id), begin)) return id
  }
  return null
}

function wordsOf(tree: Tree, id: number): string {
  const node = tree.nodes[id]!
  return (node.parent === null ? treeText.root : stepText(node.text)).toLowerCase()
}

function hasWord(words: string, begin: string): boolean {
  for (let found = words.indexOf(begin); found >= 0; found = words.indexOf(begin, found + 1)) {
    if (found === 0 || !/[\p{L}\p{N}]/u.test(words[found - 1]!)) return true
  }
  return false
}
