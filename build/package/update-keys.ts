// What a package believes of newer versions: where their lists are, and whose signature counts.
// Knows the variables that say so. Does not know packages.
import type { KeyObject } from 'node:crypto'
import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { isRelease } from './publisher.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** As it stands in a package's record (src-main/hosts/electron/update/update-feed.ts). */
export interface UpdateFeed {
  feed: string
  key: string
}

/**
 * From ESPALIER_UPDATE_KEY, an Ed25519 public key (base64 of its DER form), and ESPALIER_UPDATE_FEED, else the newest release of the
 * repository of a GitHub workflow. Without a key null: such a package takes no updates, and is no release. Throws where one of them
 * cannot be.
 */
export function updateFeedFor(environment: Environment = process.env): UpdateFeed | null {
  const { ESPALIER_UPDATE_KEY: key, ESPALIER_UPDATE_FEED: named, GITHUB_REPOSITORY: repository } = environment
  if (!key) {
    if (isRelease(environment))
      throw new Error('A release needs the key that its updates are signed with, in ESPALIER_UPDATE_KEY.')
    return null
  }
  const { GITHUB_SERVER_URL: server = 'https://github.com' } = environment
  const feed = named ?? (repository && `${server}/${repository}/releases/latest/download`)
  if (!feed)
    throw new Error('ESPALIER_UPDATE_KEY is set, but not where updates are: name the folder in ESPALIER_UPDATE_FEED.')
  if (createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' }).asymmetricKeyType !== 'ed25519')
    throw new Error('ESPALIER_UPDATE_KEY is not an Ed25519 key.')
  return { feed, key }
}

/** The public half of a private key in PEM, as ESPALIER_UPDATE_KEY wants it. */
export function publicHalf(pem: string): string {
  return publicText(createPublicKey(createPrivateKey(pem)))
}

export function publicText(key: KeyObject): string {
  return key.export({ format: 'der', type: 'spki' }).toString('base64')
}

/** The signature of a list of versions, as it lies beside it. */
export function signatureOf(list: string, pem: string): string {
  return `${sign(null, Buffer.from(list), createPrivateKey(pem)).toString('base64')}\n`
}
