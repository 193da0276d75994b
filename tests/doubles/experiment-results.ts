// Made-up results of an experiment: curves that behave like real ones, with intervals, levels, calibration and advice.
// For the window's tests and for looking at it. Knows no models; every number comes from noise.ts.
import type { CostAxis, ExperimentSummary } from '../../src-main/contract/experiment-summary.ts'
import { COST_AXES } from '../../src-main/contract/experiment-summary.ts'
import type { ExperimentAnswer, ExperimentSpec } from '../../src-main/contract/experiment.ts'
import type { MethodId } from '../../src-main/contract/method.ts'
import { methodById } from '../../src-main/contract/method.ts'
import type { FileModelInfo } from '../../src-main/contract/model.ts'
import type { Problem } from '../../src-main/contract/problem.ts'
import { paretoFrontier } from '../../src-main/contract/frontier.ts'
import { samplingOf } from '../../src-main/contract/sampling.ts'
import { verifierOf } from '../../src-main/contract/verifier-need.ts'
import { wilsonInterval } from '../../src-main/contract/wilson-interval.ts'
import { hashOf, noise } from './noise.ts'

/** How much of the way from one sample to perfect a method goes with each doubling of its budget, and what it costs. */
const GAIN: Partial<Record<MethodId, { gain: number; cost: number }>> = {
  greedy: { gain: 0.09, cost: 1 },
  majority: { gain: 0.115, cost: 1 },
  'best-of-n': { gain: 0.1, cost: 1 },
  weighted: { gain: 0.135, cost: 1 },
  mcts: { gain: 0.075, cost: 1.3 },
  rebase: { gain: 0.18, cost: 1.15 },
}
const TOKENS = 72

/** Accuracy that a policy of this size reaches with a method and a budget at a level. */
function truth(parameters: number, method: MethodId, budget: number, level: number): number {
  const alone = 0.18 + 0.21 * Math.log10(parameters / 1e5)
  const easy = alone * (1.35 - 0.17 * (level - 1))
  const { gain = 0.1 } = GAIN[method] ?? {}
  const doublings = method === 'greedy' ? 1 : Math.log2(budget)
  const reach = 1 - (1 - gain) ** doublings
  return Math.min(0.985, Math.max(0.02, easy + (0.97 - easy) * reach - (method === 'greedy' ? 0 : 0.05)))
}

export interface MadeUp {
  spec: ExperimentSpec
  policies: readonly FileModelInfo[]
  problems: readonly Problem[]
  /** Share of the problems that are done, 0 to 1. */
  share: number
}

/** Whether a made-up answer is right: the same for the same question, whatever was asked before. */
function rightly(
  { spec, policies }: MadeUp,
  policy: string,
  method: number,
  budget: number,
  seed: number,
  problem: Problem,
): boolean {
  const { parameters = 1e6 } = policies.find(({ id }) => id === policy) ?? {}
  const id = spec.methods[method]!.method
  const hard =
    noise(hashOf(`${problem.id}/${seed}`)) * 0.75 +
    noise(hashOf(`${problem.id}/${seed}/${method}/${policy}/${budget}`)) * 0.25
  return hard < truth(parameters, id, budget, problem.level ?? 3)
}

/** The answers of one point. */
export function answersOf(made: MadeUp, point: { policy: string; method: number; budget: number }): ExperimentAnswer[] {
  const { spec, problems, share } = made
  const method = methodById(spec.methods[point.method]!.method)
  return problems.slice(0, Math.round(problems.length * share)).flatMap((problem) =>
    spec.seeds.map((seed) => {
      const correct = rightly(made, point.policy, point.method, point.budget, seed, problem)
      const answer = correct ? problem.answer : String(Number(problem.answer) + 1 + (hashOf(problem.id) % 9))
      return {
        problem,
        seed,
        answer,
        correct,
        run: {
          problem,
          method: method.id,
          parameters: method.budget === null ? {} : { [method.budget]: point.budget },
          sampling: samplingOf(spec.sampling),
          seed: hashOf(`${seed}:${problem.id}`) % 0xffff_ffff,
          policy: point.policy,
          verifier: verifierOf(method, spec.verifier),
        },
      }
    }),
  )
}

