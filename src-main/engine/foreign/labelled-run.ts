// Labelled trees of a file as runs. Solutions of one question stand in one tree.
// Knows what a run's header says of a tree that nobody searched. Does not know formats or where runs are kept.
import type { Change } from '../../contract/event.ts'
import type { ImportedRun } from '../../contract/imported.ts'
import { Problem } from '../../contract/problem.ts'
import type { RunModel, RunRecord } from '../../contract/run.ts'
import { RUN_VERSION, RunSpec } from '../../contract/run.ts'
import type { Placed } from './foreign-file.ts'
import type { LabelledStep, LabelledTree } from './foreign-problem.ts'
import { endOf, eventsOf, grow } from './tree-run.ts'

/** A model of which a file tells a name at most. */
export function namedModel(name: string, parameters: number | null = null): RunModel {
  const shape = parameters === null ? null : { parameters, layers: null, attentionWidth: null }
  return { id: name, name, shape, sha256: null, device: 'file' }
}

/** Trees of the same question as one, with all their steps below its root; each keeps its place among the others. */
export function byQuestion(records: readonly Placed<LabelledTree>[]): Placed<LabelledTree>[] {
  const groups = new Map<string, Placed<LabelledTree>[]>()
  for (const record of records) {
    const key = JSON.stringify([record.content.question, record.content.reference])
    const group = groups.get(key)
    if (group) group.push(record)
    else groups.set(key, [record])
  }
  return [...groups.values()].map((group) => {
    const [{ place, content }] = group as [Placed<LabelledTree>]
    if (group.length === 1) return { place, content }
    const steps = group.flatMap((one) => one.content.steps)
    return { place: `${place} and ${group.length - 1} more`, content: { ...content, steps, chosen: null } }
  })
}

/** A tree as a run that is done. `id` and `created` are those of the run. */
export function labelledRun(
  { place, content: { question, reference, steps, chosen } }: Placed<LabelledTree>,
  { id, created, app, source }: { id: string; created: string; app: string; source: Omit<ImportedRun, 'place'> },
): RunRecord {
  const problem = Problem.parse({ id: place, question, answer: reference, dataset: null })
  const grown = grow(steps, reference)
  const ends = grown.changes.filter((change) => change.type === 'node-added' && change.node.ending !== null).length
  const changes = [...grown.changes, ...choiceOf(chosen, grown.changes, grown.nodes)]
  const policy = namedModel(`${source.format}, who wrote the solutions is not known`)
  return {
    header: {
      schema: 'espalier-run',
      version: RUN_VERSION,
      app,
      id,
      created,
      spec: RunSpec.parse({ problem, method: 'greedy', policy: policy.id }),
      policy,
      verifier: null,
      imported: { ...source, place },
    },
    events: eventsOf([...changes, ...endOf(grown, { samples: ends, tokens: null })]),
  }
}

function choiceOf(
  chosen: LabelledStep | null,
  changes: readonly Change[],
  nodes: ReadonlyMap<LabelledStep, number>,
): Change[] {
  if (chosen?.answer == null) return []
  const node = nodes.get(chosen)!
  const added = changes.find((change) => change.type === 'node-added' && change.node.id === node)
  const correct = added?.type === 'node-added' ? added.node.correct : null
  const { answer } = chosen
  return [
    { type: 'chosen', by: 'label', node, answer, correct, votes: [{ answer, weight: 1, nodes: [node], correct }] },
  ]
}
