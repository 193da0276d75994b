// What somebody writes of a server: what is asked and kept of it, what is wrong, and what follows a change elsewhere.
import { describe, expect, it } from 'vitest'
import type { ConnectionCard } from '../../../src-main/contract/connection.ts'
import { parameterCount } from '../../../src-renderer/state/parameter-count.ts'
import { ServerDraft } from '../../../src-renderer/state/server-draft.svelte.ts'

const CARD: ConnectionCard = {
  id: 'kept',
  name: 'Kept',
  role: 'policy',
  origin: 'server',
  addresses: ['http://a/v1', 'http://b/v1'],
  model: 'one',
  key: { kind: 'memory' },
  atOnce: 4,
  size: { parameters: 7e9, layers: 28, attentionWidth: 3584, from: 'typed' },
  probe: {
    software: 'vLLM 0.32.0',
    models: [],
    model: 'one',
    version: null,
    context: null,
    shape: null,
    chatTemplate: null,
    abilities: {},
    addresses: [],
    when: '2026-11-30T20:00:00Z',
  },
  prompt: null,
  promptChanged: false,
  reward: null,
  rewardChanged: false,
  state: 'ready',
  error: null,
}

describe('a number of parameters', () => {
  it.each([
    ['7.6B', 7.6e9],
    ['135 M', 135e6],
    ['7e9', 7e9],
    ['134515008', 134_515_008],
    ['1.5t', 1.5e12],
    ['380k', 380_000],
    ['seven', null],
    ['', null],
    ['0', null],
    ['-7B', null],
    ['7BB', null],
  ])('%o is %o', (text, count) => {
    expect(parameterCount(text)).toBe(count)
  })
})

describe('a draft of a new server', () => {
  it('can be asked with an address and a key that is one, and kept with a whole size', () => {
    const draft = new ServerDraft()
    expect(draft.isAskable).toBe(false)
    draft.addresses = [' localhost:8000 ', '']
    expect(draft.question).toMatchObject({ addresses: ['localhost:8000'], key: { kind: 'none' }, of: null })
    draft.keyKind = 'variable'
    draft.variable = '1KEY'
    expect(draft.isAskable).toBe(false)
    draft.variable = 'KEY_1'
    expect(draft.key).toEqual({ kind: 'variable', name: 'KEY_1' })
    draft.keyKind = 'typed'
    draft.value = 'two words'
    expect(draft.key).toBeNull()
    draft.value = ' secret '
    expect(draft.key).toEqual({ kind: 'typed', value: 'secret', keep: 'memory' })
    draft.sizeFrom = 'config.json'
    expect([draft.isAskable, draft.isWhole]).toEqual([true, false])
    Object.assign(draft, { sizeFrom: 'typed', parameters: '7B', layers: '28', width: 'x' })
    expect(draft.isWhole).toBe(false)
    draft.width = ''
    expect(draft.size).toEqual({ parameters: 7e9, layers: 28, attentionWidth: null, from: 'typed' })
  })
})

describe('a draft of one that is kept', () => {
  it('says what is kept, and changes what was written alone', () => {
    const draft = new ServerDraft(CARD)
    expect([draft.changed, draft.changes]).toEqual([false, {}])
    expect(draft.question).toMatchObject({ key: { kind: 'kept' }, of: 'kept' })
    draft.atOnce = null
    draft.addresses.pop()
    expect(draft.changes).toEqual({ atOnce: null, addresses: ['http://a/v1'] })
    draft.keyKind = 'none'
    draft.sizeFrom = 'server'
    expect(draft.changes).toMatchObject({ key: { kind: 'none' }, size: null })
  })

  it('follows a change elsewhere as long as nothing was written', () => {
    const draft = new ServerDraft(CARD)
    draft.follow({ ...CARD, name: 'Other' })
    expect(draft.name).toBe('Other')
    draft.atOnce = 9
    draft.follow({ ...CARD, name: 'Third' })
    expect([draft.name, draft.changes]).toEqual(['Other', { atOnce: 9, name: 'Other' }])
  })
})
