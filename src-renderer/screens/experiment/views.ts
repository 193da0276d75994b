// Which views say something of these results: costs, scores and levels of others may not be known.
// Knows the summary. Does not know what the views show.
import { COST_AXES } from '../../../src-main/contract/experiment-summary.ts'
import type { ExperimentSummary } from '../../../src-main/contract/experiment-summary.ts'
import { VIEWS } from '../../state/figure-view.svelte.ts'
import type { View } from '../../state/figure-view.svelte.ts'

/** The views in their order; all of them for an experiment that was run here. */
export function viewsOf(summary: ExperimentSummary | null): readonly View[] {
  if (!summary?.header.imported) return VIEWS
  const { points, calibration } = summary
  const empty: Partial<Record<View, boolean>> = {
    levels: points.every(({ levels }) => levels.length === 0),
    calibration: calibration.length === 0,
    // What they say is said of costs.
    findings: points.every(({ cost }) => COST_AXES.every((axis) => cost[axis] === null)),
  }
  return VIEWS.filter((view) => !empty[view])
}
