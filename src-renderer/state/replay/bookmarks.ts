// The moments of runs that a person has given a name.
// Knows the list and its order. Does not know where it is kept, or what a run is.
import { z } from 'zod'

/** A moment: the tree after `at` events. */
export const Bookmark = z.object({ at: z.number().int().nonnegative(), name: z.string() })
export type Bookmark = z.infer<typeof Bookmark>

/** By the run's id; the run that was marked last stands last. */
export const KeptBookmarks = z.record(z.string(), z.array(Bookmark))
export type KeptBookmarks = z.infer<typeof KeptBookmarks>

/** Runs whose bookmarks are kept; those that were marked longest ago go first. */
const RUNS = 300

export class Bookmarks {
  readonly #read: () => KeptBookmarks
  readonly #write: (kept: KeptBookmarks) => void
  /** Of runs that were deleted, should they come back. */
  readonly #gone = new Map<string, readonly Bookmark[]>()

  constructor(kept: { read: () => KeptBookmarks; write: (kept: KeptBookmarks) => void }) {
    this.#read = kept.read
    this.#write = kept.write
  }

  /** The bookmarks of a run, earliest first. */
  of(run: string | null): readonly Bookmark[] {
    return run === null ? [] : (this.#read()[run] ?? [])
  }

  /** Names a moment; one that had a name gets this one. */
  set(run: string, bookmark: Bookmark): void {
    const others = this.of(run).filter(({ at }) => at !== bookmark.at)
    this.#put(
      run,
      [...others, bookmark].sort((a, b) => a.at - b.at),
    )
  }

  remove(run: string, at: number): void {
    this.#put(
      run,
      this.of(run).filter((bookmark) => bookmark.at !== at),
    )
  }

  /** The run was deleted. */
  forget(run: string): void {
    const bookmarks = this.of(run)
    if (bookmarks.length === 0) return
    this.#gone.set(run, bookmarks)
    this.#put(run, [])
  }

  /** The run that was deleted is there again. */
  recall(run: string): void {
    const bookmarks = this.#gone.get(run)
    if (bookmarks && this.of(run).length === 0) this.#put(run, bookmarks)
    this.#gone.delete(run)
  }

  /** The nearest bookmark after a moment (`step` 1) or before it (-1); null where there is none. */
  beside(run: string | null, position: number, step: 1 | -1): Bookmark | null {
    const all = this.of(run)
    const found = step === 1 ? all.find(({ at }) => at > position) : all.findLast(({ at }) => at < position)
    return found ?? null
  }

  #put(run: string, bookmarks: readonly Bookmark[]): void {
    const others = Object.entries(this.#read()).filter(([id]) => id !== run)
    const kept = others.slice(-(RUNS - 1))
    this.#write(Object.fromEntries(bookmarks.length > 0 ? [...kept, [run, [...bookmarks]]] : kept))
  }
}
