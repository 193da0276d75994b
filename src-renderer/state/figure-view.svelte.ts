// How the reader looks at the results: the view, the axis, and what is filtered out.
// Knows choices. Does not know results; points that are filtered out stay in them.
import type { CostAxis } from '../../src-main/contract/experiment-summary.ts'

export const VIEWS = ['accuracy', 'levels', 'calibration', 'table', 'findings'] as const
export type View = (typeof VIEWS)[number]

export class FigureView {
  view = $state<View>('accuracy')
  axis = $state<CostAxis>('paper')
  together = $state(true)
  intervals = $state(true)
  paper = $state(false)
  /** Budget of the figure by level; null for the largest. */
  budget = $state<number | null>(null)
  hiddenMethods = $state.raw<ReadonlySet<number>>(new Set())
  hiddenPolicies = $state.raw<ReadonlySet<string>>(new Set())

  /** Shows or hides the lines of a legend's entry. */
  toggle(kind: 'method' | 'policy', id: string): void {
    if (kind === 'method') this.hiddenMethods = toggled(this.hiddenMethods, Number(id))
    else this.hiddenPolicies = toggled(this.hiddenPolicies, id)
  }

  /** Forgets what belongs to one experiment: its filters and its budget. */
  forget(): void {
    this.hiddenMethods = new Set()
    this.hiddenPolicies = new Set()
    this.budget = null
  }
}

function toggled<Value>(set: ReadonlySet<Value>, value: Value): Set<Value> {
  const next = new Set(set)
  if (!next.delete(value)) next.add(value)
  return next
}
