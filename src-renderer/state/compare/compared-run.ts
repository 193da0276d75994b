// One run of a comparison: its view, and beside it the whole tree and the charges, whatever moment is on screen.
// Knows one run. Does not know the others.
import type { RunEvent } from '../../../src-main/contract/event.ts'
import { applyChange, emptyTree } from '../../../src-main/contract/tree.ts'
import type { Tree } from '../../../src-main/contract/tree.ts'
import type { RunView } from '../run-view.svelte.ts'
import { Charges } from './charges.ts'
import type { Charge } from './charges.ts'

export class ComparedRun {
  readonly id: string
  readonly view: RunView
  #events: readonly RunEvent[] = []
  #tree = emptyTree()
  #folded = 0
  #charges = new Charges()

  constructor(id: string, view: RunView) {
    this.id = id
    this.view = view
  }

  /** The tree after all events that are known. Changed in place: whoever shows it reads `view.frame.length` too. */
  get whole(): Tree {
    const events = this.#known()
    try {
      for (; this.#folded < events.length; this.#folded++) applyChange(this.#tree, events[this.#folded]!.change)
    } catch {
      // Told by the view, which comes to the same event.
    }
    return this.#tree
  }

  get charges(): readonly Charge[] {
    return this.#charges.follow(this.#known())
  }

  /** The events; what was made of others is forgotten. */
  #known(): readonly RunEvent[] {
    const { events } = this.view
    if (events !== this.#events || events.length < this.#folded) {
      this.#events = events
      this.#tree = emptyTree()
      this.#folded = 0
      this.#charges = new Charges()
    }
    return events
  }
}
