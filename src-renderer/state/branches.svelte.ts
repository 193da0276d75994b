// The branches of the tree on screen that are collapsed.
// Knows them by the search's nodes, and the selected node. Does not know which nodes a picture shows as one, or how a branch looks.
import { ROOT } from '../../src-main/contract/node.ts'
import { pathTo } from '../../src-main/contract/tree.ts'
import type { Tree } from '../../src-main/contract/tree.ts'

const NONE: ReadonlySet<number> = new Set()

/** What of the window branches look at. */
interface BranchesLab {
  readonly run: { readonly frame: { tree: Tree } }
  selected: number | null
  /** The nodes that are shown as one with the selected one, itself included. */
  readonly alike: readonly number[]
}

export class Branches {
  /** Nodes whose branches are collapsed. A new set with every change. */
  collapsed = $state.raw(NONE)
  readonly #lab: BranchesLab

  constructor(lab: BranchesLab) {
    this.#lab = lab
  }

  /** What the branch of the selected node is; null where it has none. */
  get selected(): 'open' | 'collapsed' | null {
    const { run, alike } = this.#lab
    const [oldest] = alike
    const { nodes } = run.frame.tree
    if (oldest === undefined || alike.every((id) => (nodes[id]?.children.length ?? 0) === 0)) return null
    return this.collapsed.has(oldest) ? 'collapsed' : 'open'
  }

  /** Collapses the branches below these nodes. What was selected in them gives way to the first of them. */
  collapse(nodes: readonly number[]): void {
    const { run, selected } = this.#lab
    const above = selected === null ? [] : [ROOT, ...pathTo(run.frame.tree, selected)].filter((id) => id !== selected)
    if (above.some((id) => nodes.includes(id))) this.#lab.selected = nodes[0]!
    this.collapsed = setOf([...this.collapsed, ...nodes])
  }

  expand(nodes: readonly number[]): void {
    this.collapsed = setOf([...this.collapsed].filter((id) => !nodes.includes(id)))
  }

  expandAll(): void {
    this.collapsed = NONE
  }
}

/** A set that nobody changes, so that a new one says that something has changed. */
function setOf(nodes: readonly number[]): ReadonlySet<number> {
  return new Set(nodes)
}
