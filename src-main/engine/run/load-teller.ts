// Tells what goes on at the servers that this thread's runs use.
// Knows when to look, and that nobody wants to hear the same twice. Does not know servers.
import type { ServerLoad } from '../../contract/connection.ts'
import { serverLoads } from '../../inference/server/server-way.ts'

/** Milliseconds between two looks. */
const EVERY = 1000

export interface LoadTeller {
  /** From now on there are runs. */
  begin(): void
  /** There are none any more. */
  end(): void
}

export function createLoadTeller(told: (loads: ServerLoad[]) => void, look = serverLoads): LoadTeller {
  let timer: ReturnType<typeof setInterval> | undefined
  let last = '[]'
  const tell = (loads: ServerLoad[]) => {
    const now = JSON.stringify(loads)
    if (now === last) return
    last = now
    told(loads)
  }
  return {
    begin() {
      timer ??= setInterval(() => tell(look()), EVERY)
    },
    end() {
      clearInterval(timer)
      timer = undefined
      tell([])
    },
  }
}
