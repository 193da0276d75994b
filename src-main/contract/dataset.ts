// Datasets: their names, how fields become problems, what a preview and the list tell of them.
// Knows the records and their limits. Does not know files, formats or where datasets lie.
import { z } from 'zod'
import { ErrorReport } from './errors.ts'
import { Problem } from './problem.ts'

/** Largest file that is imported, in bytes. */
export const DATASET_BYTES = 64 * 2 ** 20

/** Problems that a preview shows. */
export const PREVIEW_ROWS = 5

/** Records left out that are told one by one; a file may have any number. */
export const FAULTS_TOLD = 200

/** What a record of a dataset tells of a problem. */
export const PARTS = ['question', 'answer', 'level', 'id'] as const
export type Part = (typeof PARTS)[number]

/** Longest name of a field that can be chosen, in characters. */
export const FIELD_LENGTH = 200
const Field = z.string().max(FIELD_LENGTH)

/** The field that each part is read from; null where it is read from none. */
export const Mapping = z.object({
  question: Field.nullable(),
  answer: Field.nullable(),
  level: Field.nullable(),
  id: Field.nullable(),
})
export type Mapping = z.infer<typeof Mapping>

/** Names that some file systems keep for devices. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/** Name of a dataset that was added: it is also the name of its file, on every system. */
export const DatasetName = z
  .string()
  .regex(
    /^[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/,
    'The name of a dataset has up to 64 letters, digits, dots, hyphens and underscores, and begins with a letter or digit.',
  )
  .refine((name) => !RESERVED.test(name), { message: 'This name is reserved on Windows; choose another one.' })

/** Where an added dataset came from. */
export const DatasetSource = z.object({
  /** Name of the file, without its folder. */
  file: z.string(),
  /** SHA-256 of the file's bytes, in hexadecimal digits. */
  sha256: z.string(),
  /** What the file was read as, for example “GSM8K in JSON Lines”. */
  format: z.string(),
  mapping: Mapping,
  /** When it was added, as ISO 8601. */
  added: z.string(),
})
export type DatasetSource = z.infer<typeof DatasetSource>

export const DatasetInfo = z.object({
  /** By which runs, experiments and commands name it; also the name of a set that was added. */
  id: z.string(),
  name: z.string(),
  problems: z.number().int(),
  /** Problems with a reference answer. */
  references: z.number().int(),
  /** Problems left out when it was added: one for each fault. */
  leftOut: z.number().int(),
  /** Null for a set of the catalog. */
  source: DatasetSource.nullable(),
})
export type DatasetInfo = z.infer<typeof DatasetInfo>

/** What a file would be as a dataset. Nothing is kept yet. */
export const DatasetPreview = z.object({
  format: z.string(),
  /** Every field of the file's records, in the order in which they come. */
  fields: z.array(z.string()),
  /** The mapping that was asked for, or the one that the fields' names suggest. */
  mapping: Mapping,
  /** The first problems. */
  rows: z.array(Problem),
  problems: z.number().int(),
  references: z.number().int(),
  /** Records that are left out, each with its line and reason: the first ones. */
  faults: z.array(ErrorReport),
  /** All of them, shown or not. */
  faultCount: z.number().int(),
  /** What was noticed of the whole file, for example its encoding. */
  notes: z.array(z.string()),
  /** A free name for it, made of the file's. */
  name: z.string(),
})
export type DatasetPreview = z.infer<typeof DatasetPreview>
