// How the program ends: it asks where that ends what goes on, shows that it is closing, lets the engine end in order, and may start again.
// Knows that order. Does not know windows or processes.
import type { Work } from './work.ts'
import { isWorthAsking } from './closing.ts'

/** Milliseconds that closing may take before it is shown. */
const SHOWN_AFTER = 300

export interface Ending {
  /** Whether the program may end at once. If not, what has to be done first is begun; it then ends by itself, unless somebody says no. */
  mayEnd(): boolean
  /** Ends it without a question: the system or a terminal has said so. */
  order(): void
  /** Starts it again with these words when it has ended. Whoever then says that it is to stay open takes that back. */
  thenStart(words: readonly string[]): void
  /** Whether nothing stops it any more. */
  readonly closing: boolean
}

export function createEnding(options: {
  work: () => Work
  /** Resolves to whether the program is to close. */
  ask: (work: Work) => Promise<boolean>
  closeEngine: () => Promise<void>
  /** Shows that it is closing, and whether it starts again then. */
  show: (again: boolean) => void
  /** Ends the program, after starting it again with these words if there are some. */
  end: (again: readonly string[] | null) => void
}): Ending {
  const { work, ask, closeEngine, show, end } = options
  let state: 'open' | 'asking' | 'closing' | 'ended' = 'open'
  let again: readonly string[] | null = null
  const ordered = Promise.withResolvers<true>()
  let mustAsk = true

  const agrees = () => (mustAsk && isWorthAsking(work()) ? Promise.race([ask(work()), ordered.promise]) : true)
  const begin = async () => {
    state = 'asking'
    if (!(await agrees())) {
      state = 'open'
      again = null
      return
    }
    state = 'closing'
    const late = setTimeout(() => show(again !== null), SHOWN_AFTER)
    await closeEngine()
    clearTimeout(late)
    state = 'ended'
    end(again)
  }

  return {
    mayEnd() {
      if (state === 'open') void begin()
      return state === 'ended'
    },
    order() {
      mustAsk = false
      ordered.resolve(true)
      this.mayEnd()
    },
    thenStart(words) {
      again = words
      if (state === 'closing') show(true)
    },
    get closing() {
      return state === 'closing' || state === 'ended'
    },
  }
}
