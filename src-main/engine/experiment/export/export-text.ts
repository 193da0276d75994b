// The words of exports: every sentence and heading that a reader of an exported file sees.
// Knows words. Does not know figures or formats.
import type { CostAxis } from '../../../contract/experiment-summary.ts'

export const AXIS_NAMES: Record<CostAxis, string> = {
  paper: 'FLOPs, policy only',
  policyAndVerifier: 'FLOPs, policy + PRM, each child',
  distinct: 'FLOPs, policy + PRM, shared once',
  exact: 'FLOPs, exact',
  seconds: 'Seconds',
}

export const AXIS_FORMULAS: Record<CostAxis, string> = {
  paper: '2·P·T, P parameters of the policy, T tokens that it generated (arXiv 2408.00724, section 4.1)',
  policyAndVerifier:
    '2·P per generated token of the policy + 2·P per token of a scored step of the PRM, each child’s own on both sides',
  distinct: 'The same, tokens that children share counted once on both sides, as an engine computes that keeps a tree',
  exact:
    '2·P per computed token + 4·layers·width per attended token, policy and PRM, prompts included, shared tokens once',
  seconds:
    'Wall-clock time of the search, while up to seven others run beside it; a pool of samples shares its time among its budgets',
}

export const TEXT = {
  policy: 'Policy',
  method: 'Method',
  methods: 'Methods',
  budget: 'Budget',
  problems: 'Problems',
  seeds: 'Seeds',
  accuracy: 'Accuracy',
  interval: '95 % interval',
  overSeeds: '95 % over seeds',
  onFrontier: 'On the frontier',
  level: (level: number) => `Level ${level}`,
  allPolicies: 'All policies',
  none: '–',

  accuracyNote:
    'Accuracy is the mean over the problems that are done with every seed; no answer counts as wrong. ' +
    'Its interval is Wilson’s, for as many trials as there are problems. Costs are means of one problem and one seed.',
  poolNote:
    'Budgets below the largest one of sampling methods are means over 64 seeded subsets of one pool of samples a ' +
    'problem and seed; their costs are the pool’s expected share.',

  report: 'Experiment report',
  unfinished: 'This experiment is not finished: some points do not cover every problem and seed yet.',
  madeBy: (app: string) => `Made by Espalier ${app}.`,
  setting: 'Setting',
  name: 'Name',
  policies: 'Policies',
  verifier: 'PRM',
  noVerifier: 'None',
  dataset: 'Dataset',
  firstDataset: 'The first one of the catalog',
  budgets: 'Budgets',
  temperature: 'Sampling temperature',
  figure: 'Accuracy against compute',
  results: 'Results',
  byLevel: 'Accuracy by level',
  formula: 'Formula',
  costNote: 'Each cost is that of one problem and one seed.',
  advice: 'Best point for a budget',
  adviceNote: 'From each cost on, the point with the best accuracy at no more than it: the Pareto frontier.',
  fromCost: 'From',
  frontierNote:
    'The share of the resamples of the problems in which the point lies on the frontier: 10,000 of a finished ' +
    'experiment, 2,000 of another.',
  comparisons: 'Methods at equal cost',
  comparisonsNote:
    'Accuracy of the point minus that of the other method at the same cost, interpolated in the logarithm of the ' +
    'cost; paired bootstrap over problems.',
  beyond: 'The other method’s largest budget costs less; its last point stands for it.',
  against: 'Against',
  difference: 'Difference',
  p: 'p',
  note: 'Note',
  ratios: 'Compute to reach an accuracy',
  ratiosNote:
    'How many times the compute the reference needs for its best accuracy, compared with the challenger for the ' +
    'same. A lower end of the interval above 1 means that the challenger needs less.',
  reference: 'Reference',
  challenger: 'Challenger',
  wanted: 'Accuracy to reach',
  ratio: 'Ratio',
  reached: 'Reached in',
  never: 'Not reached',
  laws: 'Compute-optimal size of the policy',
  lawsNote:
    'log10(C) = a·log10(N) + b over the frontier of each method, C the cost and N the parameters of the policy; ' +
    'the paper finds a = 1.19, b = 2.03 for its own models.',
  axis: 'Cost',
  a: 'a',
  b: 'b',
  points: 'Points',
  calibration: 'Calibration of the PRM',
  calibrationNote: 'The score of the last step of each sampled solution against the solution being right.',
  solutions: 'Solutions',
  auc: 'AUC',
  brier: 'Brier score',
  bin: 'Score',
  meanScore: 'Mean score',
  right: 'Right',
  caption: (name: string) => `Results of the experiment “${name}”.`,
}
