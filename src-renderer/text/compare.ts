// Every sentence and label of comparisons: of runs side by side, and of experiments in one figure.
// Knows words. Does not know where they are shown.

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`
const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`

/** Runs are called by letters, in the order in which they were put side by side. */
export const runLetter = (place: number): string => String.fromCharCode(65 + place)

export const COMPARE = {
  title: (runs: number) => `${plural(runs, 'run')} side by side`,
  otherProblems: 'These runs are about different problems.',
  leave: 'Leave the comparison',
  opening: 'Opening the runs…',
  takeOut: (run: string) => `Take ${run} out of the comparison`,
  open: (run: string) => `Show ${run} alone`,
  name: (letter: string, method: string) => `${letter}: ${method}`,
  tree: (letter: string, method: string) => `Search tree of ${letter}, ${method}`,
  models: (policy: string, verifier: string | null) => (verifier === null ? policy : `${policy} · ${verifier}`),
  cost: {
    title: 'See the trees at equal cost',
    measure: 'Cost by',
    play: 'Play along the cost',
    pause: 'Pause',
    slider: 'Cost that each run may have spent',
    at: (spent: string, most: string, unit: string) => `${spent} of ${most} ${unit}`,
    all: 'All',
    toAll: 'Show the runs as far as they went',
    units: { flops: 'FLOPs', tokens: 'tokens' },
    unknown: 'Some of these runs do not tell what they cost, so they cannot be seen at equal cost.',
    bar: (run: string, spent: string, all: string) => `${run} has spent ${spent} of its ${all}`,
    share: (spent: string, all: string) => (spent === all ? all : `${spent} of ${all}`),
  },
  answer: {
    open: 'No vote yet',
    leading: 'leads so far',
  },
  votes: (run: string) => `Votes of ${run}`,
  moreVotes: (count: number) => `and ${plural(count, 'other answer')}`,
  figures: (run: string) => `What ${run} has used`,
  step: {
    title: (run: string) => `The selected step in ${run}`,
    none: 'Select a step in any tree to find it in the others.',
    root: 'The problem, where every tree begins.',
    step: (depth: number) => `Step ${depth}`,
    reward: (reward: string) => `reward ${reward}`,
    later: 'This step is there, but it costs more than is shown.',
    absent: (shared: number) =>
      shared === 0
        ? 'There is no such step here: the first step is already another one.'
        : `There is no such step here: the path is the same up to step ${shared}, then it goes another way.`,
    ended: 'Here the tree has no more.',
    empty: '(empty step)',
  },
  parting: {
    title: 'Where they part',
    equal: (nodes: number) => `The trees are the same: ${plural(nodes, 'step')}.`,
    nodes: (count: number) =>
      count === 0
        ? 'They part at the first step that was added.'
        : count === 1
          ? 'The first node that was added is the same.'
          : `The first ${count.toLocaleString('en')} nodes that were added are the same.`,
    steps: (count: number) =>
      count === 0
        ? 'Their first paths begin with different steps.'
        : `Their first path is the same up to step ${count}.`,
    selectNodes: (node: number) => `Select node ${node}`,
    selectStep: (step: number) => `Select step ${step}`,
    selectNodesHelp: 'Select the first node that differs in each tree',
    selectStepHelp: 'Select the first step of the first path that differs in each tree',
  },
  differences: {
    title: 'What differs in their settings',
    same: 'Their settings are the same.',
    none: 'none',
    setting: 'Setting',
    problem: 'Problem',
    reference: 'Reference answer',
    imported: 'Made by',
    here: 'Espalier',
    method: 'Method',
    budget: 'Budget',
    seed: 'Seed',
    policy: 'Policy',
    verifier: 'Reward model',
    weights: (model: string) => `${model}, weights`,
    device: (model: string) => `${model}, device`,
    absent: '–',
    absentWord: 'has no such setting',
  },
  experiments: {
    title: 'Other experiments',
    chosen: (count: number) => `Other experiments, ${count} drawn`,
    help: (most: number) => `Draw up to ${most} others in the same figure.`,
    none: 'There is no other experiment with results.',
    loading: 'Loading the results…',
    names: listed,
    again: (name: string, count: number) => `${name} (${count})`,
    line: (experiment: string, method: string, unequal: boolean) => `${experiment}${unequal ? ' *' : ''}: ${method}`,
    model: (model: string, experiment: string) => `${model} (${experiment})`,
    note: '* other problems: not comparable point by point',
    noFrontier: 'There is no frontier across them.',
    ownFrontier: 'On its own frontier',
    unknownCost: (experiment: string) =>
      `Nobody told what the work of “${experiment}” cost, so it is drawn over the number of samples alone.`,
    otherProblems: (of: { other: string; base: string; others: number; own: number; shared: number }) =>
      `“${of.other}” ran ${plural(of.others, 'problem')}, “${of.base}” ${of.own.toLocaleString('en')}; ${of.shared.toLocaleString('en')} ${of.shared === 1 ? 'is' : 'are'} in both.`,
    otherDataset: (of: { other: string; base: string }) => `“${of.other}” ran another test set than “${of.base}”.`,
    otherTexts: (of: { other: string; base: string }) =>
      `“${of.other}” ran problems of the same names as “${of.base}”, with other texts or reference answers.`,
    marked: (other: string) =>
      `Accuracies over unequal problems cannot be set against each other: the lines of “${other}” are marked with *.`,
    setting: (label: string, others: readonly string[], own: readonly string[]) =>
      `${label.toLowerCase()} ${listed(others)} instead of ${listed(own)}`,
    otherSampling: (other: string, settings: readonly string[]) =>
      `“${other}” samples otherwise: ${settings.join(', ')}.`,
    otherVerifier: (other: string, theirs: string, own: string) =>
      `“${other}” asks the reward model ${theirs} instead of ${own}.`,
    otherSeeds: (other: string, theirs: readonly number[], own: readonly number[]) =>
      theirs.length === own.length
        ? `“${other}” has other seeds.`
        : `“${other}” has ${plural(theirs.length, 'seed')} instead of ${own.length.toLocaleString('en')}.`,
  },
  pick: {
    help: (most: number) => `Choose 2 to ${most} runs in the list.`,
    chosen: (count: number, most: number) => `${count} of at most ${most} chosen`,
    compare: 'Compare',
    cancel: 'Cancel',
    title: 'Runs to compare',
  },
  method: {
    title: 'Same problem, other method',
    help: (seed: number) => `The same problem, models, sampling and budget, with seed ${seed}. Choose a method:`,
    onScreen: 'is on screen',
    lacksVerifier: (method: string) => `${method} needs a reward model.`,
    full: (most: number) => `At most ${most} runs stand side by side. Take one out first.`,
  },
} as const
