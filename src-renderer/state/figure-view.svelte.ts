// How the reader looks at the results: the view, the axis, and what is filtered out.
// Knows choices. Does not know results; points that are filtered out stay in them.
import { SvelteSet } from 'svelte/reactivity'
import type { CostAxis } from '../../src-main/contract/experiment-summary.ts'

export const VIEWS = ['accuracy', 'levels', 'calibration', 'table', 'findings'] as const
export type View = (typeof VIEWS)[number]

export class FigureView {
  view = $state<View>('accuracy')
  // These begin as the picture of a report has them (FIRST_VIEW of the plots); a test holds them to it.
  axis = $state<CostAxis | 'samples'>('paper')
  together = $state(true)
  intervals = $state(true)
  paper = $state(false)
  /** Budget of the figure by level; null for the largest. */
  budget = $state<number | null>(null)
  readonly hiddenMethods = new SvelteSet<number>()
  readonly hiddenPolicies = new SvelteSet<string>()

  /** The cost by which tables and findings go; the number of samples is none. */
  get costAxis(): CostAxis {
    return this.axis === 'samples' ? 'paper' : this.axis
  }

  /** Shows or hides the lines of a legend's entry. */
  toggle(kind: 'method' | 'policy', id: string): void {
    if (kind === 'method') flip(this.hiddenMethods, Number(id))
    else flip(this.hiddenPolicies, id)
  }

  /** Forgets filters of methods from this place on: those of experiments that were drawn beside. */
  forgetMethods(from: number): void {
    for (const method of this.hiddenMethods) if (method >= from) this.hiddenMethods.delete(method)
  }

  /** Forgets what belongs to one experiment: its filters and its budget. */
  forget(): void {
    this.hiddenMethods.clear()
    this.hiddenPolicies.clear()
    this.budget = null
  }
}

function flip<Value>(set: Set<Value>, value: Value): void {
  if (!set.delete(value)) set.add(value)
}
