// The connections that are kept: `connections.json` of the data folder.
// Knows what stands in the file. Of keys it holds where each is, and for the keychain's bytes that the keychain alone can read.
import { z } from 'zod'
import { ConnectionSize, KeyPlace, MOST_ADDRESSES, MOST_AT_ONCE, ServerProbe } from '../../contract/connection.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { ModelRole } from '../../contract/model.ts'
import { PromptRecord } from '../../contract/prompt-record.ts'
import { openKeptFile } from './kept-file.ts'
import type { KeptFile } from './kept-file.ts'

export const KeptConnection = z.object({
  id: z.string().min(1).max(200),
  name: z.string().min(1).max(200),
  role: ModelRole,
  /** ISO 8601, UTC. */
  added: z.string(),
  /** What endpoints are appended to; the first is asked first. */
  addresses: z.array(z.string()).min(1).max(MOST_ADDRESSES),
  model: z.string().nullable(),
  key: KeyPlace,
  atOnce: z.number().int().min(1).max(MOST_AT_ONCE).nullable(),
  /** As a person has given it; null for what the server tells. */
  size: ConnectionSize.nullable(),
  /** The record that the user has changed. */
  prompt: PromptRecord.nullable(),
  probe: ServerProbe,
})
export type KeptConnection = z.infer<typeof KeptConnection>

/** What the keychain has made of keys, by the id of the connection: bytes in base 64. */
const Sealed = z.record(z.string(), z.string())

const Content = z.object({
  schema: z.literal('espalier-connections'),
  version: z.literal(1),
  connections: z.array(KeptConnection),
  sealed: Sealed,
})
export type ConnectionsContent = z.infer<typeof Content>

export type ConnectionsFile = KeptFile<ConnectionsContent>

const EMPTY: ConnectionsContent = { schema: 'espalier-connections', version: 1, connections: [], sealed: {} }

/** The file in this folder; null keeps everything in memory. `noticed` is told of damage. */
export function openConnectionsFile(folder: string | null, noticed: (report: ErrorReport) => void): ConnectionsFile {
  return openKeptFile<ConnectionsContent>(folder, {
    file: 'connections.json',
    empty: EMPTY,
    checked: (value) => Content.safeParse(value).data ?? null,
    salvaged(value) {
      const { data } = z.looseObject({}).safeParse(value)
      const connections = z.array(z.unknown()).safeParse(data?.['connections']).data ?? []
      return {
        ...EMPTY,
        connections: connections.flatMap((one) => KeptConnection.safeParse(one).data ?? []),
        sealed: Sealed.safeParse(data?.['sealed']).data ?? {},
      }
    },
    noticed,
    words: {
      unreadable: 'The list of your servers cannot be read.',
      damaged: 'The list of your servers was damaged; what could be read of it is kept.',
      again: 'Add the servers that are missing again; the damaged list lies in the data folder.',
      notKept: 'The list of your servers could not be kept.',
    },
  })
}
