// Every sentence and label of steering a run by hand: the group beside a node, its dialogs and the list of what was done.
// Knows words. Does not know where they are shown. Why an act is refused is said by src-main/contract/steering-rules.ts.
import type { Act } from '../../src-main/contract/steering.ts'

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`
const nameOf = (node: number): string => (node === 0 ? 'the problem' : `node ${node}`)

export const STEERING = {
  title: 'Steer',
  count: 'Number of children',
  toEnd: 'each on to its end',
  toEndHelp: 'Each child goes on, a step at a time, until its path ends.',
  working: 'The models are at work…',
  noNode: 'Select a node first.',
  noRun: 'There is no run on screen.',
  earlier: 'Go to the newest moment first.',
  offline: 'The connection to the engine is lost.',
  edit: {
    title: (node: number) => `Edit the step of ${nameOf(node)}`,
    help: 'The edited step becomes a new node beside this one, which stays as it is. Prune this one to leave it out.',
    do: 'Add the edited step',
  },
  write: {
    title: (node: number) => `Write a step below ${nameOf(node)}`,
    help: 'Write it as the policy would: what follows is read behind it. A step that states an answer ends its path.',
    do: 'Add the step',
  },
  step: 'Step',
  after: 'It follows',
  empty: 'The step is empty.',
  same: 'The step has not been changed.',
  reward: {
    title: (node: number) => `Reward of ${nameOf(node)}`,
    label: 'Reward',
    help: '0 to 1. It counts in place of the one of the reward model, in shares, bounds and votes.',
    own: (reward: string) => `The reward model said ${reward}.`,
    ownNone: 'The reward model gave no score.',
    do: 'Set the reward',
    back: 'Take the reward model’s again',
    fault: 'The reward must be a number from 0 to 1.',
  },
  steered: 'Steered by hand',
  /** In the list of runs. */
  steeredRun: 'Its tree was changed by hand; it counts in no statistics.',
  steeredHelp: 'Show what was done by hand. Such a run counts in no statistics.',
  list: {
    title: 'What was done by hand',
    none: 'Nothing was done by hand.',
    note: 'A run that was steered takes no part in experiments, comparisons and exports of solutions.',
    undone: 'undone',
    select: 'Select the node',
    cost: (nodes: number, policy: string, verifier: string) =>
      `Asked for by hand, undone or not: ${plural(nodes, 'node')}, ${policy} policy tokens, ${verifier} PRM tokens.`,
    close: 'Close',
  },
  /** One act in a line; `first`: the first node that came of it. */
  act: (act: Act, first: number | undefined): string => {
    const to = first === undefined ? '' : `: ${nameOf(first)}`
    switch (act.verb) {
      case 'children':
        return `${plural(act.count, 'child', 'children')} asked for at ${nameOf(act.node)}${act.toEnd ? ', each to its end' : ''}`
      case 'edit':
        return `Step of ${nameOf(act.node)} edited${to}`
      case 'write':
        return `Step written below ${nameOf(act.node)}${to}`
      case 'prune':
        return `Node ${act.node} pruned`
      case 'restore':
        return `Node ${act.node} brought back`
      case 'reward':
        return act.reward === null
          ? `Reward of ${nameOf(act.node)} given back to the reward model`
          : `Reward of ${nameOf(act.node)} set to ${act.reward}`
    }
  },
} as const
