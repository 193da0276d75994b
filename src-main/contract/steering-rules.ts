// What can be done by hand to a run now, and why the rest cannot.
// Knows the states of a run and what each method leaves open. Does not know who asks, nor models.
import type { Method } from './method.ts'
import { methodById } from './method.ts'
import { LOOK_AHEAD } from './method-parameters.ts'
import { ROOT } from './node.ts'
import type { RunHeader, RunSpec } from './run.ts'
import type { Steering } from './steering.ts'
import type { Tree } from './tree.ts'
import type { Node } from './tree-node.ts'

/** The run that is to be steered. */
type SteeredRun = Pick<RunHeader, 'spec' | 'imported'>

/** What is asked, as far as it decides whether it can be done; the values are checked elsewhere. */
export type AskedVerb = { verb: 'undo' } | { verb: 'redo' } | AskedAct

type AskedAct =
  | { verb: 'children'; node: number; count: number }
  | { verb: 'restore'; node: number }
  | { verb: 'edit' | 'write' | 'prune' | 'reward'; node: number }

/** Whether a method lets only some of the finished paths vote, so that who votes must be kept with the run. */
function hasOwnVoters({ id }: Pick<Method, 'id'>): boolean {
  return id === 'dvts' || id === 'particles'
}

/** Why this cannot be done by hand to the run as it is, in one sentence; null where it can. */
export function whyNot({ spec, imported }: SteeredRun, tree: Readonly<Tree>, asked: AskedVerb): string | null {
  if (imported) return 'An imported tree stays as its file has it.'
  if (tree.state === 'running' || tree.state === 'queued') return 'Pause the run first.'
  const method = methodById(spec.method)
  if (tree.chosen && hasOwnVoters(method) && !tree.chosen.among) {
    return 'This run was made by an earlier version, which did not keep who votes.'
  }
  if (asked.verb === 'undo') return whyNoUndo(tree)
  if (asked.verb === 'redo') return tree.byHand?.redoable.length ? null : 'There is nothing to do again.'
  const node = tree.nodes[asked.node]
  if (!node) return `There is no node ${asked.node}.`
  if (asked.verb === 'restore') return whyNotRestored(tree, node)
  if (node.pruned) return 'This node is pruned.'
  return whyNotAt(node, method, asked)
}

function whyNoUndo({ byHand }: Readonly<Tree>): string | null {
  if (byHand?.undoable.length) return null
  const stands = byHand?.acts.some(({ undone }) => !undone) ?? false
  return stands
    ? 'The search has gone on with what was done by hand, so it cannot be undone.'
    : 'Nothing was done by hand.'
}

function whyNotRestored({ nodes }: Readonly<Tree>, { pruned, parent }: Node): string | null {
  if (!pruned) return 'This node is not pruned.'
  const isBelow = parent !== null && nodes[parent]?.pruned !== undefined
  return isBelow ? 'A node above this one is pruned; bring that one back.' : null
}

function whyNotAt(node: Node, method: Method, asked: Exclude<AskedAct, { verb: 'restore' }>): string | null {
  switch (asked.verb) {
    case 'children':
    case 'write':
      if (node.ending !== null) return 'The path ends at this node; edit the step instead.'
      if (asked.verb === 'children' && method.greedy && (asked.count > 1 || node.children.length > 0)) {
        return 'Greedy search takes the likeliest token, so that a second child would be the first one again.'
      }
      return null
    case 'edit':
      return node.id === ROOT ? 'The problem is no step.' : null
    case 'prune':
      return node.id === ROOT ? 'The problem is no step; prune a node below it.' : null
    case 'reward':
      if (node.id === ROOT) return 'The problem has no reward.'
      if (!method.needsVerifier) return `${method.name} looks at no reward, so one set by hand would change nothing.`
      return node.reward === undefined ? 'This node is not scored yet.' : null
  }
}

/** What of a run's models an act needs: a step that is scored at the end of its continuation needs the policy, too. */
export function needsOf(
  { verb }: Pick<Steering, 'verb'>,
  { parameters }: Pick<RunSpec, 'parameters'>,
): { policy: boolean; verifier: boolean } {
  const written = verb === 'edit' || verb === 'write'
  const ahead = Number(parameters[LOOK_AHEAD.key] ?? 0) > 0
  return { policy: verb === 'children' || (written && ahead), verifier: verb === 'children' || written }
}
