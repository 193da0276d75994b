// Tells that something changed, often enough to watch and seldom enough not to be in the way.
// Knows the pace. Does not know what changed, or who listens.

/** Milliseconds between two messages. */
const TELL_EVERY = 250

export interface ChangeTeller {
  /** Tells soon, once for all changes until then. */
  changed(): void
  /** Tells nothing more. */
  end(): void
}

export function createChangeTeller(tell: () => void): ChangeTeller {
  let timer: NodeJS.Timeout | null = null
  let ended = false
  return {
    changed() {
      if (ended) return
      timer ??= setTimeout(() => {
        timer = null
        tell()
      }, TELL_EVERY)
    },
    end() {
      ended = true
      if (timer) clearTimeout(timer)
    },
  }
}
