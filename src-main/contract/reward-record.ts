// How a process reward model (PRM) is asked and read: one record a model, which decides the text that it sees and where its scores stand.
// Knows the record. Does not know families of PRMs (reward-presets.ts), tokens or logits (inference/model/reward-reader.ts).
import { z } from 'zod'

/** A chat template in Jinja; empty for the model's own. */
const Template = z.string().max(200_000)
const System = z.string().max(20_000).default('')
/** What stands behind each step, the last one included. The score token must be in it. */
const StepSeparator = z.string().min(1).max(200)

const Layout = z.discriminatedUnion('kind', [
  /** One text: that of the problem, and each step with its separator. */
  z.object({
    kind: z.literal('plain'),
    template: z.string().max(20_000).includes('{question}'),
    /** Puts the beginning token in front. */
    addBeginning: z.boolean(),
    stepSeparator: StepSeparator,
    /** Whether each step and its separator become tokens of their own, as if nothing stood before them; else the text becomes tokens as one. */
    apart: z.boolean(),
  }),
  /** A chat: the problem is the user's turn, the steps with their separators are the assistant's. */
  z.object({ kind: z.literal('chat'), template: Template, system: System, stepSeparator: StepSeparator }),
  /** A chat in which each step is a turn of the user, and the score token the assistant's answer to it. */
  z.object({
    kind: z.literal('turns'),
    template: Template,
    system: System,
    /** The first turn of the user. */
    first: z
      .string()
      .max(20_000)
      .refine((text) => text.includes('{question}') && text.includes('{step}'), {
        message: 'It must hold {question} and {step}.',
      }),
  }),
])
export type RewardLayout = z.infer<typeof Layout>

const Class = z.number().int().min(0).max(1e6)
const Word = z.string().min(1).max(200)

/** What is read of the logits at a score. */
const Head = z.discriminatedUnion('kind', [
  /** Softmax over the logits of two tokens; the share of the positive one. */
  z.object({ kind: z.literal('token_pair'), positive: Word, negative: Word }),
  /** Softmax over two classes of the head, counted from 0; the share of the positive one. */
  z.object({ kind: z.literal('token_classification'), positive: Class, negative: Class }),
  /** The sigmoid of the one number that the head gives. */
  z.object({ kind: z.literal('value') }),
  /** The sigmoid of the mean of all logits. */
  z.object({ kind: z.literal('mean_sigmoid') }),
])
export type RewardHead = z.infer<typeof Head>
export const REWARD_HEADS = [
  'token_pair',
  'token_classification',
  'value',
  'mean_sigmoid',
] as const satisfies readonly RewardHead['kind'][]

export const RewardRecord = z
  .object({
    layout: Layout,
    /** The token that carries a step's score, by its text. Its id is looked up in the model's tokenizer. */
    scoreToken: z.string().min(1).max(200),
    /** Where the score is read: at that token, or at the one before, which predicts it. */
    offset: z.union([z.literal(0), z.literal(-1)]),
    head: Head,
  })
  .refine(({ layout, scoreToken }) => layout.kind === 'turns' || layout.stepSeparator.includes(scoreToken), {
    path: ['scoreToken'],
    message: 'It must be in the step separator.',
  })
  .refine(({ head }) => !('positive' in head) || head.positive !== head.negative, {
    path: ['head', 'positive'],
    message: 'It must be another than “negative”.',
  })
export type RewardRecord = z.infer<typeof RewardRecord>

/** A token's text for a person, its line breaks as signs: “\\n”. */
export function writeToken(text: string): string {
  return `“${JSON.stringify(text).slice(1, -1)}”`
}

/** Whether two records say the same. */
export function isSameReward(one: RewardRecord, other: RewardRecord): boolean {
  return JSON.stringify(RewardRecord.parse(one)) === JSON.stringify(RewardRecord.parse(other))
}
