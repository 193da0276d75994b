// The publisher's list of versions, believed only with the publisher's signature beside it: the list has the checksums of the packages,
// so what it says holds for them, too.
// Knows electron-updater's way to ask a server. Does not know what is done with the list.
import type { KeyObject } from 'node:crypto'
import { verify } from 'node:crypto'
import type { AppUpdater } from 'electron-updater'
import { CancellationToken } from 'electron-updater'
import { GenericProvider } from 'electron-updater/out/providers/GenericProvider.js'
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js'

/** The list is not signed by the publisher. */
export class Unsigned extends Error {}
/** Nothing more came from the server. */
export class Silent extends Error {}

export interface SignedFeedOptions {
  /** The folder with the lists and the packages. */
  url: string
  key: KeyObject
  /** Milliseconds that an answer may take. */
  patience: number
}

/** Has the list in a file for each system and processor, and its signature in a file of that name with `.sig` behind it. */
export class SignedFeed extends GenericProvider {
  readonly #options: SignedFeedOptions

  /** `options`: SignedFeedOptions, which electron-updater hands on as what it does not know. */
  constructor(options: object, updater: AppUpdater, runtime: ProviderRuntimeOptions) {
    const given = options as SignedFeedOptions
    // Of Windows alone electron-updater does not tell processors apart.
    const channel = process.platform === 'win32' ? `latest-${process.arch}` : undefined
    super({ provider: 'generic', url: given.url, ...(channel && { channel }) }, updater, runtime)
    this.#options = given
  }

  /** Sends nothing along: electron-updater would send a number that tells this copy of the program from others. */
  override setRequestHeaders(): void {
    super.setRequestHeaders(null)
  }

  /** The list's text. Throws `Unsigned`, or `Silent`. */
  protected override async httpRequest(url: URL): Promise<string | null> {
    const beside = new URL(url)
    beside.pathname += '.sig'
    const text = await this.#ask(url)
    const signature = await this.#ask(beside).catch((error: unknown) => {
      if ((error as { statusCode?: number }).statusCode === 404) return ''
      throw error
    })
    if (!isSigned(text ?? '', signature ?? '', this.#options.key)) throw new Unsigned(url.href)
    return text
  }

  async #ask(url: URL): Promise<string | null> {
    const token = new CancellationToken()
    const late = setTimeout(() => token.cancel(), this.#options.patience)
    try {
      return await super.httpRequest(url, null, token)
    } catch (error) {
      throw token.cancelled ? new Silent(url.href, { cause: error }) : error
    } finally {
      clearTimeout(late)
    }
  }
}

/** Whether the text has this Ed25519 signature, which is given in base64. */
function isSigned(text: string, signature: string, key: KeyObject): boolean {
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))
}
