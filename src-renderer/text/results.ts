// Every sentence and label of results of others: the file, what it would be, and whose the rewards are.
// Knows words. Does not know where they are shown.
import type { RewardSource } from '../../src-main/contract/imported.ts'
import type { Aggregate } from '../../src-main/contract/method-parameters.ts'
import { TEXT } from './english.ts'

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

/** What a reward of a tree is called, by its source; null keeps the usual words. */
const REWARD_NAMES: Record<RewardSource, string> = {
  people: 'Rating by a person',
  automatic: 'Automatic label',
  model: 'Score in the file',
  none: 'Reward',
}

export const RESULTS = {
  title: 'Import results',
  reading: (file: string) => `Reading ${file}…`,
  solutions: (format: string, problems: number, { least, most }: { least: number; most: number }) =>
    `${format}: ${plural(problems, 'problem')}, ${least === most ? plural(most, 'solution') : `${least.toLocaleString('en')} to ${plural(most, 'solution')}`} each.`,
  solutionsBecome: 'They open as an experiment: votes under each rule, a curve over the samples, and the answers.',
  trees: (format: string, trees: number) => `${format}: ${plural(trees, 'tree')}.`,
  treesBecome: 'They open as runs in the history of Solve, which can be replayed.',
  rewardNote: {
    people: 'Their rewards are ratings by people: bad 0, neutral 0.5, good 1.',
    automatic: 'Their rewards are labels that a program made: 1 where right answers could still be reached, else 0.',
    model: 'Their rewards are the scores in the file.',
    none: 'They have no rewards.',
  } satisfies Record<RewardSource, string>,
  settings: 'How they are kept',
  name: 'Name',
  nameFault: 'Give it a name of at most 120 letters.',
  policy: 'Policy',
  policyHelp: 'The model that wrote the solutions; files do not tell it.',
  unknownPolicy: 'Policy not named',
  parameters: 'Its parameters',
  parametersHelp:
    'The file tells the generated tokens: with the parameters of the policy, FLOPs follow (2·P·T). Empty: not known.',
  parametersUnit: 'billions',
  parametersFault: 'Must be a number above 0 and at most 1,000,000, or empty.',
  kind: 'The solutions of a problem are',
  independent: 'Independent samples',
  search: 'The ends of one search',
  kindHelp: {
    independent: 'Every smaller number of samples is a fair smaller sample, so the curve has a point for each.',
    search: 'A part of them is no smaller search (REBASE, beam search), so there is one point: all of them.',
  },
  aggregates: 'Path reward',
  aggregatesHelp: 'How the step scores become one number; each gives lines of its own.',
  aggregate: { last: 'Last step', min: 'Minimum', prod: 'Product', mean: 'Mean' } satisfies Record<Aggregate, string>,
  aggregatesFault: 'Choose at least one.',
  first: 'From tree',
  count: 'How many',
  countHelp: (most: number) => `At most ${most} at once.`,
  firstFault: (trees: number) => `Must be a whole number from 1 to ${trees.toLocaleString('en')}.`,
  countFault: (most: number) => `Must be a whole number from 1 to ${most}.`,
  problemRows: 'The first problems',
  treeRows: 'The first trees',
  columns: { id: 'Id', question: 'Question', reference: 'Reference', right: 'Right', place: 'Where', steps: 'Steps' },
  right: (right: number, all: number) => `${right} of ${all}`,
  faults: (count: number) => `${plural(count, 'record')} left out`,
  moreFaults: (count: number) => `${plural(count, 'more record', 'more records')} left out.`,
  keep: 'Import',
  keeping: 'Importing…',
  cancel: 'Cancel',
  tooLarge: (file: string, megabytes: number) => `${file} is larger than ${megabytes} MB.`,
  tooLargeAdvice: 'Divide it into smaller files.',
  unreadable: (file: string) => `${file} cannot be read.`,
  unreadableAdvice: 'Choose a file, not a folder, and check that it may be read.',
  reward: (source: RewardSource | undefined) => (source === undefined ? TEXT.node.reward : REWARD_NAMES[source]),
  /** A label as its makers mean it; a score is a number. */
  rewardValue: (source: RewardSource | undefined, reward: number, written: string): string => {
    if (source === 'people') return { 0: 'bad (−1)', 0.5: 'neutral (0)', 1: 'good (+1)' }[reward] ?? written
    if (source === 'automatic') return { 0: 'wrong (−)', 1: 'right (+)' }[reward] ?? written
    return written
  },
  noReward: (source: RewardSource | undefined) =>
    source === undefined ? TEXT.node.unscored : source === 'none' ? 'none in the file' : 'not labelled',
  from: (format: string, place: string) => `${format} · ${place}`,
  file: (file: string) => `from ${file}`,
} as const
