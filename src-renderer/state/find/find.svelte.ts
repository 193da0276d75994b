// Finding in the tree on screen: what is asked, which steps are hits, and the walk from one to the next.
// Knows when to look again. Does not know the form, the picture or the selection.
import type { Tree } from '../../../src-main/contract/tree.ts'
import { findNodes } from './find-nodes.ts'
import type { FindQuery } from './find-query.ts'
import { asksNothing, NO_QUERY } from './find-query.ts'

/** While a tree grows it is looked through again for at most this part of the time. */
const SHARE = 0.1

export class Find {
  open = $state(false)
  /** Raised whenever the form should take the focus. */
  asked = $state(0)
  query = $state.raw<FindQuery>(NO_QUERY)
  /** Hits in the newest tree, in the order of the outline; null while nothing is asked for. */
  hits = $state.raw<readonly number[] | null>(null)
  #looked: { tree: Tree; length: number; query: FindQuery; again: number } | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Opens the form, or gives it the focus again. */
  show(): void {
    this.open = true
    this.asked++
  }

  /** Closes the form and forgets the hits; what was asked for stands there again the next time. */
  hide(): void {
    this.open = false
    this.forget()
  }

  /** Forgets the hits: the tree is another one. */
  forget(): void {
    clearTimeout(this.#timer)
    this.#looked = null
    this.hits = null
  }

  /** Looks through the newest tree, which `newest` gives and which has had `length` events: at once for a new query, else when it is due. */
  look(newest: () => Tree, length: number, query = this.query): void {
    clearTimeout(this.#timer)
    const last = this.#looked
    const now = performance.now()
    if (asksNothing(query)) {
      this.forget()
      return
    }
    const tree = newest()
    const same = last?.query === query && last.tree === tree
    if (same && last.length === length) return
    if (same && now < last.again) {
      this.#timer = setTimeout(() => this.look(newest, length, query), last.again - now)
      return
    }
    this.hits = findNodes(tree, query)
    const took = performance.now() - now
    this.#looked = { tree, length, query, again: now + took / SHARE }
  }

  /** The hits in a tree of so many nodes: those that are there at an earlier moment. */
  within(count: number): readonly number[] {
    return this.hits?.filter((id) => id < count) ?? []
  }

  /** The hit after a node (`step` 1) or before it (-1), around the ends; null without hits. */
  beside(hits: readonly number[], from: number | null, step: 1 | -1): number | null {
    if (hits.length === 0) return null
    const place = from === null ? -1 : hits.indexOf(from)
    if (place < 0) return hits.at(step === 1 ? 0 : -1)!
    return hits[(place + step + hits.length) % hits.length]!
  }
}
