// A model as the program lists it: the catalog's entry and what was found on disk.
// Knows the record. Does not know how models are opened.
import { z } from 'zod'
import { ErrorReport } from './errors.ts'
import { SamplingDefaults } from './prompt-record.ts'

export const ModelRole = z.enum(['policy', 'verifier'])
export type ModelRole = z.infer<typeof ModelRole>

/** Their names for a person, in the middle of a sentence. */
export const ROLE_NAMES: Readonly<Record<ModelRole, string>> = { policy: 'policy', verifier: 'PRM' }

/** The forms of a model's graph: single and half precision, integers of 8 bits, and 8 or 4 bits a weight. */
export const Dtype = z.enum(['fp32', 'fp16', 'int8', 'uint8', 'q8', 'q4', 'q4f16', 'bnb4'])
export type Dtype = z.infer<typeof Dtype>

/** An entry of models/catalog.json. */
export const CatalogEntry = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  role: ModelRole,
  /** Relative to the catalog. */
  folder: z.string().min(1),
  /** Which of the folder's graphs to use; fp32 if left out. `sha256` and `bytes` are those of this one. */
  dtype: Dtype.optional(),
  parameters: z.number().int().positive(),
  layers: z.number().int().positive(),
  width: z.number().int().positive(),
  licence: z.string(),
  sha256: z.string(),
  bytes: z.number().int().positive(),
  /** Of a PRM: the policies whose text it was trained on, by their ids or names; left out where it says nothing of them. */
  meantFor: z.array(z.string()).optional(),
})
export type CatalogEntry = z.infer<typeof CatalogEntry>

export const Catalog = z.object({
  schema: z.literal('espalier-model-catalog'),
  version: z.literal(1),
  models: z.array(CatalogEntry),
  datasets: z.array(
    z.object({ id: z.string(), name: z.string(), file: z.string(), problems: z.number().int().nonnegative() }),
  ),
})
export type Catalog = z.infer<typeof Catalog>

/** Where a model comes from. */
export const Origin = z.enum(['embedded', 'added', 'hugging-face', 'lm-studio', 'ollama', 'llama-cpp', 'downloaded'])
export type Origin = z.infer<typeof Origin>

/** What every model that can be named has. */
const Named = z.object({
  /** Of a policy: how it samples where a run does not say; left out where its files and the user say nothing. */
  sampling: SamplingDefaults.optional(),
  /** `ready`, or `missing` or `broken` with the reason. */
  state: z.enum(['ready', 'missing', 'broken']),
  error: ErrorReport.nullable(),
  /** Execution provider in use where the model is loaded, else null. */
  device: z.string().nullable(),
})

/** A model whose files are here. */
export const FileModelInfo = CatalogEntry.extend(Named.shape).extend({
  /** Of an added model the user's own folder or file. */
  folder: z.string().min(1),
  /** As its files say; null where they say nothing. */
  licence: z.string().nullable(),
  /** Of an added model it tells one state of its files from another; a run's record has their checksum. */
  sha256: z.string(),
  /** Embedded if left out. */
  origin: Origin.optional(),
})

/** A model behind a server (connection.ts). */
const ServerModelInfo = CatalogEntry.pick({ id: true, name: true, role: true, meantFor: true })
  .extend(Named.shape)
  .extend({
    origin: z.literal('server'),
    /** Null where nobody tells it. */
    parameters: z.number().int().positive().nullable(),
  })

export type FileModelInfo = z.infer<typeof FileModelInfo>

export const ModelInfo = z.union([FileModelInfo, ServerModelInfo])
export type ModelInfo = z.infer<typeof ModelInfo>