/** What the results say so far; null before the first one. */
export function summaryOf(made: MadeUp): ExperimentSummary {
  const { spec, policies, problems, share } = made
  const chosen = spec.policies.map((id) => policies.find((policy) => policy.id === id)!)
  const done = problems.slice(0, Math.round(problems.length * share))
  const estimate = (answers: readonly ExperimentAnswer[]) => {
    const value = answers.filter(({ correct }) => correct).length / Math.max(1, answers.length)
    const trials = answers.length / spec.seeds.length
    return { value, ...wilsonInterval(value * trials, trials) }
  }
  const points: ExperimentSummary['points'] = []
  const series: ExperimentSummary['series'] = []
  for (const policy of done.length === 0 ? [] : chosen) {
    for (const [method, { method: id }] of spec.methods.entries()) {
      const budgets = methodById(id).budget === null ? [1] : spec.budgets
      const line = { policy: policy.id, method, points: [] as number[] }
      for (const budget of budgets) {
        const answers = answersOf(made, { policy: policy.id, method, budget })
        const { cost: dear = 1 } = GAIN[id] ?? {}
        const tokens = TOKENS * budget * dear
        const paper = 2 * policy.parameters * tokens
        const prm = methodById(id).needsVerifier ? 2 * 1_353_440 * tokens : 0
        const accuracy = estimate(answers)
        line.points.push(points.length)
        points.push({
          policy: policy.id,
          method,
          budget,
          problems: done.length,
          seeds: spec.seeds.length,
          complete: share >= 1,
          accuracy,
          overSeeds:
            spec.seeds.length < 2
              ? null
              : { value: accuracy.value, low: accuracy.value - 0.011, high: accuracy.value + 0.011 },
          cost: {
            paper,
            policyAndVerifier: paper + prm,
            distinct: (paper + prm) * 0.6,
            exact: (paper + prm) * 1.31,
            seconds: (paper + prm) / 2.1e9,
          },
          levels: [1, 2, 3, 4, 5].flatMap((level) => {
            const some = answers.filter(({ problem }) => problem.level === level)
            return some.length === 0
              ? []
              : [{ level, problems: some.length / spec.seeds.length, accuracy: estimate(some) }]
          }),
          onFrontier: {} as Record<CostAxis, number | null>,
        })
      }
      series.push(line)
    }
  }
  for (const axis of COST_AXES) {
    const best = new Set(
      paretoFrontier(points.map(({ cost, accuracy }) => ({ cost: cost[axis], accuracy: accuracy.value }))),
    )
    for (const [place, point] of points.entries()) {
      point.onFrontier[axis] = best.has(place) ? 0.55 + 0.44 * noise(place) : 0.3 * noise(place) ** 3
    }
  }
  return {
    header: {
      schema: 'espalier-experiment-results',
      version: 1,
      app: '0.1.0',
      spec,
      policies: chosen.map(({ id, name, parameters, layers, width }) => ({
        id,
        name,
        shape: { parameters, layers, attentionWidth: width },
        sha256: null,
        device: 'cpu',
      })),
      verifier: null,
      problems: problems.map(({ id, level }) => ({ id, level })),
    },
    methods: spec.methods.map((method) => ({ ...method, label: methodById(method.method).name })),
    points,
    series,
    ratios: ratiosOf({ spec, points }),
    comparisons: comparisonsOf(points, series),
    laws: COST_AXES.map((axis) => ({
      axis,
      method: spec.methods.length - 1,
      a: { value: 1.184, low: 1.02, high: 1.36 },
      b: { value: 0.92, low: -0.1, high: 1.9 },
      points: 9,
      fitted: 0.98,
    })),
    calibration: done.length === 0 || spec.verifier === null ? [] : [null, ...spec.policies].map(calibrationOf),
    advice: COST_AXES.flatMap((axis) => adviceOf(axis, points)),
  } satisfies ExperimentSummary
}

function ratiosOf({
  spec,
  points,
}: {
  spec: ExperimentSpec
  points: ExperimentSummary['points']
}): ExperimentSummary['ratios'] {
  const best = (policy: string, method: number): number =>
    Math.max(
      ...points
        .filter((point) => point.policy === policy && point.method === method)
        .map(({ accuracy }) => accuracy.value),
    )
  if (points.length === 0) return []
  const lines = spec.policies.flatMap((policy) => spec.methods.map((_, method) => ({ policy, method })))
  return COST_AXES.flatMap((axis) =>
    lines.flatMap((reference) =>
      lines
        .filter((challenger) => challenger !== reference)
        .map((challenger) => {
          const accuracy = best(reference.policy, reference.method)
          const cheapest = ({ policy, method }: typeof reference): number =>
            Math.min(
              ...points
                .filter(
                  (point) => point.policy === policy && point.method === method && point.accuracy.value >= accuracy,
                )
                .map(({ cost }) => cost[axis] ?? Infinity),
            )
          const value = cheapest(reference) / cheapest(challenger)
          return {
            ...{ reference, challenger, axis, accuracy },
            ratio: value > 0 ? { value, low: value * 0.62, high: value * 1.7 } : null,
            reached: value > 0 ? 0.97 : 0.04,
          }
        }),
    ),
  )
}

/** Every point against the points of the other methods of its policy at the same budget, as if their costs were equal. */
function comparisonsOf(
  points: ExperimentSummary['points'],
  series: ExperimentSummary['series'],
): ExperimentSummary['comparisons'] {
  return COST_AXES.flatMap((axis) =>
    points.flatMap((point, place) =>
      series
        .filter(({ policy, method }) => policy === point.policy && method !== point.method)
        .flatMap((line) => {
          const other = line.points.map((at) => points[at]!).find(({ budget }) => budget === point.budget)
          if (!other) return []
          const value = point.accuracy.value - other.accuracy.value
          return [
            {
              axis,
              point: place,
              against: { policy: line.policy, method: line.method },
              difference: { value, low: value - 0.021, high: value + 0.021 },
              p: Math.min(1, Math.exp(-80 * Math.abs(value))),
              beyond: false,
            },
          ]
        }),
    ),
  )
}

function adviceOf(axis: CostAxis, points: ExperimentSummary['points']): ExperimentSummary['advice'] {
  return paretoFrontier(points.map(({ cost, accuracy }) => ({ cost: cost[axis], accuracy: accuracy.value }))).map(
    (point) => ({
      axis,
      cost: points[point]!.cost[axis] ?? 0,
      point,
    }),
  )
}

function calibrationOf(policy: string | null, place: number): ExperimentSummary['calibration'][number] {
  const bins = Array.from({ length: 10 }, (_, bin) => {
    const middle = (bin + 0.5) / 10
    return {
      low: bin / 10,
      high: (bin + 1) / 10,
      count: Math.round(4000 * (0.12 + (2 * middle - 1) ** 4) * (1 + noise(bin + 31 * place))),
      score: middle + 0.03 * (noise(bin + place) - 0.5),
      right: Math.min(1, Math.max(0, middle + 0.09 * Math.sin(4 * middle + place) - 0.05)),
    }
  })
  return {
    policy,
    solutions: bins.reduce((sum, { count }) => sum + count, 0),
    auc: 0.913 - 0.02 * place,
    brier: 0.108 + 0.01 * place,
    bins,
  }
}
