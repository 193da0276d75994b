// The words of the tree picture, its outline and its legend.
// Knows sentences. Does not know where they stand.
import type { Ending } from '../../src-main/contract/node.ts'
import { plural } from './plural.ts'

const ENDINGS: Record<Ending, string> = {
  answer: 'answer',
  'no-answer': 'no answer',
  'step-limit': 'step too long',
  'token-limit': 'token limit',
  'depth-limit': 'depth limit',
  'empty-step': 'empty step',
  'repeated-step': 'repeated step',
}

export const treeText = {
  picture: 'Search tree',
  pictureHelp:
    'Arrow keys move between nodes, Home goes to the problem, End to the answer, Enter centres, plus and minus zoom, 0 fits ' +
    'the tree. The outline shows the same tree as a list.',
  panHelp: 'Shift with an arrow key moves the picture.',
  branchHelp: 'Space collapses or expands a branch.',
  outline: 'Outline of the search tree',
  outlineStep: 'Step of the outline',
  outlineHint: 'Point at a step, or select it, to read the whole of it.',
  root: 'Problem',
  unscored: 'unscored',
  waiting: 'not scored yet',
  right: 'right',
  wrong: 'wrong',
  chosen: 'chosen answer',
  reward: 'Reward',
  step: (depth: number): string => `Step ${depth}`,
  level: (depth: number): string => `step ${depth}`,
  children: (count: number): string => (count === 1 ? '1 child' : `${count} children`),
  ending: (ending: Ending): string => ENDINGS[ending],
  rewardOf: (reward: string): string => `reward ${reward}`,
  answerOf: (answer: string): string => `answer ${answer}`,
  size: (nodes: number, levels: number, answers: number): string =>
    `Search tree with ${nodes} ${nodes === 1 ? 'node' : 'nodes'} on ${levels} ${levels === 1 ? 'level' : 'levels'}, ` +
    `${answers} ${answers === 1 ? 'answer' : 'answers'}.`,
  pruned: 'pruned',
  byHand: 'by hand',
  prunedAbove: 'pruned above',
  written: 'written by hand',
  asked: 'asked for by hand',
  overruled: (reward: string): string => `reward set by hand (PRM: ${reward})`,
  overruledNone: 'reward set by hand (PRM: none)',
  nothingSelected: 'No node is selected.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Fit the tree to the window',
  minimap: 'The whole tree: drag to move the picture',
  legend: 'Colours and signs',
  legendOpen: 'Legend',
  lens: {
    label: 'Colour by',
    names: {
      reward: 'Reward',
      right: 'Share of right answers below',
      answer: 'Answer reached most',
      visits: 'Visits (N)',
      value: 'Value (Q)',
      budget: 'Children given',
      order: 'Order in time',
      'log-probability': 'Log-probability of a token',
      certainty: 'Self-certainty',
    },
    unused: (name: string): string => `${name} (not known here)`,
    command: (name: string): string => `Colour by: ${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    otherAnswers: 'other answers',
    /** What a node without a reading is called. */
    noneOf: (id: string): string => (id === 'reward' ? 'unscored' : id === 'answer' ? 'no answer' : 'not known'),
  },
  merge: {
    label: 'Equal steps as one',
    steps: (count: number): string => `${count} equal steps`,
    times: (count: number): string => `×${count}`,
    place: (place: number, count: number): string => `${place} of ${count} equal steps`,
    previous: 'Previous equal step',
    next: 'Next equal step',
  },
  /** Under a picture with columns of steps. */
  band: 'Crowded steps: a column shows how many there are, each share in its colour',
  bandEnds: 'Below them: right and wrong',
  column: {
    nodes: (count: number): string => `${count} nodes in this column`,
    answers: (count: number): string => (count === 1 ? '1 answer' : `${count} answers`),
    byHand: (count: number): string => `${count} changed by hand`,
    times: (answer: string, count: number): string =>
      count === 1 ? `${answer} once` : count === 2 ? `${answer} twice` : `${answer} ${count} times`,
  },
  collapse: {
    /** On a collapsed node. */
    sign: (hidden: number): string => `+${hidden.toLocaleString('en')}`,
    hides: (hidden: number): string => `${plural(hidden, 'node')} hidden below`,
    hidden: (hidden: number, branches: number): string =>
      `${plural(hidden, 'node')} hidden in ${plural(branches, 'collapsed branch', 'collapsed branches')}`,
    menu: 'Branch',
    collapse: 'Collapse the branch',
    expand: 'Expand the branch',
    focus: 'Focus on the branch',
  },
} as const

/** What a colour can tell. */
export type LensId = keyof typeof treeText.lens.names

/** All lenses, in the order of a list to choose from. */
export const LENS_IDS = Object.keys(treeText.lens.names) as LensId[]
