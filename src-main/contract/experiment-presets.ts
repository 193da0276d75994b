// Experiments that are ready to run, made for the models that are there.
// Knows the catalog's records and specifications. Does not know how long they take.
import { EXPERIMENT_VERSION } from './experiment.ts'
import type { ExperimentSpec } from './experiment.ts'
import type { ModelInfo } from './model.ts'

export const PRESETS = ['one-minute', 'paper-figure'] as const
export type Preset = (typeof PRESETS)[number]

/**
 * The specification of a preset with those embedded models of this list that can be used: policies from small to large, the largest
 * PRM. Models of the user's may be a thousand times as large, so that a preset would take weeks; who wants them names them.
 * `one-minute`: the smallest policies on a few problems. `paper-figure`: figure 1 of arXiv 2408.00724 on the models at hand:
 * every policy, every method of the paper, budgets 1 to 64, three seeds, all problems.
 */
export function presetSpec(preset: Preset, models: readonly ModelInfo[]): ExperimentSpec {
  const usable = models
    .filter(({ state, origin = 'embedded' }) => state === 'ready' && origin === 'embedded')
    .sort((a, b) => (a.parameters ?? 0) - (b.parameters ?? 0))
  const policies = usable.filter(({ role }) => role === 'policy').map(({ id }) => id)
  const verifier = usable.findLast(({ role }) => role === 'verifier')?.id ?? null
  const methods: ExperimentSpec['methods'] = [
    { method: 'greedy', parameters: {} },
    { method: 'majority', parameters: {} },
  ]
  if (verifier !== null) {
    methods.push({ method: 'best-of-n', parameters: {} }, { method: 'weighted', parameters: {} })
    if (preset === 'paper-figure') methods.push({ method: 'mcts', parameters: {} })
    methods.push({ method: 'rebase', parameters: {} })
  }
  const minute = preset === 'one-minute'
  return {
    schema: 'espalier-experiment',
    version: EXPERIMENT_VERSION,
    name: minute ? 'One minute' : 'The paper’s figure on these models',
    problems: { dataset: null, levels: null, limit: minute ? 20 : null },
    policies: minute ? policies.slice(0, 2) : policies,
    verifier,
    methods,
    budgets: minute ? [1, 2, 4, 8] : [1, 2, 4, 8, 16, 32, 64],
    seeds: minute ? [1] : [1, 2, 3],
    sampling: {},
  }
}
