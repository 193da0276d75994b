// Several experiments as one summary, so that one figure can draw them: each line is named by its experiment, method and model.
// Knows summaries. Does not know which problems are the same, or figures. What compares points is left out: it holds within one
// experiment alone.
import type { ExperimentSummary } from '../../src-main/contract/experiment-summary.ts'
import type { RunModel } from '../../src-main/contract/run.ts'
import { isSameModel } from '../../src-main/contract/run.ts'
import { COMPARE } from '../text/compare.ts'

export interface JoinedPart {
  summary: ExperimentSummary
  /** Whether it ran other problems than the first part; its lines are then marked. */
  unequal: boolean
}

/** Which experiment a point of the joined summary is of, and its place there. */
export interface JoinedPlace {
  part: number
  point: number
}

/** The parts as one summary, points, methods and policies of the first one in their places; and where each of its points comes from. */
export function joinedSummary(parts: readonly JoinedPart[]): { summary: ExperimentSummary; places: JoinedPlace[] } {
  const [first] = parts as [JoinedPart, ...JoinedPart[]]
  const whole = parts.map(({ summary }) => summary.header.spec.name)
  const names = distinctNames(whole.map(shortened))
  const policies: RunModel[] = []
  const methods: ExperimentSummary['methods'] = []
  const points: ExperimentSummary['points'] = []
  const series: ExperimentSummary['series'] = []
  const places: JoinedPlace[] = []
  for (const [part, { summary, unequal }] of parts.entries()) {
    const [method, point] = [methods.length, points.length]
    const name = names[part]!
    const ids = new Map(summary.header.policies.map((policy) => [policy.id, adopt(policies, policy, name)]))
    const idOf = (id: string): string => ids.get(id) ?? id
    methods.push(
      ...summary.methods.map((one) => ({ ...one, label: COMPARE.experiments.line(name, one.label, unequal) })),
    )
    points.push(...summary.points.map((one) => ({ ...one, policy: idOf(one.policy), method: one.method + method })))
    series.push(
      ...summary.series.map((line) => ({
        policy: idOf(line.policy),
        method: line.method + method,
        points: line.points.map((place) => place + point),
      })),
    )
    places.push(...summary.points.map((_, place) => ({ part, point: place })))
  }
  const imported = parts.find(({ summary }) => summary.header.imported)?.summary.header.imported
  const { header } = first.summary
  return {
    summary: {
      header: {
        ...header,
        spec: { ...header.spec, name: COMPARE.experiments.names(distinctNames(whole)) },
        policies,
        ...(imported ? { imported } : {}),
      },
      ...{ methods, points, series, ratios: [], comparisons: [], laws: [], calibration: [], advice: [] },
    },
    places,
  }
}

/** The id of a model among those that are there already; another one of the same id gets a name and an id of its own. */
function adopt(policies: RunModel[], policy: RunModel, experiment: string): string {
  const known = policies.find((one) => isSameModel({ ...one, id: policy.id }, policy) && baseId(one.id) === policy.id)
  if (known) return known.id
  const taken = policies.some(({ id }) => id === policy.id)
  const own = taken
    ? {
        ...policy,
        id: `${policy.id}${APART}${policies.length}`,
        name: COMPARE.experiments.model(policy.name, experiment),
      }
    : policy
  policies.push(own)
  return own.id
}

/** Stands in no id of a model. */
const APART = '\n'

function baseId(id: string): string {
  return id.split(APART)[0]!
}

/** Characters of a name at its beginning and at its end that a legend has room for. */
const SHORT = { head: 18, tail: 9 }

/** A name with its middle left out where it is long: names of a series often differ at their ends. */
function shortened(name: string): string {
  const letters = Array.from(name)
  if (letters.length <= SHORT.head + SHORT.tail + 1) return name
  return `${letters.slice(0, SHORT.head).join('').trimEnd()}…${letters.slice(-SHORT.tail).join('').trimStart()}`
}

/** Names that are the same are numbered. */
function distinctNames(names: readonly string[]): string[] {
  return names.map((name, place) => {
    const before = names.slice(0, place).filter((one) => one === name).length
    return before === 0 ? name : COMPARE.experiments.again(name, before + 1)
  })
}
