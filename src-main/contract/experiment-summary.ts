// What an experiment's results say: points, frontier, comparisons, calibration, advice.
// Knows the records, for the screen, the exports and the command line alike. Does not know how they are computed.
import { z } from 'zod'
import { ExperimentHeader, ExperimentMethod } from './experiment.ts'

/** A figure with its 95 % interval. */
export const Estimate = z.object({ value: z.number(), low: z.number(), high: z.number() })
export type Estimate = z.infer<typeof Estimate>

/** What the x axis may show, each the mean of one problem and one seed. Null where a model's shape is not known. */
export const CostFigures = z.object({
  /** FLOPs by the paper's rule: policy only, generated tokens only. */
  paper: z.number().nullable(),
  /** The paper's rule for policy and PRM: each child's tokens for both. */
  policyAndVerifier: z.number().nullable(),
  /** The same with tokens that children share counted once, for both. */
  distinct: z.number().nullable(),
  /** Forward FLOPs of both, prompts and attention included, shared tokens once. */
  exact: z.number().nullable(),
  /**
   * Searching time; null where it was not measured (times are no part of the results). A pool's time is shared among its budgets by
   * their samples, and holds the PRM's part also for a method that asks none.
   */
  seconds: z.number().nullable(),
})
export type CostFigures = z.infer<typeof CostFigures>

export const CostAxis = CostFigures.keyof()
export type CostAxis = z.infer<typeof CostAxis>
export const COST_AXES = CostAxis.options

/** One figure for each axis. */
export function byAxis<Figure>(figureOf: (axis: CostAxis) => Figure): Record<CostAxis, Figure> {
  return Object.fromEntries(COST_AXES.map((axis) => [axis, figureOf(axis)])) as Record<CostAxis, Figure>
}

/** A line of the picture by what it stands for. */
export const LineName = z.object({
  policy: z.string(),
  /** Place in the specification's methods. */
  method: z.number().int(),
})
export type LineName = z.infer<typeof LineName>

/** A point of the picture by what it stands for. */
export const PointName = LineName.extend({ budget: z.number().int() })
export type PointName = z.infer<typeof PointName>

/** Two points on the problems that both have done: the first one's accuracy minus the second one's, paired bootstrap. */
export const PointComparison = z.object({ difference: Estimate, p: z.number(), problems: z.number().int() })
export type PointComparison = z.infer<typeof PointComparison>

/** One point of the picture: a policy with a method at a budget, over all problems and seeds that are done. */
export const SummaryPoint = z.object({
  policy: z.string(),
  /** Place in the specification's methods. */
  method: z.number().int(),
  budget: z.number().int(),
  /** Problems that are done with every seed; at least one, or there is no point. */
  problems: z.number().int(),
  /** Seeds; 1 for greedy, which draws nothing, so that one seed says it all. */
  seeds: z.number().int(),
  /** True when every problem and seed of the specification is done. */
  complete: z.boolean(),
  /** Mean accuracy with the Wilson interval at n = problems (seeds of one problem are not independent). */
  accuracy: Estimate,
  /** 95 % t interval over the accuracies of the seeds, cut to 0..1; null with one seed. */
  overSeeds: Estimate.nullable(),
  cost: CostFigures,
  levels: z.array(z.object({ level: z.number(), problems: z.number().int(), accuracy: Estimate })),
  /**
   * Probability (paired bootstrap over problems) that it lies on the Pareto frontier of all points, by axis: that no other point has at
   * least its accuracy at no more cost and is better in one of the two. Null where its cost is not known.
   */
  onFrontier: z.record(CostAxis, z.number().nullable()),
})
export type SummaryPoint = z.infer<typeof SummaryPoint>

/** One line of the picture; it has at least one point. */
export const SummarySeries = LineName.extend({
  /** Places in `points`, by budget. */
  points: z.array(z.number().int()),
})
export type SummarySeries = z.infer<typeof SummarySeries>

/** How many times the compute one line needs to reach what another reaches. */
export const ComputeRatio = z.object({
  /** The line that sets the accuracy to reach: its best point, the cheapest of equals. */
  reference: LineName,
  challenger: LineName,
  axis: CostAxis,
  /** Accuracy to reach. */
  accuracy: z.number(),
  /**
   * Cost of the reference / cost of the challenger, interpolated in log cost; null where the challenger never reaches it. In the interval
   * a resample in which it does not counts as 0, so a lower end above 1 also says that it is reached.
   */
  ratio: Estimate.nullable(),
  /** Share of the resamples in which the challenger reaches it. */
  reached: z.number(),
})
export type ComputeRatio = z.infer<typeof ComputeRatio>

/** A point against another method's line of the same policy, at the point's own cost. */
export const Comparison = z.object({
  axis: CostAxis,
  /** Place in `points`. */
  point: z.number().int(),
  against: LineName,
  /** Accuracy of the point - accuracy of the line at the same cost (linear in log cost between its points). */
  difference: Estimate,
  /** Two-sided, of the paired bootstrap over problems. */
  p: z.number(),
  /** True where the point costs more than the whole line, whose last point then stands for it: no equal cost, but the nearest. */
  beyond: z.boolean(),
})
export type Comparison = z.infer<typeof Comparison>

/**
 * log10(C) = a·log10(N) + b over a method's compute-optimal points: its Pareto frontier over all policies, C the cost of such a point
 * and N its policy's parameters (the paper's section 4.2 and figure 1).
 */
export const ScalingLaw = z.object({
  axis: CostAxis,
  method: z.number().int(),
  a: Estimate,
  b: Estimate,
  /** Points of the frontier. */
  points: z.number().int(),
  /** Share of the resamples whose frontier holds two sizes; the intervals are those of them. */
  fitted: z.number(),
})
export type ScalingLaw = z.infer<typeof ScalingLaw>

/** How well the PRM's scores tell right solutions from wrong ones. */
export const VerifierCalibration = z.object({
  /** Whose solutions; null for those of all policies together. */
  policy: z.string().nullable(),
  /** Sampled solutions with a score of their last step. */
  solutions: z.number().int(),
  /** Null where all or none are right. */
  auc: z.number().nullable(),
  brier: z.number().nullable(),
  /** Ten of equal width, those without solutions left out: mean score, and share that is right. */
  bins: z.array(
    z.object({ low: z.number(), high: z.number(), count: z.number().int(), score: z.number(), right: z.number() }),
  ),
})
export type VerifierCalibration = z.infer<typeof VerifierCalibration>

/**
 * Which point to take from this cost on, until the next entry of the axis: the best accuracy at no more than it. The entries of an
 * axis are its Pareto frontier, cheapest first; of points that are equal in both only the first.
 */
export const Advice = z.object({ axis: CostAxis, cost: z.number(), point: z.number().int() })
export type Advice = z.infer<typeof Advice>

export const ExperimentSummary = z.object({
  header: ExperimentHeader,
  /** As the specification lists them. */
  methods: z.array(ExperimentMethod.extend({ label: z.string() })),
  points: z.array(SummaryPoint),
  series: z.array(SummarySeries),
  /** Every ordered pair of lines, by axis. */
  ratios: z.array(ComputeRatio),
  comparisons: z.array(Comparison),
  laws: z.array(ScalingLaw),
  calibration: z.array(VerifierCalibration),
  advice: z.array(Advice),
})
export type ExperimentSummary = z.infer<typeof ExperimentSummary>
