// Downloads as the window holds them: begun, paused, resumed, dropped, failed and finished.
import { describe, expect, it } from 'vitest'
import { Downloads } from '../../../src-renderer/state/downloads.svelte.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

const SMOL = 'HuggingFaceTB/SmolLM2-135M-Instruct'
const PRM = 'Skywork/Skywork-o1-Open-PRM-Qwen-2.5-1.5B'

async function downloadsOf() {
  const engine = windowEngine({ pace: 1 })
  const downloads = new Downloads(engine)
  await downloads.refresh()
  return { engine, downloads }
}

describe('the downloads of the window', () => {
  it('know the catalogue, and fetch nothing by themselves', async () => {
    const { downloads } = await downloadsOf()
    expect([downloads.hub, downloads.offers?.length, downloads.list]).toEqual(['https://hub.example', 3, []])
  })

  it('go on to their end, and another window sees them', async () => {
    const { downloads, engine } = await downloadsOf()
    const other = new Downloads(engine)
    expect(await downloads.start(SMOL)).toBe(true)
    expect(downloads.going.map(({ repository }) => repository)).toEqual([SMOL])
    await expect.poll(() => other.of(SMOL)?.state).toBe('done')
    expect(downloads.of(SMOL)).toMatchObject({ doneBytes: 271_000_000, bytesPerSecond: null })
    expect(downloads.going).toEqual([])
  })

  it('are paused, resumed and dropped', async () => {
    const { downloads } = await downloadsOf()
    await downloads.start(SMOL)
    const { id } = downloads.of(SMOL)!
    await downloads.pause(id)
    expect(downloads.of(SMOL)?.state).toBe('paused')
    await downloads.resume(id)
    expect(downloads.of(SMOL)?.state).toBe('running')
    await downloads.drop(id)
    expect(downloads.of(SMOL)).toBeNull()
  })

  it('keep their own error, and can go on after it', async () => {
    const { downloads } = await downloadsOf()
    await downloads.start(PRM)
    await expect.poll(() => downloads.of(PRM)?.state).toBe('failed')
    expect(downloads.of(PRM)?.error?.code).toBe('server-failed')
    await downloads.resume(downloads.of(PRM)!.id)
    await expect.poll(() => downloads.of(PRM)?.state).toBe('done')
  })

  it('say at which repository something went wrong, until the next try', async () => {
    const { downloads, engine } = await downloadsOf()
    expect(await downloads.start('nobody/gone')).toBe(false)
    expect(downloads.refused).toMatchObject({ of: 'nobody/gone', report: { code: 'not-found' } })
    expect(await downloads.start(SMOL)).toBe(true)
    expect(downloads.refused).toBeNull()
    engine.enter('lost')
    const { id } = downloads.of(SMOL)!
    await downloads.pause(id)
    expect(downloads.refused).toMatchObject({ of: id, report: { code: 'engine-stopped' } })
    await downloads.refresh()
    expect(downloads.refused?.of).toBe('')
    expect(downloads.offers).toHaveLength(3)
  })
})
