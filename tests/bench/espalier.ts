// Espalier as the benchmark drives it: through a session and a policy, the way the engine room does.
// Knows the session client and the search. Does not know decoders, caches or graphs.
import type { RunRequest } from '../../src-main/contract/run.ts'
import { RunSpec } from '../../src-main/contract/run.ts'
import { Sampling } from '../../src-main/contract/sampling.ts'
import type { Cost } from '../../src-main/contract/cost.ts'
import { NO_COST, NO_USAGE } from '../../src-main/contract/cost.ts'
import { openSession, policyOver, prepareSessionThread } from '../../src-main/inference/session/session-client.ts'
import type { Policy, ProposeRequest } from '../../src-main/search/policy.ts'
import type { Verifier } from '../../src-main/search/verifier.ts'
import packageJson from '../../package.json' with { type: 'json' }
import type { BenchEngine, EngineOptions, Forms, ProposeCall, Row, SearchRecord } from './engine.ts'
import { openPrompts } from './prompts.ts'

// As the engine does when the window opens.
prepareSessionThread()

const LIMITS = { maxStepTokens: 4096, maxSolutionTokens: 32_768 }
const GREEDY = Sampling.parse({ ...LIMITS, temperature: 0 })

/** Espalier, and what only it can do: a whole search, and a greedy text with its log-probabilities. */
export interface EspalierEngine extends BenchEngine {
  search(request: RunRequest): Promise<SearchRecord>
  greedy(row: Row): Promise<{ tokens: number[]; logProbabilities: number[] }>
}

export async function open({ forms, form, threads, endless, topK }: EngineOptions): Promise<EspalierEngine> {
  const folder = endless ? forms.endless : forms.espalier
  const smaller = form in forms.smaller ? forms.smaller[form as keyof Forms['smaller']] : null
  const sampling = Sampling.parse({ ...LIMITS, temperature: 1, topK })
  const start = async () => {
    const session = await openSession({ folder, role: 'policy', threads, form: smaller })
    const port = session.connect()
    const close = async () => {
      port.close()
      await session.close()
    }
    return { policy: policyOver(port, session.facts), close }
  }
  let current = await start()
  let prompts: ReturnType<typeof openPrompts> | null = null
  const propose = (requests: ProposeRequest[], sampling: Sampling) =>
    current.policy.propose(requests, sampling, new AbortController().signal)

  return {
    version: packageJson.version,
    async generate(rows) {
      const requests = rows.map(({ path, count }, seed) => ({ path, seeds: [seed], maxTokens: count }))
      const { proposals } = await propose(requests, sampling)
      for (const [index, { count }] of rows.entries()) {
        const got = proposals[index]![0]!.tokenIds.length
        if (endless && got !== count) throw new Error(`Espalier generated ${got} tokens where ${count} were asked for.`)
      }
    },
    /** Opens the session anew: whatever it caches, and for whom, is gone. */
    async forget() {
      await current.close()
      current = await start()
    },
    logProbabilities: () => Promise.reject(new Error('Espalier is the one that the others are compared with.')),
    async greedy({ path, count }) {
      const { proposals } = await propose([{ path, seeds: [0], maxTokens: count }], GREEDY)
      const { tokenIds, logProbabilities } = proposals[0]![0]!
      return { tokens: tokenIds, logProbabilities }
    },
    async search(request) {
      const spec = RunSpec.parse(request)
      // Read when it is needed: a session has read the tokenizer itself, and the first node is not to wait for it twice.
      prompts ??= openPrompts(folder)
      const calls: ProposeCall[] = []
      const { policy } = current
      const { search } = await import('../../src-main/search/search.ts')
      let cost: Cost = NO_COST
      const failures: string[] = []
      const begun = performance.now()
      await search({
        spec,
        policy: recording(policy, calls, prompts.tokensOf),
        verifier: HASHED,
        emit(change) {
          if (change.type === 'cost') cost = change.cost
          if (change.type === 'state' && change.error)
            failures.push(`${change.error.message} ${change.error.details ?? ''}`)
        },
        gate: () => Promise.resolve(),
        signal: new AbortController().signal,
      })
      const milliseconds = performance.now() - begun
      if (failures[0] !== undefined) throw new Error(failures[0])
      const generated = cost.policy.generatedTokens
      return {
        milliseconds,
        calls,
        nodes: cost.nodes,
        computedTokens: cost.policy.inputTokens + generated,
        distinctTokens: prompts.promptOf(spec.problem.question).length + generated,
        generatedTokens: generated,
      }
    },
    close: () => current.close(),
  }
}

/** The same policy, with a note of every call: which paths, and how many tokens each child came to have. */
function recording(policy: Policy, calls: ProposeCall[], tokensOf: (path: Row['path']) => number[]): Policy {
  return {
    shape: policy.shape,
    async propose(requests, sampling, signal) {
      const result = await policy.propose(requests, sampling, signal)
      calls.push(
        requests.flatMap(({ path }, index) => {
          const tokens = tokensOf(path)
          return result.proposals[index]!.map(({ tokenIds }) => ({ path, tokens, count: tokenIds.length }))
        }),
      )
      return result
    },
  }
}

/** Rewards out of a hash of the path, in place of a PRM: free, the same for every engine, and unequal enough to grow a tree. */
const HASHED: Verifier = {
  shape: null,
  score: (paths) => Promise.resolve({ rewards: paths.map(hashed), usage: NO_USAGE }),
}

function hashed({ steps }: Row['path']): number {
  let hash = 0x811c9dc5
  for (const { tokenIds } of steps) for (const id of tokenIds) hash = Math.imul(hash ^ id, 0x01000193) >>> 0
  return (hash >>> 8) / 2 ** 24
}
