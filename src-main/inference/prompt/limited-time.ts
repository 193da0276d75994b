// Work that may take for ever, cut off by the time that it computes: a template or a pattern of somebody else's.
// Knows how a thread's own work is interrupted. Does not know what is done.
import { threadCpuUsage } from 'node:process'
import { createContext, Script } from 'node:vm'

const WORK = new Script('work()')
/** Milliseconds on the clock after which work is given up, however little of them it was given to compute. */
const LONGEST = 60_000

/**
 * Does work that keeps to this thread and may be done twice. Throws TookTooLong where it has computed for so many milliseconds: on a
 * busy machine the clock alone would cut off what is quickly done.
 */
export function withinTime<Result>(work: () => Result, milliseconds: number): Result {
  for (let timeout = milliseconds; ; timeout *= 2) {
    const before = threadCpuUsage()
    try {
      return WORK.runInContext(createContext({ work }), { timeout }) as Result
    } catch (error) {
      if (!isCutOff(error)) throw error
      const { user, system } = threadCpuUsage(before)
      if ((user + system) / 1000 >= milliseconds || timeout >= LONGEST) throw new TookTooLong()
    }
  }
}

export class TookTooLong extends Error {}

/** It is of another realm, so it is no instance of this one's Error. */
function isCutOff(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}
