// Downloads of models from a hub: what is offered, and how each goes.
// Knows the records and calls. Does not know the hub's API (engine/hub).
import { z } from 'zod'
import { ErrorReport } from './errors.ts'

/** A repository whose model this program opens; `description` says whether this very one was tested. */
export const HubOffer = z.object({
  /** `owner/name` */
  repository: z.string(),
  name: z.string(),
  description: z.string(),
  licence: z.string(),
  /** Of all files that are needed, in bytes; approximately, as published. */
  bytes: z.number().int().positive(),
  role: z.enum(['policy', 'verifier']),
})
export type HubOffer = z.infer<typeof HubOffer>

export const Download = z.object({
  id: z.string(),
  repository: z.string(),
  /** Commit that is fetched, so that a resumed download is of the same files. */
  revision: z.string(),
  state: z.enum(['running', 'paused', 'failed', 'done']),
  doneBytes: z.number().int().nonnegative(),
  totalBytes: z.number().int().nonnegative(),
  /** Null while it is not known. */
  bytesPerSecond: z.number().nonnegative().nullable(),
  /** Why it failed; of a running one, what it goes on after. */
  error: ErrorReport.nullable(),
  /** The folder that it ends in. */
  place: z.string(),
})
export type Download = z.infer<typeof Download>

const Id = z.object({ id: z.string().min(1).max(400) })
const Nothing = z.object({})
const Downloads = z.object({ downloads: z.array(Download) })

/** Calls about downloads; part of CALLS in api.ts. */
export const DOWNLOAD_CALLS = {
  /** The catalogue of repositories, and the hub's address. Asks nobody. Throws `bad-input` where HF_ENDPOINT is no address. */
  'hub.offers': { argument: Nothing, result: z.object({ hub: z.string(), offers: z.array(HubOffer) }) },
  'hub.downloads': { argument: Nothing, result: Downloads },
  /**
   * Fetches a repository's files, of one GGUF file where it is named. Throws `bad-input`, `not-found`, `server-unreachable`,
   * `server-failed`, or `store-failed` where the disk has not the room. Answers when the download has begun, with its id; one that is
   * there goes on, and takes the files that have changed since anew.
   */
  'hub.start': {
    argument: z.object({
      repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, { message: 'It must have the form OWNER/NAME.' }),
      revision: z.string().max(200).default('main'),
      /** Path of a GGUF file in the repository; null for the whole model folder. */
      file: z.string().max(400).nullable().default(null),
    }),
    result: Downloads.extend({ id: z.string() }),
  },
  'hub.pause': { argument: Id, result: Downloads },
  'hub.resume': { argument: Id, result: Downloads },
  /** Ends a download and deletes what it has fetched; of a finished one only the line, and the model stays. */
  'hub.drop': { argument: Id, result: Downloads },
} as const satisfies Record<string, { argument: z.ZodType; result: z.ZodType }>

/** Topics about downloads; part of TOPICS in api.ts. */
export const DOWNLOAD_TOPICS = {
  /** At most four times a second. */
  'hub.changed': Downloads,
} as const satisfies Record<string, z.ZodType>
