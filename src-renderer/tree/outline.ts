// The tree as rows: what an outline shows, in order, with what a screen reader needs to know of each.
// Knows which branches are closed. Does not know the window.
import type { Tree } from '../../src-main/contract/tree.ts'
import { ROOT } from '../../src-main/contract/node.ts'

export interface OutlineRow {
  id: number
  /** 1 for the root, as aria-level counts. */
  level: number
  /** Place among its siblings, from 1, and how many they are. */
  place: number
  siblings: number
  /** null for a node without children. */
  expanded: boolean | null
}

/** The visible rows, parents before children. */
export function outlineRows(tree: Tree, closed: ReadonlySet<number>): OutlineRow[] {
  const rows: OutlineRow[] = []
  const stack: { id: number; place: number; siblings: number }[] = [{ id: ROOT, place: 1, siblings: 1 }]
  for (let top = stack.pop(); top; top = stack.pop()) {
    const node = tree.nodes[top.id]!
    const expanded = node.children.length === 0 ? null : !closed.has(top.id)
    rows.push({ ...top, level: node.depth + 1, expanded })
    if (expanded !== true) continue
    const siblings = node.children.length
    for (let index = siblings - 1; index >= 0; index--) {
      stack.push({ id: node.children[index]!, place: index + 1, siblings })
    }
  }
  return rows
}

/** The node itself, or its nearest ancestor that no closed branch hides. */
export function visibleFor(tree: Tree, closed: ReadonlySet<number>, id: number): number {
  let visible = id
  for (let at = tree.nodes[id]?.parent ?? null; at !== null; at = tree.nodes[at]!.parent) {
    if (closed.has(at)) visible = at
  }
  return visible
}

/** What a key does in an outline, after the tree pattern of the ARIA Authoring Practices Guide. */
export type OutlineMove = { go: number } | { open: number } | { close: number } | null

export function outlineMove(tree: Tree, rows: OutlineRow[], at: number, key: string): OutlineMove {
  const index = rows.findIndex((row) => row.id === at)
  const row = rows[index]
  const node = tree.nodes[at]
  if (!row || !node) return null
  const to = (target: OutlineRow | undefined): OutlineMove => (target && target.id !== at ? { go: target.id } : null)
  switch (key) {
    case 'ArrowDown':
      return to(rows[index + 1])
    case 'ArrowUp':
      return to(rows[index - 1])
    case 'Home':
      return to(rows[0])
    case 'End':
      return to(rows[rows.length - 1])
    case 'ArrowRight':
      if (row.expanded === null) return null
      return row.expanded ? { go: node.children[0]! } : { open: at }
    case 'ArrowLeft':
      if (row.expanded === true) return { close: at }
      return node.parent === null ? null : { go: node.parent }
    default:
      return null
  }
}
