// Every sentence and label of how a process reward model (PRM) is asked, and of its test.
// Knows words. Does not know where they are shown.
import type { RewardHead, RewardLayout } from '../../src-main/contract/reward-record.ts'

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

const TOKEN = 'Write a text of at most 200 characters.'

export const REWARD = {
  title: 'How the PRM is asked',
  suggested: 'As its files suggest',
  changed: 'Changed by you',
  unknown: 'Its files do not say how this PRM is asked. Choose its format.',
  policy: 'Runs use this model as a policy. Saved here, it becomes a PRM.',
  back: 'Back to what its files suggest',
  suggestedByName: 'As the server’s name for it suggests',
  backToName: 'Back to what its name suggests',
  backToPolicy: 'Use it as a policy again',
  family: {
    title: 'Format',
    label: 'Family',
    own: 'Own format',
    ownHelp: 'No family has this format.',
  },
  layout: {
    title: 'Text',
    label: 'Layout',
    kinds: { plain: 'Plain text', chat: 'Chat', turns: 'Chat, a turn a step' } satisfies Record<
      RewardLayout['kind'],
      string
    >,
    template: 'Problem',
    templateHelp: '{question} stands for the problem; the first step follows. Write \\n for a line break.',
    addBeginning: 'Put the beginning token in front',
    apart: 'Each step becomes tokens of its own',
    system: 'System',
    systemHint: 'Empty: what the template itself says, if anything.',
    first: 'First turn',
    firstHelp: '{question} and {step} stand for the problem and the first step. Write \\n for a line break.',
    chatTemplate: 'Chat template',
    chatTemplateHelp: 'In Jinja. Empty: the model’s own. A server uses its own in any case.',
    stepSeparator: 'Behind each step',
    stepSeparatorHelp: 'Spaces count. Write \\n for a line break.',
  },
  score: {
    title: 'Score',
    token: 'Score token',
    tokenHelp: 'The token that carries a step’s score. Spaces count; write \\n for a line break. Its id is looked up.',
    offset: 'Read at',
    offsets: { '0': 'The token itself', '-1': 'The token before it, which predicts it' },
    head: 'Reward',
    heads: {
      token_pair: 'Softmax over two tokens',
      token_classification: 'Softmax over two classes',
      value: 'Sigmoid of one number',
      mean_sigmoid: 'Sigmoid of the mean of all logits',
    } satisfies Record<RewardHead['kind'], string>,
    positive: 'Right',
    negative: 'Wrong',
    classHelp: 'The class of the head, counted from 0.',
  },
  test: {
    title: 'Test',
    sampleSolution:
      'Step 1: 12 boxes of 17 apples are 12 * 17 = 204 apples.\nStep 2: With 45 more there are 204 + 45 = 249 apples.\nThe answer is: 249',
    help: 'Scores each step with what is written on the left, saved or not. A line is a step, unless the solution has score tokens.',
    question: 'Problem',
    solution: 'Solution',
    start: 'Score the steps',
    scoring: 'Opening the model and scoring…',
    stale: 'Scored before the last change.',
    steps: (count: number) => plural(count, 'step'),
    step: (place: number) => `Step ${place}`,
    unscored: 'none',
    readAt: (token: string, id: number | null) => `read at “${token}”, id ${id}`,
    atServer: 'read by the server',
    tokens: (count: number) => plural(count, 'token'),
    hint: 'Framed: control tokens. Filled: where a score is read. Point at a token for its id.',
    strip: (count: number) => `What the PRM sees, ${plural(count, 'token')}; arrow keys move`,
    mark: (step: number, reward: string) => `score of step ${step}: ${reward}`,
  },
  faults: {
    fields: {
      'layout.template': 'The text must hold {question} once or more, and at most 20,000 characters.',
      'layout.system': 'It must have at most 20,000 characters.',
      'layout.first': 'It must have at most 20,000 characters.',
      'layout.stepSeparator': TOKEN,
      scoreToken: TOKEN,
      'head.positive': 'It must not be empty.',
      'head.negative': 'It must not be empty.',
    } as Record<string, string>,
    /** Of fields that contradict each other, or must hold something. */
    together: {
      scoreToken: 'The score token must be in what stands behind each step.',
      'head.positive': 'Right and wrong must not be the same.',
      'layout.first': 'It must hold {question} and {step}.',
    } as Record<string, string>,
    other: 'It does not fit.',
  },
} as const
