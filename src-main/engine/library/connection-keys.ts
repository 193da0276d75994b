// Where the keys of connections are: in the environment, in the system's keychain, or in memory.
// Knows how a key gets there and back. Does not know connections' other facts, or what a key is sent with.
//
// A key leaves this file for a request alone. What is written is the name of a variable, or bytes that the keychain has made of it.
import type { AskedKey, KeyPlace } from '../../contract/connection.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { ConnectionsFile } from './connections-file.ts'

/** The system's keychain, as far as it is there. */
export interface Keychain {
  /** Why keys cannot be kept in it, for a person; null where they can. */
  refusal: () => Promise<string | null>
  /** What only this user's keychain can read again, in base 64. */
  seal: (key: string) => Promise<string>
  /** Rejects where the keychain cannot read it. */
  unseal: (sealed: string) => Promise<string>
}

/** A key that was handed over, before and after it is kept under an id. */
export interface TakenKey {
  place: KeyPlace
  key: string | null
  /** Keeps it for this connection. Throws `store-failed`. */
  keep(id: string): Promise<void>
}

export interface ConnectionKeys {
  /** Whether there is a keychain that keeps keys. */
  hasKeychain(): Promise<boolean>
  /** The key that is meant; `kept` is where it is of the connection that is changed. Throws `bad-input` where it cannot be kept, or is not there. */
  take(asked: AskedKey, kept: { id: string; place: KeyPlace } | null): Promise<TakenKey>
  /** Throws `bad-input` with what to do where it is not there. */
  keyOf(id: string, place: KeyPlace): Promise<string | null>
  /** Why it is not there, without a question to the keychain; null where it is. */
  missing(id: string, place: KeyPlace): EspalierError | null
  forget(id: string): Promise<void>
}

/** `keychain`: null where the host has none. */
export function createConnectionKeys(options: {
  file: ConnectionsFile
  keychain: Keychain | null
  environment?: Readonly<Record<string, string | undefined>>
}): ConnectionKeys {
  const { file, keychain, environment = process.env } = options
  const memory = new Map<string, string>()

  const forget = async (id: string) => {
    memory.delete(id)
    if (!(id in file.read().sealed)) return
    await file.change((content) => ({ ...content, sealed: without(content.sealed, id) }))
  }

  const missing: ConnectionKeys['missing'] = (id, place) => {
    if (place.kind === 'variable') return variableFault(environment[place.name], place.name)
    if (place.kind === 'memory' && !memory.has(id)) return gone()
    if (place.kind === 'keychain' && (keychain === null || !(id in file.read().sealed))) return notHere()
    return null
  }

  const keyOf: ConnectionKeys['keyOf'] = async (id, place) => {
    const fault = missing(id, place)
    if (fault) throw fault
    if (place.kind === 'variable') return environment[place.name]!.trim()
    if (place.kind === 'memory') return memory.get(id)!
    if (place.kind === 'none') return null
    return await keychain!.unseal(file.read().sealed[id]!).catch(() => {
      throw notHere()
    })
  }

  return {
    hasKeychain: async () => keychain !== null && (await keychain.refusal()) === null,
    missing,
    keyOf,
    forget,
    async take(asked, kept) {
      if (asked.kind === 'kept') {
        if (!kept) throw new EspalierError({ code: 'bad-input', message: 'No key is kept yet.', advice: 'Type it in.' })
        return { place: kept.place, key: await keyOf(kept.id, kept.place), keep: () => Promise.resolve() }
      }
      if (asked.kind !== 'typed') {
        const fault = missing('', asked)
        if (fault) throw fault
        return { place: asked, key: await keyOf('', asked), keep: forget }
      }
      const { value, keep } = asked
      if (keep === 'memory') {
        return {
          place: { kind: 'memory' },
          key: value,
          async keep(id) {
            await forget(id)
            memory.set(id, value)
          },
        }
      }
      const refusal = keychain === null ? 'This window has no access to one.' : await keychain.refusal()
      if (keychain === null || refusal !== null) throw noKeychain(refusal ?? '')
      const sealed = await keychain.seal(value)
      return {
        place: { kind: 'keychain' },
        key: value,
        async keep(id) {
          memory.delete(id)
          await file.change((content) => ({ ...content, sealed: { ...content.sealed, [id]: sealed } }))
        },
      }
    },
  }
}

function without<Value>(all: Readonly<Record<string, Value>>, name: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(all).filter(([one]) => one !== name))
}

function variableFault(value: string | undefined, name: string): EspalierError | null {
  if (value === undefined || value.trim() === '') {
    return new EspalierError({
      code: 'bad-input',
      message: `The environment variable ${name}, which holds the server’s key, is not set.`,
      advice: 'Set it before Espalier is started, or change where the key is.',
    })
  }
  if (/^[\x21-\x7e]+$/.test(value.trim())) return null
  return new EspalierError({
    code: 'bad-input',
    message: `The environment variable ${name} holds no key: there are spaces or other signs in it.`,
    advice: 'Set it to the key alone.',
  })
}

function gone(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'The server’s key was kept until the program ended.',
    advice: 'Type it in again, or name an environment variable that holds it.',
  })
}

function notHere(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'The server’s key lies in the keychain, which cannot be read here.',
    advice:
      'Unlock the keychain and open Espalier’s own window, type the key in again, or name an environment variable.',
  })
}

function noKeychain(refusal: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The key cannot be kept in a keychain. ${refusal}`.trim(),
    advice: 'Keep it until the program ends, or name an environment variable that holds it.',
  })
}
