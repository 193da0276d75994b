// Outcomes: what every method found at every budget, one for each policy, problem and seed.
// Knows which results give which outcomes, and what each cost. Does not know points, intervals or files.
import { distinctFlops, exactFlops, paperFlops, policyAndVerifierFlops } from '../../../contract/cost.ts'
import type { Cost } from '../../../contract/cost.ts'
import type { CostFigures } from '../../../contract/experiment-summary.ts'
import type { ExperimentHeader, ExperimentResult, PoolSolution } from '../../../contract/experiment.ts'
import { methodById } from '../../../contract/method.ts'
import { canonicalAnswer } from '../../../grading/canonical-answer.ts'
import { costOfPart, tellsShares } from './pool-cost.ts'
import { votePool } from './pool-votes.ts'
import type { VotedPool } from './pool-votes.ts'
import { poolVoteOf } from './pooled-method.ts'

/** Seeded subsets for every number of samples below the whole pool. */
const ORDERS = 64

const UNKNOWN: CostFigures = { paper: null, policyAndVerifier: null, distinct: null, exact: null, seconds: null }

export interface Outcome {
  policy: string
  /** Place in the specification's methods. */
  method: number
  budget: number
  seed: number
  problem: string
  level: number | null
  /** Subsets of the pool that the accuracy is the mean of; 1 for a search and for the whole pool. */
  subsets: number
  /** Share of the subsets with the right answer; no answer is wrong. */
  accuracy: number
  /** Null for no answer, and where several subsets have each their own. */
  answer: string | null
  cost: CostFigures
}

/** Tells the results of the header's policies, seeds and problems from those of others. */
export function belongsTo({ spec, problems }: ExperimentHeader): (result: ExperimentResult) => boolean {
  const [policies, seeds] = [new Set(spec.policies), new Set(spec.seeds)]
  const ids = new Set(problems.map(({ id }) => id))
  return ({ policy, seed, problem }) => policies.has(policy) && seeds.has(seed) && ids.has(problem)
}

/**
 * The outcomes of results, in their order. `times`: the seconds that each took, by place in `results`; missing where nobody measured
 * it. A pool gives one for each method that votes over it and each budget of the specification up to its own; a search gives one.
 * Results of policies, seeds, problems or methods that the header does not name give none.
 */
export function* outcomesOf(
  header: ExperimentHeader,
  results: readonly ExperimentResult[],
  times: readonly (number | null)[] = [],
): Generator<Outcome> {
  const { spec } = header
  const votes = spec.methods.map(poolVoteOf)
  const polled = votes.flatMap((vote, method) => (vote ? [{ vote, method }] : []))
  const scored = spec.methods.map(({ method }) => methodById(method).needsVerifier)
  const policies = new Map(header.policies.map((policy) => [policy.id, policy]))
  const belongs = belongsTo(header)
  const budgets = spec.budgets.toSorted((a, b) => a - b)
  /** `told`: whether the result tells what was computed once for several. */
  const figures = (policy: string, method: number, cost: Cost, seconds: number | null, told = true): CostFigures => {
    const model = policies.get(policy) ?? { shape: null }
    const verifier = scored[method] ? (header.verifier ?? { shape: null }) : null
    // A file tells of tokens at most how many the policy generated, whoever judged them.
    if (header.imported) return { ...UNKNOWN, paper: paperFlops(model, cost.policy) }
    return {
      paper: paperFlops(model, cost.policy),
      policyAndVerifier: policyAndVerifierFlops(cost, model, verifier),
      distinct: told ? distinctFlops(cost, model, verifier) : null,
      exact: told ? exactFlops(cost, model, verifier) : null,
      seconds,
    }
  }
  for (const [index, result] of results.entries()) {
    const { policy, seed, problem, level, method, pool, cost } = result
    if (!belongs(result)) continue
    const place = { policy, seed, problem, level }
    const seconds = times[index] ?? null
    if (method === null) {
      if (pool === null) continue
      const sizes = budgets.filter((budget) => budget <= result.budget)
      const voted = votedPool(
        pool,
        sizes,
        result.runSeed,
        polled.map(({ vote }) => vote),
      )
      for (const [vote, { method }] of polled.entries()) {
        const { accuracy, answer } = voted[vote]!
        for (const [at, budget] of sizes.entries()) {
          const whole = budget >= pool.length
          yield {
            ...place,
            method,
            budget,
            subsets: whole ? 1 : ORDERS,
            accuracy: accuracy[at]!,
            answer: whole ? answer : null,
            cost: figures(
              policy,
              method,
              costOfPart(result, budget, { scored: scored[method]! }),
              seconds && (whole ? seconds : (seconds * budget) / pool.length),
              whole || tellsShares(result),
            ),
          }
        }
      }
      continue
    }
    const asked = spec.methods[method]
    if (asked === undefined || votes[method] !== null) continue
    const single = methodById(asked.method).budget === null
    if (!single && !budgets.includes(result.budget)) continue
    yield {
      ...place,
      method,
      budget: single ? 1 : result.budget,
      subsets: 1,
      accuracy: Number(result.correct),
      answer: result.answer,
      cost: figures(policy, method, cost, seconds),
    }
  }
}

/** Votes by pool and by what was asked: a summary of a running experiment is made again and again over the same pools. */
const known = new WeakMap<readonly PoolSolution[], { asked: string; voted: VotedPool[] }>()

function votedPool(
  pool: readonly PoolSolution[],
  sizes: readonly number[],
  seed: number,
  votes: Parameters<typeof votePool>[0]['votes'],
): VotedPool[] {
  const asked = JSON.stringify([sizes, seed, votes])
  const earlier = known.get(pool)
  if (earlier?.asked === asked) return earlier.voted
  const voted = votePool({ pool, sizes, votes, classOf: formOf, seed, orders: ORDERS })
  known.set(pool, { asked, voted })
  return voted
}

/** Canonical forms of answers found lately; the pools of one problem hold the same few. */
const forms = new Map<string, string>()
const FORMS_KEPT = 65_536

function formOf(answer: string): string {
  let form = forms.get(answer)
  if (form === undefined) {
    if (forms.size >= FORMS_KEPT) forms.clear()
    form = canonicalAnswer(answer)
    forms.set(answer, form)
  }
  return form
}
