// What somebody writes of a server: its addresses, model, key, size and load, for one that is added or one that is kept.
// Knows the fields, what is wrong with them, and what differs from what is kept. Does not know the form or the engine.
import type { CallArgument } from '../../src-main/contract/api.ts'
import type { AskedKey, ConnectionCard, ConnectionSize } from '../../src-main/contract/connection.ts'
import type { SizeSource } from '../../src-main/contract/cost.ts'
import type { ModelRole } from '../../src-main/contract/model.ts'
import { parameterCount } from './parameter-count.ts'

export type KeyKind = 'kept' | 'none' | 'variable' | 'typed'

export class ServerDraft {
  addresses = $state<string[]>([''])
  role = $state<ModelRole>('policy')
  /** One of the server's list; null for the first. */
  model = $state<string | null>(null)
  name = $state('')
  keyKind = $state<KeyKind>('none')
  variable = $state('')
  /** A key is in this field alone, until it is handed over. */
  value = $state('')
  keep = $state<'keychain' | 'memory'>('memory')
  /** Empty for what is found by itself. */
  atOnce = $state<number | null>(null)
  sizeFrom = $state<SizeSource>('server')
  parameters = $state('')
  layers = $state('')
  width = $state('')
  /** As its config.json told it. */
  config = $state.raw<ConnectionSize | null>(null)
  #kept = $state.raw<ConnectionCard | null>(null)

  constructor(kept: ConnectionCard | null = null) {
    if (kept) this.read(kept)
  }

  /** Takes every field from what is kept. */
  read(kept: ConnectionCard): void {
    const { addresses, role, model, name, key, atOnce, size } = kept
    this.#kept = kept
    Object.assign(this, { addresses: [...addresses], role, model, name, atOnce, value: '' })
    this.keyKind = key.kind === 'none' || key.kind === 'variable' ? key.kind : 'kept'
    this.variable = key.kind === 'variable' ? key.name : ''
    this.sizeFrom = size?.from ?? 'server'
    this.config = size?.from === 'config.json' ? size : null
    const typed = size?.from === 'typed' ? size : null
    this.parameters = typed ? String(typed.parameters) : ''
    this.layers = typed?.layers ? String(typed.layers) : ''
    this.width = typed?.attentionWidth ? String(typed.attentionWidth) : ''
  }

  /** Follows what is kept now, but loses nothing that somebody wrote. */
  follow(kept: ConnectionCard): void {
    if (this.changed) this.#kept = kept
    else this.read(kept)
  }

  /** Addresses that were written. */
  get asked(): string[] {
    return this.addresses.map((address) => address.trim()).filter((address) => address !== '')
  }

  /** The key as it is handed over; null while it is not written as it must be. */
  get key(): AskedKey | null {
    if (this.keyKind === 'none' || this.keyKind === 'kept') return { kind: this.keyKind }
    if (this.keyKind === 'variable') {
      const name = this.variable.trim()
      return /^[A-Za-z_]\w*$/.test(name) ? { kind: 'variable', name } : null
    }
    const value = this.value.trim()
    return /^[\x21-\x7e]+$/.test(value) ? { kind: 'typed', value, keep: this.keep } : null
  }

  /** Null for what the server tells; undefined while it is not written as it must be. */
  get size(): ConnectionSize | null | undefined {
    if (this.sizeFrom === 'server') return null
    if (this.sizeFrom === 'config.json') return this.config ?? undefined
    const parameters = parameterCount(this.parameters)
    const [layers, attentionWidth] = [countIn(this.layers), countIn(this.width)]
    if (parameters === null || layers === undefined || attentionWidth === undefined) return undefined
    return { parameters, layers, attentionWidth, from: 'typed' }
  }

  /** Whether its server can be looked at. */
  get isAskable(): boolean {
    return this.asked.length > 0 && this.key !== null
  }

  /** Whether it can be kept. */
  get isWhole(): boolean {
    return this.isAskable && this.size !== undefined
  }

  /** What is looked at. */
  get question(): CallArgument<'connections.look'> {
    const { asked, role, model, key } = this
    return { addresses: asked, role, model, key: key ?? { kind: 'none' }, of: this.#kept?.id ?? null }
  }

  /** What differs from what is kept. */
  get changes(): Omit<CallArgument<'connections.change'>, 'id'> {
    const kept = this.#kept
    if (!kept) return {}
    const { asked, name, model, atOnce, key, size } = this
    return {
      ...(same(asked, kept.addresses) ? {} : { addresses: asked }),
      ...(name.trim() === kept.name || name.trim() === '' ? {} : { name: name.trim() }),
      ...(model === kept.model ? {} : { model }),
      ...(atOnce === kept.atOnce ? {} : { atOnce }),
      ...(key === null || key.kind === 'kept' || same(key, kept.key) ? {} : { key }),
      ...(size === undefined || same(size, kept.size?.from === 'server' ? null : kept.size) ? {} : { size }),
    }
  }

  get changed(): boolean {
    return Object.keys(this.changes).length > 0
  }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** Null of an empty field, undefined of what is no count. */
function countIn(text: string): number | null | undefined {
  if (text.trim() === '') return null
  return /^[1-9]\d{0,6}$/.test(text.trim()) ? Number(text) : undefined
}
