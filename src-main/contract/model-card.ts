// A model of the user's as the Models screen shows it: what it is, where it lies, in which forms it can run, and how it is asked.
// Knows the records. Does not know how models are read or opened.
import { z } from 'zod'
import { ConnectionCard } from './connection.ts'
import { ErrorReport } from './errors.ts'
import { ModelRole, Origin } from './model.ts'
import { PromptRecord } from './prompt-record.ts'
import { RewardRecord } from './reward-record.ts'

/** How weights are held: as the user's file has them, or made smaller by the program and kept in the data folder. */
export const Form = z.enum(['as-stored', 'q8', 'int8', 'q4'])
export type Form = z.infer<typeof Form>

/** Whether a form with a full batch and context fits into the machine's memory. */
export const Fit = z.enum(['fits', 'tight', 'will-not-fit'])
export type Fit = z.infer<typeof Fit>

/** How fast a policy writes in several rows at once, as searches ask it. */
export const WideSpeed = z.object({ rows: z.number().int().positive(), tokensPerSecond: z.number().positive() })
export type WideSpeed = z.infer<typeof WideSpeed>

export const FormInfo = z.object({
  form: Form,
  /** What the weights are in it, for a person: “bfloat16”, “4 bits, blocks of 32”, “Q4_K_M”. */
  weights: z.string(),
  /** Bytes that it takes in the data folder; 0 where it is read in place. */
  diskBytes: z.number().int().nonnegative(),
  /** Estimated bytes in memory with one row, and with the largest batch that runs would use. */
  leastBytes: z.number().int().nonnegative(),
  mostBytes: z.number().int().nonnegative(),
  fit: Fit,
  /** What the last try of a policy in this form found; null where there was none. */
  tokensPerSecond: z.number().positive().nullable(),
  /** The same in wider batches, the narrowest first; empty where there was none. */
  wideSpeeds: z.array(WideSpeed),
  /** Whether runs would use it if nobody had chosen one. */
  suggested: z.boolean(),
  /** `to-make`: it is made when it is first needed or asked for. */
  state: z.enum(['ready', 'to-make', 'making']),
  /** Share that is made, 0 to 1, while it is being made. */
  progress: z.number().min(0).max(1).nullable(),
})
export type FormInfo = z.infer<typeof FormInfo>

export const ModelCard = z.object({
  id: z.string(),
  name: z.string(),
  role: ModelRole,
  origin: Origin,
  /** The user's own folder or file; nothing in it is ever changed. */
  place: z.string(),
  format: z.enum(['safetensors', 'gguf', 'onnx']),
  /** As published, such as `LlamaForCausalLM`. */
  architecture: z.string(),
  parameters: z.number().int().positive(),
  /** Longest context, in tokens. */
  positions: z.number().int().positive(),
  /** As its files say; null where they say nothing. */
  licence: z.string().nullable(),
  /** Of a PRM: the policies whose text it was trained on, by their ids or names, where it says so. */
  meantFor: z.array(z.string()).optional(),
  forms: z.array(FormInfo),
  /** The form that runs use. */
  form: Form,
  /** For a policy, else null. */
  prompt: PromptRecord.nullable(),
  /** Whether the user has changed the record that the model's files suggest. */
  promptChanged: z.boolean(),
  /** How a PRM is asked; null for a policy, and where neither its files nor the user say it. */
  reward: RewardRecord.nullable(),
  /** Whether the user has said it. */
  rewardChanged: z.boolean(),
  state: z.enum(['ready', 'missing', 'broken']),
  error: ErrorReport.nullable(),
})
export type ModelCard = z.infer<typeof ModelCard>

/** A model that was found on the machine and not added yet. */
export const FoundModel = z.object({
  name: z.string(),
  origin: Origin,
  place: z.string(),
  bytes: z.number().int().nonnegative(),
})
export type FoundModel = z.infer<typeof FoundModel>

/** A piece of a prompt, as the model sees it. */
export const PreviewToken = z.object({
  /** Null of a stretch of text whose tokens are a server's own. */
  id: z.number().int().nonnegative().nullable(),
  text: z.string(),
  /** A token that no text can spell, such as the beginning of a turn. */
  control: z.boolean(),
})

/** What a judge sees, and the tokens that say yes and no; `error` tells why it cannot be one, and then the lists are empty. */
export const JudgePreview = z.object({
  tokens: z.array(PreviewToken),
  yes: z.array(PreviewToken),
  no: z.array(PreviewToken),
  error: ErrorReport.nullable(),
})
export type JudgePreview = z.infer<typeof JudgePreview>

/** What a PRM sees of a step and what comes of it; its score is read at the last of the tokens. Of a server's PRM no tokens are known. */
export const StepTest = z.object({
  text: z.string(),
  tokens: z.array(PreviewToken),
  /** 0 to 1; null where the path is longer than the PRM reads. */
  reward: z.number().min(0).max(1).nullable(),
})
export type StepTest = z.infer<typeof StepTest>

/** What came of a short try. */
export const TryResult = z.object({
  text: z.string(),
  tokens: z.number().int().nonnegative(),
  tokensPerSecond: z.number().nonnegative(),
  /** Of a policy, in wider batches; none of those that would take too long. */
  wideSpeeds: z.array(WideSpeed),
  /** Seconds from opening to the first token. */
  firstTokenSeconds: z.number().nonnegative(),
  /** Bytes that the program's memory grew by, as far as the system tells. */
  memoryBytes: z.number().int().nonnegative(),
})
export type TryResult = z.infer<typeof TryResult>

