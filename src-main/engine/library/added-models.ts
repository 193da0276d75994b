// The models that a user added, by their places, and what is kept of them: `models.json` of the data folder.
// Knows what stands in the file, and which parts of a damaged one are good. Does not read models, and writes nothing beside them.
import { z } from 'zod'
import type { ErrorReport } from '../../contract/errors.ts'
import { Form, WideSpeed } from '../../contract/model-card.ts'
import { Origin } from '../../contract/model.ts'
import { PromptRecord } from '../../contract/prompt-record.ts'
import { RewardRecord } from '../../contract/reward-record.ts'
import { openKeptFile } from './kept-file.ts'
import { ModelLook } from './model-look.ts'

const FILE = 'models.json'
/** Checksums kept; the oldest are forgotten first. */
const MOST_CHECKSUMS = 1000

export const AddedModel = z.object({
  id: z.string().min(1).max(200),
  /** Absolute path of a folder or a file. */
  place: z.string().min(1).max(4096),
  origin: Origin,
  /** ISO 8601, UTC. */
  added: z.string(),
  /** The form that was chosen by hand. */
  form: Form.nullable(),
  /** As it was when its files were last there. */
  look: ModelLook,
})
export type AddedModel = z.infer<typeof AddedModel>

/** A form that was made, of files in this state. */
const MadeForm = z.object({
  stamp: z.string(),
  form: Form,
  /** Its name in the folder of forms. */
  file: z.string().regex(/^[\w.-]{1,200}$/),
})
export type MadeForm = z.infer<typeof MadeForm>

/** What a try found of files in this state, in a form. */
const MeasuredSpeed = z.object({
  stamp: z.string(),
  form: Form,
  tokensPerSecond: z.number().positive(),
  /** Not known of tries by older versions. */
  wideSpeeds: z.array(WideSpeed).default([]),
})

const Content = z.object({
  schema: z.literal('espalier-models'),
  version: z.literal(1),
  models: z.array(AddedModel),
  /** Changed records, by the id of the model. */
  prompts: z.record(z.string(), PromptRecord),
  /** The same of PRMs, also of those behind servers, by their addresses. */
  rewards: z.record(z.string(), RewardRecord).default({}),
  /** SHA-256, hexadecimal, by path, size and time of each file, as sessions know them. */
  checksums: z.record(z.string(), z.string()),
  forms: z.array(MadeForm).default([]),
  speeds: z.array(MeasuredSpeed).default([]),
})
export type AddedContent = z.infer<typeof Content>

const EMPTY: AddedContent = {
  schema: 'espalier-models',
  version: 1,
  models: [],
  prompts: {},
  rewards: {},
  checksums: {},
  forms: [],
  speeds: [],
}

export interface AddedModels {
  /** What is kept now; read anew where the file has changed. */
  read(): AddedContent
  /** Changes it, under a lock. Throws `store-failed` where it cannot be kept; then nothing has changed. */
  change(change: (content: AddedContent) => AddedContent): Promise<void>
  /** Keeps checksums that are not kept yet; where it cannot, they are only not remembered. */
  remember(checksums: ReadonlyMap<string, string>): Promise<void>
}

/** The changed records of all models but this one. */
export function recordsBut<Kept>(model: string, records: Readonly<Record<string, Kept>>): Record<string, Kept> {
  return Object.fromEntries(Object.entries(records).filter(([id]) => id !== model))
}

/** The file in this folder; null keeps everything in memory. `noticed` is told of damage. */
export function openAddedModels(folder: string | null, noticed: (report: ErrorReport) => void): AddedModels {
  const { read, change } = openKeptFile<AddedContent>(folder, {
    file: FILE,
    empty: EMPTY,
    checked: (value) => Content.safeParse(value).data ?? null,
    salvaged,
    noticed,
    words: {
      unreadable: 'The list of your models cannot be read.',
      damaged: 'The list of your models was damaged; what could be read of it is kept.',
      again: 'Add the models that are missing again; the damaged list lies in the data folder.',
      notKept: 'The list of your models could not be kept.',
    },
  })
  return {
    read,
    change,
    async remember(checksums) {
      const before = read().checksums
      if ([...checksums.keys()].every((file) => file in before)) return
      await change((content) => {
        const all = Object.entries({ ...content.checksums, ...Object.fromEntries(checksums) })
        return { ...content, checksums: Object.fromEntries(all.slice(-MOST_CHECKSUMS)) }
      }).catch(() => undefined)
    },
  }
}

/** Those parts of a damaged content that are good. */
function salvaged(value: unknown): AddedContent {
  const { data } = z.looseObject({}).safeParse(value)
  const models = z.array(z.unknown()).safeParse(data?.['models']).data ?? []
  const forms = z.array(z.unknown()).safeParse(data?.['forms']).data ?? []
  const speeds = z.array(z.unknown()).safeParse(data?.['speeds']).data ?? []
  return {
    ...EMPTY,
    models: models.flatMap((one) => AddedModel.safeParse(one).data ?? []),
    forms: forms.flatMap((one) => MadeForm.safeParse(one).data ?? []),
    speeds: speeds.flatMap((one) => MeasuredSpeed.safeParse(one).data ?? []),
    prompts: goodRecords(data?.['prompts'], PromptRecord),
    rewards: goodRecords(data?.['rewards'], RewardRecord),
  }
}

/** Those of the records, by their ids, that are good. */
function goodRecords<Schema extends z.ZodType>(value: unknown, schema: Schema): Record<string, z.infer<Schema>> {
  const records = z.record(z.string(), z.unknown()).safeParse(value).data ?? {}
  return Object.fromEntries(
    Object.entries(records).flatMap(([id, one]) => {
      const { success, data } = schema.safeParse(one)
      return success ? [[id, data]] : []
    }),
  )
}
