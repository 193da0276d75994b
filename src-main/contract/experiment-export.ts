// An export of an experiment: in which formats, and the file that comes of it.
// Knows the list of formats and the record. Does not know what is in the files (engine/experiment/export).
import { z } from 'zod'

/** In the order in which the interface lists them. */
export const ExportFormat = z.enum(['csv', 'jsonl', 'latex', 'html', 'paper', 'spec'])
export type ExportFormat = z.infer<typeof ExportFormat>

/** A file that is not written yet. */
export const ExportFile = z.object({
  /** A name that every file system takes. */
  name: z.string(),
  /** MIME type. */
  type: z.string(),
  text: z.string(),
})
export type ExportFile = z.infer<typeof ExportFile>