const Id = z.object({ id: z.string().min(1).max(4096) })
const Place = z.object({ place: z.string().min(1).max(4096) })
const Card = z.object({ card: ModelCard })

/** Calls about models of the user's; part of CALLS in api.ts. */
export const MODEL_CALLS = {
  /** Every model that can be named in a run, the embedded ones included. Looks at the disk anew. */
  'models.cards': { argument: z.object({}), result: z.object({ cards: z.array(ModelCard) }) },
  /** Looks where Hugging Face, LM Studio, Ollama and llama.cpp keep models. Those that were added are left out. */
  'models.find': { argument: z.object({}), result: z.object({ found: z.array(FoundModel) }) },
  /** What a folder or file would be as a model, nothing kept. Throws `model-missing`, `model-broken`. */
  'models.look': { argument: Place, result: Card },
  /** Keeps a folder or file by its place. Adding one twice gives the card that is there. Throws like `models.look`. */
  'models.add': { argument: Place, result: Card },
  /** Forgets a model, and deletes what the program made of it; the user's files stay. Throws `not-found`, or `bad-input` for an embedded one. */
  'models.remove': { argument: Id, result: z.object({}) },
  /** Keeps how a policy is asked; null goes back to what its files suggest. Throws `bad-input` that says what cannot be. */
  'models.prompt': {
    argument: Id.extend({ prompt: PromptRecord.nullable() }),
    result: z.object({ card: z.union([ModelCard, ConnectionCard]) }),
  },
  /** The tokens that the model would see, how a text of its would be cut into steps and read, and what it would see as a judge of that text's last step. Throws `bad-input` like a run would; where one part of the record is at fault its details begin with the path, as in `prompt.layout.template: …`. */
  'models.preview': {
    argument: Id.extend({ prompt: PromptRecord, question: z.string().max(20_000), solution: z.string().max(20_000) }),
    result: z.object({
      tokens: z.array(PreviewToken),
      steps: z.array(z.string()),
      answer: z.string().nullable(),
      judge: JudgePreview,
    }),
  },
  /**
   * The text of each of these tokens of a policy's, as it reads behind those before it. Throws `model-missing`, `model-broken`, or
   * `bad-input` for a PRM and for a model behind a server, whose tokens are its own.
   */
  'models.tokens': {
    argument: Id.extend({ ids: z.array(z.number().int().nonnegative()).max(32_768) }),
    result: z.object({ tokens: z.array(PreviewToken) }),
  },
  /**
   * Keeps how a PRM is asked; null goes back to what its files or its server's name for it suggest. An added policy becomes a PRM by it, and
   * one again by null. Of a server's address there is no card. Throws `bad-input` or `model-broken` that says what cannot be.
   */
  'models.reward': {
    argument: Id.extend({ reward: RewardRecord.nullable() }),
    result: z.object({ card: z.union([ModelCard, ConnectionCard]).nullable() }),
  },
  /**
   * Opens a model, or the PRM at a server's address, and scores each step of a solution in this way, nothing kept. Throws `bad-input` or
   * `model-broken` that says what cannot be, such as another number of scores than of steps.
   */
  'models.reward.test': {
    argument: Id.extend({
      reward: RewardRecord,
      question: z.string().min(1).max(20_000),
      steps: z.array(z.string().min(1).max(20_000)).min(1).max(200),
    }),
    /** What stands before the first step, and the steps. */
    result: z.object({ prompt: z.array(PreviewToken), steps: z.array(StepTest) }),
  },
  /**
   * Chooses the form that runs use, and makes it if need be; `models.cards.changed` tells how it goes. Without `keep` the choice holds
   * for this engine alone, also for a model that was not added, and the form is made when a run needs it. Throws `bad-input` for a
   * form that the model does not have.
   */
  'models.form': { argument: Id.extend({ form: Form, keep: z.boolean().default(true) }), result: Card },
  /** Makes a form if it is not there yet, and answers when it is; the choice stays. Throws `bad-input`, `model-broken`, `store-failed`, or `engine-stopped` after a stop. */
  'models.form.make': { argument: Id.extend({ form: Form }), result: Card },
  /** Stops making a form. */
  'models.form.stop': { argument: Id, result: z.object({}) },
  /** Opens the model and lets it write a few tokens to this question, greedily; a policy also in wide batches, a second each. */
  'models.try': { argument: Id.extend({ question: z.string().min(1).max(20_000) }), result: TryResult },
} as const satisfies Record<string, { argument: z.ZodType; result: z.ZodType }>

/** Topics about models of the user's; part of TOPICS in api.ts. */
export const MODEL_TOPICS = {
  /** A model was added, removed, changed, or a form went on; at most four times a second. */
  'models.cards.changed': z.object({ cards: z.array(ModelCard) }),
  /** A form is being made, which a run may wait for; at most four times a second. 1 when that has ended. */
  'models.form.progress': z.object({
    id: z.string(),
    name: z.string(),
    weights: z.string(),
    progress: z.number().min(0).max(1),
  }),
} as const satisfies Record<string, z.ZodType>
