// The table of families of process reward models (PRMs): how each is asked and read, and by what a model of it is known.
// Knows the rows. Does not know models' files, or how scores are computed.
import { isSameReward } from './reward-record.ts'
import type { RewardRecord } from './reward-record.ts'

interface RewardPreset {
  id: string
  /** For a list to choose from. */
  name: string
  /** What such a model sees and where its score is read, in a sentence. */
  help: string
  record: RewardRecord
  /** A model is of this family by its class or its name, if its tokenizer spells `token` as one. Without both, it is chosen by hand. */
  knownBy: { architecture?: RegExp; name?: RegExp; token?: string }
}

/** The problem and its steps as one text that begins with the beginning token. */
const whole = (template: string, stepSeparator: string) => ({
  kind: 'plain' as const,
  template,
  addBeginning: true,
  stepSeparator,
  apart: false,
})

/** Of several rows that know a model, the first is meant. */
export const REWARD_PRESETS = [
  {
    id: 'qwen-math',
    name: 'Qwen2.5-Math-PRM',
    help: 'A chat whose solution has <extra_0> behind each step; the second of two classes there.',
    record: {
      layout: {
        kind: 'chat',
        template: '',
        system: 'Please reason step by step, and put your final answer within \\boxed{}.',
        stepSeparator: '<extra_0>',
      },
      scoreToken: '<extra_0>',
      offset: 0,
      head: { kind: 'token_classification', positive: 1, negative: 0 },
    },
    knownBy: { architecture: /ForProcessRewardModel$/, name: /qwen2\.5-math.*prm/i, token: '<extra_0>' },
  },
  {
    id: 'skywork',
    name: 'Skywork-o1-Open-PRM',
    help: 'The problem on a line, a step a line; the sigmoid of the value head at the end of each line.',
    record: {
      layout: { kind: 'plain', template: '{question}\n', addBeginning: true, stepSeparator: '\n', apart: true },
      scoreToken: '\n',
      offset: 0,
      head: { kind: 'value' },
    },
    knownBy: { architecture: /(PrmModel|WithValueHead)$/, name: /skywork.*prm/i },
  },
  {
    id: 'rlhflow',
    name: 'RLHFlow Llama3.1-8B-PRM',
    help: 'A chat in which each step is a turn, answered by “+”; “+” against “-” where that answer is predicted.',
    record: {
      layout: { kind: 'turns', template: '', system: '', first: '{question} {step}' },
      scoreToken: '+',
      offset: -1,
      head: { kind: 'token_pair', positive: '+', negative: '-' },
    },
    knownBy: { name: /rlhflow.*prm|llama3\.1-8b-prm/i },
  },
  {
    id: 'llemma',
    name: 'Llemma reward model (REBASE)',
    help: 'The problem, and steps that each end with “ки”; the sigmoid of the mean of all logits there.',
    record: {
      layout: whole('{question} ', ' ки\n'),
      scoreToken: ' ки',
      offset: 0,
      head: { kind: 'mean_sigmoid' },
    },
    knownBy: { name: /llemma.*(prm|reward|-rm)/i, token: 'ки' },
  },
  {
    id: 'math-shepherd',
    name: 'Math-Shepherd',
    help: 'The problem, and steps that each end with “ки”; “+” against “-” there.',
    record: {
      layout: whole('{question} ', ' ки\n'),
      scoreToken: ' ки',
      offset: 0,
      head: { kind: 'token_pair', positive: '+', negative: '-' },
    },
    knownBy: { name: /shepherd.*prm/i, token: 'ки' },
  },
  {
    id: 'math-psa',
    name: 'OpenR Math-psa',
    help: 'The problem, and steps that each end with five line breaks; “ +” against “ -” there.',
    record: {
      layout: { ...whole('{question} ', ' \n\n\n\n\n '), addBeginning: false },
      scoreToken: ' \n\n\n\n\n',
      offset: 0,
      head: { kind: 'token_pair', positive: ' +', negative: ' -' },
    },
    knownBy: { name: /math-?psa/i },
  },
  {
    id: 'trl',
    name: 'TRL PRMTrainer',
    help: 'The problem, and steps that each end with a line break; the second of two classes there.',
    record: {
      layout: { kind: 'plain', template: '{question}', addBeginning: false, stepSeparator: '\n', apart: true },
      scoreToken: '\n',
      offset: 0,
      head: { kind: 'token_classification', positive: 1, negative: 0 },
    },
    knownBy: { architecture: /ForTokenClassification$/ },
  },
  {
    id: 'espalier',
    name: 'Espalier’s own',
    help: 'The problem on a line, and <step> behind each step; the second of two classes there.',
    record: {
      layout: whole('{question}\n', '<step>'),
      scoreToken: '<step>',
      offset: 0,
      head: { kind: 'token_classification', positive: 1, negative: 0 },
    },
    knownBy: { name: /^arithmetic-prm/ },
  },
] as const satisfies readonly RewardPreset[]

export type RewardPresetId = (typeof REWARD_PRESETS)[number]['id']

/** The row with this id, or null. */
export function rewardPreset(id: string): RewardPreset | null {
  return REWARD_PRESETS.find((one) => one.id === id) ?? null
}

/** The row that says just this, or null. */
export function presetOfReward(record: RewardRecord): RewardPresetId | null {
  return REWARD_PRESETS.find((one) => isSameReward(one.record, record))?.id ?? null
}

/** What is known of a model that may be a PRM. */
export interface PresetSigns {
  /** As published, such as `Qwen2ForProcessRewardModel`; empty where nothing says it. */
  architecture: string
  name: string
  /** Whether the model's tokenizer spells a text as one token; of a server it is not known, and true. */
  hasToken: (text: string) => boolean
}

/** The record for a PRM behind a server, by the model's name: Qwen's where that tells no family. */
export function servedReward(name: string): RewardRecord {
  return suggestReward({ architecture: '', name, hasToken: () => true }) ?? REWARD_PRESETS[0].record
}

/** The record of the first family that knows a model by its name, else by its class; null for none. */
export function suggestReward({ architecture, name, hasToken }: PresetSigns): RewardRecord | null {
  const rows: readonly RewardPreset[] = REWARD_PRESETS
  const fitting = rows.filter(({ knownBy }) => knownBy.token === undefined || hasToken(knownBy.token))
  const byName = fitting.find(({ knownBy }) => knownBy.name?.test(name))
  return (byName ?? fitting.find(({ knownBy }) => knownBy.architecture?.test(architecture)))?.record ?? null
}
