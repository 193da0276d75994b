// A made-up experiment of any size: solutions drawn from a stream, larger policies more often right, rewards that say something.
// Knows the records. Does not know what is computed from them.
import type { Cost } from '../../../src-main/contract/cost.ts'
import { NO_USAGE } from '../../../src-main/contract/cost.ts'
import { EXPERIMENT_VERSION, ExperimentSpec } from '../../../src-main/contract/experiment.ts'
import type {
  ExperimentHeader,
  ExperimentMethod,
  ExperimentResult,
  PoolSolution,
} from '../../../src-main/contract/experiment.ts'
import { poolVoteOf } from '../../../src-main/engine/experiment/figures/pooled-method.ts'
import { randomStream, seedBelow } from '../../../src-main/search/random.ts'

const WIDTHS = [0.4e6, 1.6e6, 6.5e6]

export interface Size {
  problems: number
  policies: number
  seeds: number
  budgets: number[]
  methods: (Pick<ExperimentMethod, 'method'> & Partial<ExperimentMethod>)[]
  /** Policies of which nobody knows the size. */
  shapeless?: number[]
}

export function syntheticHeader({
  problems,
  policies,
  seeds,
  budgets,
  methods,
  shapeless = [],
}: Size): ExperimentHeader {
  const shape = (parameters: number) => ({ parameters, layers: 4, attentionWidth: 128 })
  const model = (id: string) => ({ id, name: `Model ${id}`, sha256: null, device: 'cpu' })
  return {
    schema: 'espalier-experiment-results',
    version: EXPERIMENT_VERSION,
    app: '0.0.0',
    spec: ExperimentSpec.parse({
      schema: 'espalier-experiment',
      version: EXPERIMENT_VERSION,
      name: 'Synthetic',
      problems: {},
      policies: Array.from({ length: policies }, (_, place) => `policy-${place}`),
      verifier: 'prm',
      methods,
      budgets,
      seeds: Array.from({ length: seeds }, (_, place) => place + 1),
    }),
    policies: Array.from({ length: policies }, (_, place) => ({
      ...model(`policy-${place}`),
      shape: shapeless.includes(place) ? null : shape(WIDTHS[place % WIDTHS.length]!),
    })),
    verifier: { ...model('prm'), shape: shape(1e6) },
    problems: Array.from({ length: problems }, (_, place) => ({ id: `problem-${place}`, level: 1 + (place % 3) })),
  }
}

/** Every unit of the experiment: a pool and one search for each other method and budget, by problem, seed and policy. */
export function syntheticResults(header: ExperimentHeader): ExperimentResult[] {
  const { spec } = header
  const largest = Math.max(...spec.budgets)
  return header.problems.flatMap(({ id: problem, level }, number) =>
    spec.seeds.flatMap((seed) =>
      spec.policies.flatMap((policy, size) => {
        const runSeed = seedBelow(seed, number)
        const random = randomStream(seedBelow(seed, number, size))
        const chance = Math.min(0.95, (0.25 + 0.15 * size) * (1.4 - 0.3 * (level ?? 1)) + 0.4 * (number % 2))
        const solve = (): PoolSolution => {
          const draw = random.uniform()
          const correct = draw < chance
          const answer = draw > 0.93 ? null : correct ? '42' : String(Math.floor(random.uniform() * 12))
          const steps = 1 + Math.floor(random.uniform() * 3)
          const reward = () => 0.7 * random.uniform() + (correct ? 0.3 : 0)
          return { answer, correct, rewards: Array.from({ length: steps }, reward), steps, tokens: 20 + 8 * steps }
        }
        const place = { policy, seed, problem, level, runSeed }
        const pool = Array.from({ length: largest }, solve)
        const pools: ExperimentResult[] = spec.methods.some((method) => poolVoteOf(method) !== null)
          ? [
              {
                ...place,
                method: null,
                budget: largest,
                answer: null,
                correct: false,
                cost: costOf(pool, true),
                pool,
                shares: ownTokens(pool),
              },
            ]
          : []
        const searches = spec.methods.flatMap((method, index) => {
          if (poolVoteOf(method) !== null) return []
          const greedy = method.method === 'greedy'
          return (greedy ? [1] : spec.budgets).map((budget): ExperimentResult => {
            const tries = Array.from({ length: budget }, solve)
            const { answer, correct } = tries.reduce((best, one) =>
              one.rewards.at(-1)! > best.rewards.at(-1)! ? one : best,
            )
            return {
              ...place,
              method: index,
              budget,
              answer,
              correct,
              cost: costOf(tries, !greedy),
              pool: null,
              shares: null,
            }
          })
        })
        return [...pools, ...searches]
      }),
    ),
  )
}

const PROMPT = 15

/** The solutions of a pool that share nothing. */
function ownTokens(pool: readonly PoolSolution[]): ExperimentResult['shares'] {
  const all = pool.reduce((sum, { tokens }) => sum + tokens, 0)
  const counts = pool.map((_, place) => (place === 0 ? all : 0))
  return { tokens: counts, steps: counts }
}

function costOf(solutions: readonly PoolSolution[], scored: boolean): Cost {
  const tokens = solutions.reduce((sum, one) => sum + one.tokens, 0)
  const steps = solutions.reduce((sum, one) => sum + one.steps, 0)
  const prompt = (PROMPT * (PROMPT + 1)) / 2
  return {
    samples: solutions.length,
    nodes: steps,
    policy: {
      ...NO_USAGE,
      inputTokens: PROMPT,
      generatedTokens: tokens,
      attendedTokens: prompt + 40 * tokens,
    },
    verifier: scored
      ? {
          ...NO_USAGE,
          inputTokens: PROMPT + tokens + steps,
          scoredTokens: tokens + steps,
          attendedTokens: prompt + 40 * (tokens + steps),
        }
      : NO_USAGE,
  }
}
