// Runs that are being picked in a list, to be put side by side.
// Knows how many may be. Does not know the list, or what becomes of them.

/** How many runs may stand side by side. */
export const RUNS = { least: 2, most: 4 } as const

export class Picks {
  /** Ids in the order in which they were picked; null while nobody picks. */
  ids = $state.raw<readonly string[] | null>(null)

  /** Begins with these, or ends. */
  switch(first: readonly string[]): void {
    this.ids = this.ids === null ? first : null
  }

  /** Picks a run, or leaves it again; one too many is not taken. */
  toggle(id: string): void {
    const { ids } = this
    if (ids === null) return
    if (ids.includes(id)) this.ids = ids.filter((one) => one !== id)
    else if (ids.length < RUNS.most) this.ids = [...ids, id]
  }

  end(): void {
    this.ids = null
  }
}
