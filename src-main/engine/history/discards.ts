// Runs that were discarded and can still be restored: they are erased after some minutes, or at the end.
// Knows ids and time. Does not know what is erased, or where.

/** Milliseconds in which a deletion can be undone. */
export const DISCARD_LIMIT = 600_000

export interface Discards {
  add(ids: readonly string[]): void
  has(id: string): boolean
  /** They are kept, or gone already. */
  forget(ids: readonly string[]): void
  /** Erases those of these that are here. Throws what `erase` does; then they stay. */
  erase(ids: readonly string[]): void
  eraseAll(): void
}

export function discards({ erase }: { erase: (ids: readonly string[]) => void }): Discards {
  const timers = new Map<string, NodeJS.Timeout>()

  const discarded: Discards = {
    add(ids) {
      for (const id of ids) clearTimeout(timers.get(id))
      const timer = setTimeout(() => {
        try {
          discarded.erase(ids.filter((id) => timers.get(id) === timer))
        } catch {
          // A disk that refuses now is asked again at the end.
        }
      }, DISCARD_LIMIT).unref()
      for (const id of ids) timers.set(id, timer)
    },
    has: (id) => timers.has(id),
    forget(ids) {
      for (const id of ids) timers.delete(id)
    },
    erase(ids) {
      const here = ids.filter((id) => timers.has(id))
      if (here.length === 0) return
      erase(here)
      discarded.forget(here)
    },
    eraseAll: () => discarded.erase([...timers.keys()]),
  }
  return discarded
}
