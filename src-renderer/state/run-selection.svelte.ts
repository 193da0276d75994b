// Which rows of a list are selected, one by one or a stretch of them.
// Knows ids and their order. Does not know what they are, or what is done with them.
import { SvelteSet } from 'svelte/reactivity'

export class RunSelection {
  readonly #chosen = new SvelteSet<string>()
  readonly #order: () => readonly string[]
  /** Where a stretch begins: the row that was chosen last by itself. */
  #anchor: string | null = null

  /** `order` gives the ids of the list as it is shown. */
  constructor(order: () => readonly string[]) {
    this.#order = order
  }

  get size(): number {
    return this.#chosen.size
  }

  /** In the order of the list. */
  get ids(): string[] {
    return this.#order().filter((id) => this.#chosen.has(id))
  }

  has(id: string): boolean {
    return this.#chosen.has(id)
  }

  /** Selects a row, or gives it up. */
  toggle(id: string): void {
    if (!this.#chosen.delete(id)) this.#chosen.add(id)
    this.#anchor = id
  }

  /** Selects everything from the row that was chosen last up to this one. */
  stretch(id: string): void {
    const order = this.#order()
    const to = order.indexOf(id)
    const from = this.#anchor === null ? to : order.indexOf(this.#anchor)
    if (from < 0) this.#anchor = id
    for (const one of order.slice(Math.min(from < 0 ? to : from, to), Math.max(from, to) + 1)) this.#chosen.add(one)
    this.#anchor ??= id
  }

  all(): void {
    for (const id of this.#order()) this.#chosen.add(id)
  }

  clear(): void {
    this.#chosen.clear()
    this.#anchor = null
  }

  /** A row is gone. */
  drop(id: string): void {
    this.#chosen.delete(id)
    if (this.#anchor === id) this.#anchor = null
  }
}
