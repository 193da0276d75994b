// What an experiment's results say: points, frontier, comparisons, calibration, advice.
// Knows the records, for the screen, the exports and the command line alike. Does not know how they are computed.
import { z } from 'zod'
import { ExperimentHeader, ExperimentMethod } from './experiment.ts'

/** A figure with its 95 % interval. */
export const Estimate = z.object({ value: z.number(), low: z.number(), high: z.number() })
export type Estimate = z.infer<typeof Estimate>

/** What the x axis may show, each the mean of one problem and one seed. Null where a model's shape is not known. */
export const COST_AXES = ['paper', 'policyAndPrm', 'exact', 'seconds'] as const
export type CostAxis = (typeof COST_AXES)[number]
export const CostFigures = z.object({
  /** FLOPs by the paper's rule: policy only, generated tokens only. */
  paper: z.number().nullable(),
  /** The paper's rule for the policy plus the PRM's tokens. */
  policyAndPrm: z.number().nullable(),
  /** Forward FLOPs of both, prompts and attention included. */
  exact: z.number().nullable(),
  /** Searching time; null where it was not measured (times are no part of the results). */
  seconds: z.number().nullable(),
})
export type CostFigures = z.infer<typeof CostFigures>

/** One point of the picture: a policy with a method at a budget, over all problems and seeds that are done. */
export const SummaryPoint = z.object({
  policy: z.string(),
  /** Place in the specification's methods. */
  method: z.number().int(),
  budget: z.number().int(),
  /** Problems that are done with every seed, and seeds. */
  problems: z.number().int(),
  seeds: z.number().int(),
  /** True when every problem and seed of the specification is done. */
  complete: z.boolean(),
  /** Mean accuracy with the Wilson interval at n = problems (seeds of one problem are not independent). */
  accuracy: Estimate,
  /** 95 % t interval over the accuracies of the seeds; null with one seed. */
  overSeeds: Estimate.nullable(),
  cost: CostFigures,
  levels: z.array(z.object({ level: z.number(), problems: z.number().int(), accuracy: Estimate })),
  /** Probability (paired bootstrap over problems) that no other point has at least its accuracy at no more cost, by axis. */
  onFrontier: z.record(z.enum(COST_AXES), z.number().nullable()),
})
export type SummaryPoint = z.infer<typeof SummaryPoint>

/** One line of the picture. */
export const SummarySeries = z.object({
  policy: z.string(),
  method: z.number().int(),
  /** Places in `points`, by budget. */
  points: z.array(z.number().int()),
})

/** How many times the compute one line needs to reach what another reaches. */
export const ComputeRatio = z.object({
  /** The line that sets the accuracy to reach: its best point. */
  reference: z.object({ policy: z.string(), method: z.number().int() }),
  challenger: z.object({ policy: z.string(), method: z.number().int() }),
  axis: z.enum(COST_AXES),
  /** Accuracy to reach. */
  accuracy: z.number(),
  /** Cost of the reference / cost of the challenger, interpolated in log cost; null where the challenger never reaches it. */
  ratio: Estimate.nullable(),
  /** Share of the resamples in which the challenger reaches it. */
  reached: z.number(),
})
export type ComputeRatio = z.infer<typeof ComputeRatio>

/** log10(C) = a·log10(N) + b over the compute-optimal points (the paper's section 4.2 and figure 1). */
export const ScalingLaw = z.object({
  axis: z.enum(COST_AXES),
  method: z.number().int(),
  a: Estimate,
  b: Estimate,
  points: z.number().int(),
})

/** How well the PRM's scores tell right solutions from wrong ones. */
export const PrmCalibration = z.object({
  policy: z.string().nullable(),
  solutions: z.number().int(),
  auc: z.number().nullable(),
  brier: z.number().nullable(),
  bins: z.array(
    z.object({ low: z.number(), high: z.number(), count: z.number().int(), score: z.number(), right: z.number() }),
  ),
})
export type PrmCalibration = z.infer<typeof PrmCalibration>

/** Which point to take for a given cost: the best accuracy at no more than it. */
export const Advice = z.object({ axis: z.enum(COST_AXES), cost: z.number(), point: z.number().int() })

export const ExperimentSummary = z.object({
  header: ExperimentHeader,
  methods: z.array(ExperimentMethod.extend({ label: z.string() })),
  points: z.array(SummaryPoint),
  series: z.array(SummarySeries),
  ratios: z.array(ComputeRatio),
  laws: z.array(ScalingLaw),
  calibration: z.array(PrmCalibration),
  advice: z.array(Advice),
})
export type ExperimentSummary = z.infer<typeof ExperimentSummary>
