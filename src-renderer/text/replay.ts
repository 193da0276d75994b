// The words of the replay: speeds, marks, jumps, bookmarks, and the values of a search over its iterations.
// Knows sentences. Does not know where they stand.
import { plural } from './plural.ts'

export const REPLAY = {
  speed: 'Speed of the replay',
  fit: 'Whole run',
  real: (factor: number) => `${factor.toLocaleString('en')}×`,
  even: (steps: number) => `${steps} ${steps === 1 ? 'step' : 'steps'}/s`,
  groups: { fit: 'In 4 to 16 seconds', real: 'Times the recorded time', even: 'Step by step' },
  menu: 'Moments',
  marks: {
    round: (count: number) =>
      count === 1 ? 'Round of selection' : plural(count, 'round of selection', 'rounds of selection'),
    answer: 'First answer',
    right: 'First right answer',
    chosen: 'Answer chosen',
    lead: (count: number) => (count === 1 ? 'Another answer leads' : `The leader changes ${plural(count, 'time')}`),
    found: (count: number) => (count === 1 ? 'A found step comes' : `${plural(count, 'found step')} come`),
    bookmark: (name: string) => `Bookmark: ${name}`,
  },
  landed: {
    answer: (answer: string) => `First answer: ${answer}`,
    right: (answer: string) => `First right answer: ${answer}`,
    chosen: 'The answer is chosen here',
    half: 'Half of the compute is used',
    lead: (answer: string, before: string) => `${answer} takes the lead from ${before}`,
  },
  bookmarks: {
    title: 'Bookmarks',
    none: 'No moment of this run has a name yet.',
    here: 'Name of this moment',
    add: 'Set bookmark',
    usual: (position: number) => `Event ${position}`,
    name: (position: number) => `Name of the moment at event ${position}`,
    go: (name: string) => `Go to ${name}`,
    remove: (name: string) => `Remove the bookmark ${name}`,
    event: (position: number) => `event ${position}`,
    done: 'Done',
  },
  visits: {
    title: (parent: string) => `Search values of the children of ${parent}`,
    root: 'the problem',
    node: (id: number) => `node ${id}`,
    child: 'Child',
    iteration: 'Iteration',
    value: { mcts: 'Q', 'ab-mcts': 'Mean' },
    count: { mcts: 'N', 'ab-mcts': 'Solutions' },
    valueHelp: {
      mcts: 'Q: mean of the rewards that were handed up to a child. N: how often it was visited.',
      'ab-mcts':
        'Mean of the Beta distribution that a child’s draws come from, and the solutions it was learnt from, at each iteration that drew.',
    },
    help: 'Arrow keys move along a child’s line and between children; Enter selects the child.',
    none: 'No iteration has come to a child of this node yet.',
    shown: (shown: number, all: number) => `The ${shown} children visited most, of ${all}.`,
    all: 'Every iteration as a table',
    caption: (parent: string) => `Values of the children of ${parent} after each iteration`,
    select: (id: number) => `Select node ${id}`,
  },
} as const
