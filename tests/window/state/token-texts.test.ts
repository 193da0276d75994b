// Texts of tokens: asked once, kept, and asked again after a failure.
import { describe, expect, it } from 'vitest'
import { TokenTexts } from '../../../src-renderer/state/token-texts.svelte.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

describe('texts of tokens', () => {
  it('are asked of the engine once', async () => {
    const engine = windowEngine()
    const texts = new TokenTexts(engine)
    expect(texts.of('p', [3, 10])).toBeNull()
    await texts.ask('p', [3, 10])
    await texts.ask('p', [3, 10])
    expect(texts.of('p', [3, 10])?.tokens?.map(({ text }) => text)).toEqual(['nnn ', '\n'])
    expect(engine.calls.filter(({ name }) => name === 'models.tokens')).toHaveLength(1)
    expect(texts.of('q', [3, 10])).toBeNull()
  })

  it('tell what went wrong, and are asked again', async () => {
    const engine = windowEngine()
    const texts = new TokenTexts(engine)
    engine.enter('lost')
    await texts.ask('p', [1])
    expect(texts.of('p', [1])?.error?.code).toBe('engine-stopped')
    engine.enter('open')
    await texts.ask('p', [1])
    expect(texts.of('p', [1])?.error).toBeNull()
  })

  it('of many steps are forgotten one by one', async () => {
    const texts = new TokenTexts(windowEngine())
    for (let id = 0; id < 260; id++) await texts.ask('p', [id])
    expect(texts.of('p', [0])).toBeNull()
    expect(texts.of('p', [259])).not.toBeNull()
  })
})
