// How much memory the runs of an experiment may take: each keeps the keys and values of its paths, and with a model of the size that
// people use, forty runs would fill the memory of a laptop several times.
// Knows what a run may come to hold. Does not know sessions or how units are run.
import type { MemoryPlan } from './runner.ts'

/** The part of the machine's memory that runs may hold together: models, and what else runs on it, have the rest. */
const SHARE = 1 / 3

/** Requests that the runs over a server may want together: several times as many as are on their way to it at once. */
const WANTED = 2048

/**
 * `tokenBytes`: bytes of a token's keys and values by model, 0 of one that holds none here. `servers`: policies behind servers; more of
 * their runs at once would only wait there, each with its tree, so a run counts by the requests that it wants. `limit`: bytes that a run
 * holds of one model at most. `total`: bytes of the machine's memory.
 */
export function memoryPlan(options: {
  tokenBytes: { policies: ReadonlyMap<string, number>; verifier: number }
  servers?: ReadonlySet<string>
  limit: number
  total: number
}): MemoryPlan {
  const { tokenBytes, servers = new Set(), limit, total } = options
  const bytesInAll = total * SHARE
  return {
    bytes: bytesInAll,
    of({ policy, budget, run }) {
      // Solutions share what they begin with, so it is less as a rule.
      const tokens = budget * run.sampling.maxSolutionTokens
      const held = (bytes: number) => Math.min(limit, tokens * bytes)
      const here = held(tokenBytes.policies.get(policy) ?? 0) + held(tokenBytes.verifier)
      return servers.has(policy) ? Math.max(here, (bytesInAll * budget) / WANTED) : here
    },
  }
}
