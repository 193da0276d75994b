// A small experiment for tests: problems, a specification, its header, and runs that take no model.
import type { ExperimentHeader } from '../../../src-main/contract/experiment.ts'
import { ExperimentSpec } from '../../../src-main/contract/experiment.ts'
import { NO_COST } from '../../../src-main/contract/cost.ts'
import type { Change, RunEvent } from '../../../src-main/contract/event.ts'
import type { Problem } from '../../../src-main/contract/problem.ts'
import type { RunModel, RunSpec } from '../../../src-main/contract/run.ts'
import { foldChanges } from '../../../src-main/contract/tree.ts'
import type { Tree } from '../../../src-main/contract/tree.ts'
import { problemsOf } from '../../../src-main/engine/experiment/run/plan.ts'

export const PROBLEMS: Problem[] = [1, 2].flatMap((level) =>
  [1, 2, 3].map((place) => ({
    id: `L${level}-${place}`,
    question: `Problem ${place} of level ${level}?`,
    answer: String(level * place),
    level,
    dataset: 'test',
  })),
)

export function specOf(changes: Partial<Record<keyof ExperimentSpec, unknown>> = {}): ExperimentSpec {
  return ExperimentSpec.parse({
    schema: 'espalier-experiment',
    version: 1,
    name: 'Test',
    problems: {},
    policies: ['small', 'large'],
    verifier: 'judge',
    methods: [{ method: 'greedy' }, { method: 'majority' }, { method: 'weighted' }, { method: 'rebase' }],
    budgets: [1, 4],
    seeds: [1, 2],
    ...changes,
  })
}

export const model = (id: string, parameters: number): RunModel => ({
  id,
  name: id,
  shape: { parameters, layers: 2, attentionWidth: 8 },
  sha256: `sha of ${id}`,
  device: 'cpu',
})

export function headerOf(spec: ExperimentSpec): ExperimentHeader {
  return {
    schema: 'espalier-experiment-results',
    version: 1,
    app: 'test',
    spec,
    policies: spec.policies.map((id, place) => model(id, 100 * (place + 1))),
    verifier: spec.verifier === null ? null : model(spec.verifier, 100),
    problems: problemsOf(spec, PROBLEMS).map(({ id, level }) => ({ id, level })),
  }
}

/** The tree of the run that `eventsOf` tells. */
export function treeOf(spec: RunSpec): Tree {
  return foldChanges(eventsOf(spec).map(({ change }) => change))
}

/** A run of half a second that samples `width` one-step solutions, right where seed and place agree; the same for the same run. */
export function eventsOf(spec: RunSpec): RunEvent[] {
  const width = Number(spec.parameters['width'] ?? 1)
  const wanted = spec.problem.answer ?? '0'
  const changes: Change[] = [{ type: 'state', state: 'running', error: null }]
  const right = (place: number) => (spec.seed + place) % 3 === 0
  for (let place = 0; place < width; place++) {
    const answer = right(place) ? wanted : '-1'
    changes.push({
      type: 'node-added',
      node: {
        id: place + 1,
        parent: 0,
        depth: 1,
        text: `The answer is: ${answer}`,
        tokenIds: [1, 2, 3],
        logProbabilities: [],
        ending: 'answer',
        answer,
        correct: answer === wanted,
      },
    })
    if (spec.verifier !== null) changes.push({ type: 'node-scored', node: place + 1, reward: right(place) ? 0.9 : 0.1 })
  }
  const cost = { ...NO_COST, samples: width, nodes: width, policy: { ...NO_COST.policy, generatedTokens: 3 * width } }
  changes.push({ type: 'cost', cost })
  const votes = [{ answer: right(0) ? wanted : '-1', weight: 1, nodes: [1], correct: right(0) }]
  changes.push({ type: 'chosen', by: 'majority', node: 1, answer: votes[0]!.answer, correct: right(0), votes })
  changes.push({ type: 'state', state: 'done', error: null })
  return changes.map((change, sequence) => ({ sequence, seconds: 0.5, change }))
}
