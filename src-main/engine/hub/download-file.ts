// What is kept of a download: which files of which commit it is of, and how far it is. One JSON file each.
// Knows these files. Does not know the hub, nor who downloads. A record that cannot be read counts as absent; the part files that it
// was of are then told by their checksums alone.
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ErrorReport } from '../../contract/errors.ts'
import { makeFolder } from '../make-folder.ts'
import { writeWhole } from '../whole-file.ts'
import { Checksum } from './hub-api.ts'
import { isSafePath } from './hub-names.ts'

const DownloadedFile = z.object({
  path: z.string().refine(isSafePath),
  bytes: z.number().int().nonnegative(),
  checksum: Checksum.nullable(),
  /** What the content of its part file is known by. */
  etag: z.string().nullable().default(null),
  /** It is in its place, and its content was right. */
  done: z.boolean().default(false),
})
export type DownloadedFile = z.infer<typeof DownloadedFile>

const DownloadRecord = z.object({
  schema: z.literal('espalier-download').default('espalier-download'),
  version: z.literal(1).default(1),
  /** Name of its folder, too. */
  id: z.string().refine((id) => isSafePath(id) && !id.includes('/')),
  repository: z.string(),
  /** The GGUF file that was asked for, or null for a model folder. */
  file: z.string().nullable(),
  /** Commit. */
  revision: z.string(),
  files: z.array(DownloadedFile),
  state: z.enum(['running', 'paused', 'failed', 'done']),
  error: ErrorReport.nullable().default(null),
  /** Whether it has a line in the list; a finished one whose line is gone stays a model. */
  listed: z.boolean().default(true),
})
export type DownloadRecord = z.infer<typeof DownloadRecord>

/** No download has this name: there is no “--” in it. */
const RECORDS = 'records'

/** The record with this name, or null. */
export function readDownload(folder: string, id: string): DownloadRecord | null {
  try {
    const record = DownloadRecord.parse(JSON.parse(readFileSync(recordFile(folder, id), 'utf8')))
    return record.id === id ? record : null
  } catch {
    return null
  }
}

/** All records, by name. */
export function readDownloads(folder: string): DownloadRecord[] {
  let names: string[]
  try {
    names = readdirSync(join(folder, RECORDS))
  } catch {
    return []
  }
  const ids = names.flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : []))
  return ids.sort().flatMap((id) => readDownload(folder, id) ?? [])
}

/** Throws the system's error. */
export function writeDownload(folder: string, record: DownloadRecord): void {
  makeFolder(join(folder, RECORDS))
  writeWhole(recordFile(folder, record.id), `${JSON.stringify(record, null, 1)}\n`)
}

/** Deletes the record with all that was fetched. Throws the system's error. */
export function deleteDownload(folder: string, id: string): void {
  rmSync(join(folder, id), { recursive: true, force: true })
  rmSync(recordFile(folder, id), { force: true })
}

function recordFile(folder: string, id: string): string {
  return join(folder, RECORDS, `${id}.json`)
}
