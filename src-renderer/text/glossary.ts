// The glossary: the terms of inference-time search in short true sentences.
// Knows words. Does not know where they are shown. `id` is what a label links to.

export interface GlossaryEntry {
  id: string
  term: string
  text: string
}

export const GLOSSARY: readonly GlossaryEntry[] = [
  {
    id: 'ab-mcts',
    term: 'AB-MCTS',
    text: 'Adaptive branching MCTS: at each node a draw decides whether to go wider with a new child or deeper into one that is there.',
  },
  {
    id: 'accuracy',
    term: 'Accuracy',
    text: 'The share of problems whose answer equals the reference answer. Answers count as equal when they are the same number or expression.',
  },
  {
    id: 'beam',
    term: 'Beam search',
    text: 'At each depth only the nodes with the best rewards are kept, and all of these get the same number of children.',
  },
  {
    id: 'best-of-n',
    term: 'Best of N',
    text: 'N solutions are sampled, and the one with the best path reward is taken.',
  },
  {
    id: 'budget',
    term: 'Budget',
    text: 'How much a search may spend: the number of solutions that it samples, N, or for MCTS the number of expansions.',
  },
  {
    id: 'calibration',
    term: 'Calibration',
    text: 'How well the scores of a reward model agree with the share of right solutions among those with that score.',
  },
  {
    id: 'flops',
    term: 'FLOPs',
    text: 'Floating-point operations, the measure of compute. By the paper’s rule a generated token costs 2 per parameter of the policy; the exact count adds prompts, attention and the reward model.',
  },
  {
    id: 'frontier',
    term: 'Frontier',
    text: 'The points that no other point beats in both accuracy and compute (the Pareto frontier).',
  },
  {
    id: 'greedy',
    term: 'Greedy',
    text: 'One solution, of the likeliest token each time. It draws nothing, so it has one point whatever the budget.',
  },
  {
    id: 'interval',
    term: '95 % interval',
    text: 'The range that holds the true value in 95 of 100 repetitions. Problems are few, so it is often wide; points whose intervals overlap may be equal.',
  },
  {
    id: 'log-probability',
    term: 'Log-probability',
    text: 'The natural logarithm of the probability that the policy gave to a token: 0 is certain, the more negative the less likely.',
  },
  {
    id: 'majority',
    term: 'Majority voting',
    text: 'N solutions are sampled, and the answer that most of them reach is taken. It needs no reward model.',
  },
  {
    id: 'mcts',
    term: 'MCTS',
    text: 'Monte Carlo tree search: each iteration goes down to a promising node by upper bounds, expands it, scores the new steps and hands the reward back up.',
  },
  {
    id: 'path-reward',
    term: 'Path reward',
    text: 'One number for a whole solution, made of the rewards of its steps: the last, the least, the product or the mean.',
  },
  {
    id: 'policy',
    term: 'Policy',
    text: 'The language model that writes the steps of a solution.',
  },
  {
    id: 'prefix-cache',
    term: 'Prefix cache',
    text: 'What a model has computed of earlier steps is kept, so that children of one path do not compute it again.',
  },
  {
    id: 'prm',
    term: 'PRM, reward model',
    text: 'Process reward model: it reads a solution and scores each step from 0 to 1, by how likely the step leads to a right answer.',
  },
  {
    id: 'rebase',
    term: 'REBASE',
    text: 'Reward-balanced search: at each depth the budget is shared among the nodes by the softmax of their rewards, so that good steps get more children (arXiv 2408.00724).',
  },
  {
    id: 'seed',
    term: 'Seed',
    text: 'The number that all random draws follow from. The same seed, settings and models give the same tree.',
  },
  {
    id: 'step',
    term: 'Step',
    text: 'A piece of a solution, mostly a line, that is written and scored as a whole. It is a node of the tree.',
  },
  {
    id: 'temperature',
    term: 'Temperature',
    text: 'How boldly the policy draws tokens: 0 takes the likeliest, 1 draws by its own probabilities, more is bolder. The balance temperature of REBASE does the same for rewards.',
  },
  {
    id: 'weighted',
    term: 'Weighted voting',
    text: 'Each solution votes for its answer with its path reward as the weight; the answer with the largest sum is taken.',
  },
  {
    id: 'width',
    term: 'Width',
    text: 'How many children a node is given. For sampling methods and REBASE the width of the root is the budget.',
  },
]
