// How a model is asked: one record a model, which decides the exact tokens that it sees, where its steps end, and where its answer stands.
// Knows the record and its defaults. Does not render prompts (inference/prompt) or read answers (grading).
import { z } from 'zod'
import { JudgeRecord } from './judge-record.ts'
import { patternOf } from './pattern.ts'

/** A worked problem that stands before the one that is asked. */
const Example = z.object({ question: z.string().min(1), solution: z.string().min(1) })

/** How the prompt is laid out. */
const Layout = z.discriminatedUnion('kind', [
  /** The model's chat template, in Jinja: the problem is the user's turn, the solution the assistant's. */
  z.object({ kind: z.literal('chat'), template: z.string().min(1).max(200_000) }),
  /** Plain text around `{question}`. */
  z.object({
    kind: z.literal('plain'),
    template: z.string().max(20_000).includes('{question}'),
    /** Puts the beginning token in front. */
    addBeginning: z.boolean(),
  }),
])

/** A regular expression; see pattern.ts. */
const Pattern = z
  .string()
  .max(1000)
  .refine((text) => text === '' || patternOf(text) !== null, { message: 'It is no regular expression.' })

/** Where a step ends. */
export const Steps = z.discriminatedUnion('kind', [
  /** At the end of a line. */
  z.object({ kind: z.literal('lines') }),
  /** At a blank line. */
  z.object({ kind: z.literal('paragraphs') }),
  /** Before “Step 2:”, “Step 3:” and so on (the paper's). */
  z.object({ kind: z.literal('numbered') }),
  /** At any of these texts. */
  z.object({ kind: z.literal('texts'), texts: z.array(z.string().min(1).max(200)).min(1).max(20) }),
  /** Behind what this regular expression matches, as soon as it does: it cannot look at what comes next. */
  z.object({ kind: z.literal('pattern'), pattern: Pattern.min(1) }),
])
export type Steps = z.infer<typeof Steps>

/** The ways of stating an answer that are read, in the order in which they count. */
export const ANSWER_FORMS = ['tags', 'boxed', 'hashes', 'sentence'] as const

export const Answers = z.object({
  forms: z.array(z.enum(ANSWER_FORMS)).default([...ANSWER_FORMS]),
  /** A regular expression whose first group, or whole match, is the answer; read before the forms, of its last match in the text. Empty for none. */
  pattern: Pattern.default(''),
})
export type Answers = z.infer<typeof Answers>

/** What generation_config.json or the user names; what is left out is the program's default. */
export const SamplingDefaults = z.object({
  temperature: z.number().min(0).max(5).optional(),
  topK: z.number().int().min(0).max(1000).optional(),
  topP: z.number().gt(0).max(1).optional(),
  minP: z.number().min(0).max(1).optional(),
  repetitionPenalty: z.number().min(0.5).max(2).optional(),
})
export type SamplingDefaults = z.infer<typeof SamplingDefaults>

export const PromptRecord = z.object({
  layout: Layout,
  /** The system's turn of a chat; empty for none. */
  system: z.string().max(20_000).default(''),
  /** The user's turn of a chat, around `{question}`. */
  instruction: z.string().max(20_000).includes('{question}').default('{question}'),
  examples: z.array(Example).max(20).default([]),
  steps: Steps,
  /** Tokens below which a step does not end, the end of the solution apart. */
  leastStepTokens: z.number().int().min(1).max(4096).default(1),
  /** Tokens at which a step is cut; a run may set fewer. */
  mostStepTokens: z.number().int().min(1).max(4096).default(256),
  answers: Answers.prefault({}),
  sampling: SamplingDefaults.prefault({}),
  /** What it is asked where it judges the steps of another; the usual question if left out. It says nothing of how it solves problems. */
  judge: JudgeRecord.optional(),
})
export type PromptRecord = z.infer<typeof PromptRecord>
