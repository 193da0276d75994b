// The words of finding in the tree, of the marked paths of a vote, and of the part of the tree that fills the picture.
// Knows sentences. Does not know where they stand.
import type { Ending } from '../../src-main/contract/node.ts'
import { plural } from './plural.ts'

const ENDINGS: Record<Ending, string> = {
  answer: 'Answer',
  'no-answer': 'No answer',
  'step-limit': 'Step limit',
  'token-limit': 'Token limit',
  'depth-limit': 'Depth limit',
  'empty-step': 'Empty step',
  'repeated-step': 'Repeated step',
}

export const FIND = {
  title: 'Find in the tree',
  text: 'Text of a step',
  close: 'Close the search',
  conditions: 'Conditions',
  set: 'set',
  any: 'Any',
  answer: 'Answer',
  reward: 'Reward',
  rewardFrom: 'Reward from',
  rewardTo: 'Reward to',
  verdict: 'Verdict',
  verdicts: { right: 'Right', wrong: 'Wrong', none: 'No answer' },
  ending: 'Ending',
  endings: ENDINGS,
  depth: 'Depth',
  depthFrom: 'Depth from',
  depthTo: 'Depth to',
  to: 'to',
  clear: (condition: string) => `Take the condition away: ${condition}`,
  nothing: 'Nothing found',
  place: (place: number, count: number) => `${place} of ${count.toLocaleString('en')}`,
  count: (count: number) => `${count.toLocaleString('en')} found`,
  later: (count: number) => `${count.toLocaleString('en')} later`,
  found: 'found',
} as const

export const SIGHT = {
  path: 'Part of the tree in the picture',
  root: 'Problem',
  step: (depth: number) => `step ${depth}`,
  between: (count: number) => `${plural(count, 'step')} in between`,
} as const
