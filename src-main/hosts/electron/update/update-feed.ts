// Where newer versions are told of, and whose signature counts: written into a package when it is made.
// Knows the package's own record, which lies in the archive that Electron checks. Does not know what is told there.
import type { KeyObject } from 'node:crypto'
import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

export interface UpdateFeed {
  /** The folder with the lists of versions and with the packages. */
  address: string
  /** Ed25519, of the publisher. */
  key: KeyObject
}

const Record = z.object({ updates: z.object({ feed: z.string(), key: z.string() }).optional() })

/** Machines whose way here nobody can listen on. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * The feed of the program in this folder; null where its package was made without. ESPALIER_UPDATE_FEED names another address, for a
 * mirror or a test; the key stays. Throws where the address is neither https nor of this machine, or the key is none.
 */
export function updateFeed(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): UpdateFeed | null {
  const { updates } = Record.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
  if (!updates) return null
  const address = new URL(environment['ESPALIER_UPDATE_FEED'] ?? updates.feed)
  const safe = address.protocol === 'https:' || (address.protocol === 'http:' && LOOPBACK.includes(address.hostname))
  if (!safe) throw new Error(`Updates come over https, and not from ${address.href}`)
  const key = createPublicKey({ key: Buffer.from(updates.key, 'base64'), format: 'der', type: 'spki' })
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('The key for updates is none of Ed25519.')
  return { address: address.href, key }
}
