// Downloads over their life: paused, resumed, dropped, after a restart, beside another engine, and as models.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { deleteDownloadedModel, downloadedModels } from '../../../src-main/engine/hub/downloaded-models.ts'
import type { Fault, HubOptions } from '../../doubles/hub.ts'
import { fault, FILES, holds, ID, lying, openDesk, REPOSITORY, WEIGHTS } from './desk.ts'
import type { Desk } from './desk.ts'

let desk: Desk
afterEach(() => desk.close())

const HALF = 1_500_000
/** The first answer with weights stops in the middle, as a slow line seems to. */
const stalling = (then: (nth: number) => Fault | undefined = () => undefined): Partial<HubOptions> => ({
  fault: ({ server }, nth) => (server === 'store' ? (nth === 0 ? { stallAfter: HALF } : then(nth)) : undefined),
  largeFrom: 100_000,
})
const part = () => join(desk.folder, ID, 'model.safetensors.part')
const ranges = () => desk.hub.asked.flatMap(({ server, headers }) => (server === 'store' ? [headers.range] : []))

describe('a download', () => {
  it('puts a model’s files into a folder of their own, whole', async () => {
    desk = await openDesk()
    const begun = await desk.start()
    const { commit } = desk.hub
    const totalBytes = Object.values(FILES).reduce((sum, { length }) => sum + length, 0)
    expect(begun).toMatchObject({ id: ID, repository: REPOSITORY, revision: commit, totalBytes })
    expect(begun.place).toBe(join(desk.folder, ID))
    expect(await desk.settled()).toMatchObject({ state: 'done', doneBytes: totalBytes, bytesPerSecond: null })
    expect(holds(desk, FILES)).toBe(true)
    await expect.poll(() => desk.told.at(-1)?.[0]?.state).toBe('done')
    // All of one commit, whatever the branch becomes meanwhile.
    const fetched = desk.hub.asked.filter(({ path }) => path.includes('/resolve/'))
    expect(fetched.every(({ path }) => path.includes(`/resolve/${commit}/`))).toBe(true)
  })

  it('of an empty file is one', async () => {
    const files = { ...FILES, 'merges.txt': Buffer.alloc(0) }
    desk = await openDesk({ repositories: { [REPOSITORY]: files } })
    await desk.start()
    expect((await desk.settled()).state).toBe('done')
    expect(holds(desk, files)).toBe(true)
  })

  it('of a GGUF file has a folder of its own', async () => {
    const weights = Buffer.alloc(20_000, 'gguf')
    desk = await openDesk({ repositories: { [REPOSITORY]: { ...FILES, 'Q4/x.gguf': weights } } })
    const { id } = await desk.start('Q4/x.gguf')
    expect((await desk.settled(id)).state).toBe('done')
    expect(readFileSync(join(desk.folder, id, 'Q4', 'x.gguf'))).toEqual(weights)
    expect(lying(desk)).toEqual([])
    expect(downloadedModels(desk.folder)).toMatchObject([{ id, place: join(desk.folder, id, 'Q4', 'x.gguf') }])
  })

  it('that is asked for twice is one', async () => {
    desk = await openDesk(stalling())
    const [one, other] = await Promise.all([desk.start(), desk.start(null, 'some/model')])
    expect(one.id).toBe(other.id)
    await desk.hasReceived(HALF / 2)
    await desk.start()
    expect(ranges().length).toBe(1)
  })

  it('asks for the files of another commit alone that have changed', async () => {
    desk = await openDesk()
    await desk.start()
    await desk.settled()
    const config = Buffer.from('{"other":true}')
    desk.hub.commit = 'c'.repeat(40)
    desk.hub.repositories[REPOSITORY] = { 'config.json': config, 'model.safetensors': WEIGHTS }
    desk.hub.asked.length = 0
    expect((await desk.start()).revision).toBe(desk.hub.commit)
    expect((await desk.settled()).state).toBe('done')
    expect(holds(desk, { 'config.json': config, 'model.safetensors': WEIGHTS })).toBe(true)
    const fetched = desk.hub.asked.filter(({ path }) => path.includes('/resolve/'))
    expect(fetched.map(({ path }) => path.split('/').at(-1))).toEqual(['config.json'])
  })
})

describe('a paused download', () => {
  it('goes on where it was', async () => {
    desk = await openDesk(stalling())
    await desk.start()
    await desk.hasReceived(HALF / 2)
    await desk.calls['hub.pause']({ id: ID })
    const { state, doneBytes, totalBytes } = await desk.settled()
    const { size } = statSync(part())
    expect([state, totalBytes - doneBytes]).toEqual(['paused', WEIGHTS.length - size])
    await desk.calls['hub.resume']({ id: ID })
    expect(await desk.settled()).toMatchObject({ state: 'done' })
    expect(ranges()).toEqual([undefined, `bytes=${size}-`])
    expect(holds(desk, FILES)).toBe(true)
  })

  it('can be paused again, and resumed when it is done', async () => {
    desk = await openDesk(stalling())
    await desk.start()
    await desk.hasReceived(HALF / 2)
    await desk.calls['hub.pause']({ id: ID })
    await desk.calls['hub.pause']({ id: ID })
    await desk.calls['hub.resume']({ id: ID })
    await desk.settled()
    await desk.calls['hub.pause']({ id: ID })
    await desk.calls['hub.resume']({ id: ID })
    expect((await desk.settled()).state).toBe('done')
  })

  it('does not go on where the disk is full', async () => {
    let free = 1e12
    desk = await openDesk(stalling(), { freeBytes: () => Promise.resolve(free) })
    await desk.start()
    await desk.calls['hub.pause']({ id: ID })
    free = 1000
    expect(await fault(desk.calls['hub.resume']({ id: ID }) as Promise<unknown>)).toMatchObject({
      code: 'store-failed',
    })
    expect((await desk.settled()).state).toBe('paused')
  })
})

describe('a restart', () => {
  it('finds a download paused, and goes on with it', async () => {
    desk = await openDesk(stalling())
    await desk.start()
    await desk.hasReceived(HALF / 2)
    await desk.restart()
    expect(await desk.settled()).toMatchObject({ state: 'paused', error: null })
    const { size } = statSync(part())
    expect(size).toBeGreaterThan(0)
    await desk.calls['hub.resume']({ id: ID })
    expect((await desk.settled()).state).toBe('done')
    expect(ranges()).toEqual([undefined, `bytes=${size}-`])
    expect(holds(desk, FILES)).toBe(true)
  })

  it('after the process has died finds it paused, too', async () => {
    desk = await openDesk(stalling())
    await desk.start()
    await desk.hasReceived(HALF / 2)
    await desk.restart()
    const path = join(desk.folder, 'records', `${ID}.json`)
    const record = JSON.parse(readFileSync(path, 'utf8')) as object
    writeFileSync(path, JSON.stringify({ ...record, state: 'running' }))
    expect((await desk.calls['hub.downloads']({})).downloads).toMatchObject([{ id: ID, state: 'paused' }])
  })

  it('takes a part file that was damaged meanwhile for no good one', async () => {
    desk = await openDesk(stalling())
    await desk.start()
    await desk.hasReceived(HALF / 2)
    await desk.restart()
    const bytes = readFileSync(part())
    bytes[1000]! ^= 1
    writeFileSync(part(), bytes)
    await desk.calls['hub.resume']({ id: ID })
    expect((await desk.settled()).state).toBe('done')
    expect(holds(desk, FILES)).toBe(true)
  })

  it.each<[string, (part: string) => void]>([
    ['is longer than the file', (path) => writeFileSync(path, Buffer.concat([WEIGHTS, WEIGHTS]))],
    ['is whole already', (path) => writeFileSync(path, WEIGHTS)],
    ['is as long as the file, and another', (path) => writeFileSync(path, Buffer.alloc(WEIGHTS.length))],
    ['is empty', (path) => writeFileSync(path, '')],
  ])('takes a part file that %s as it is', async (_, change) => {
    desk = await openDesk(stalling())
    await desk.start()
    await desk.hasReceived(HALF / 2)
    await desk.restart()
    change(part())
    await desk.calls['hub.resume']({ id: ID })
    expect((await desk.settled()).state).toBe('done')
    expect(holds(desk, FILES)).toBe(true)
  })

  it('after which the record is broken checks what is there by its content', async () => {
    desk = await openDesk()
    await desk.start()
    await desk.settled()
    await desk.restart()
    writeFileSync(join(desk.folder, 'records', `${ID}.json`), '{"id":')
    writeFileSync(join(desk.folder, ID, 'config.json'), Buffer.alloc(FILES['config.json']!.length))
    expect(await desk.calls['hub.downloads']({})).toEqual({ downloads: [] })
    desk.hub.asked.length = 0
    await desk.start()
    expect((await desk.settled()).state).toBe('done')
    expect(holds(desk, FILES)).toBe(true)
    const fetched = desk.hub.asked.filter(({ path }) => path.includes('/resolve/'))
    expect(fetched.map(({ path }) => path.split('/').at(-1))).toEqual(['config.json'])
  })

  it('fetches again what was deleted by hand', async () => {
    desk = await openDesk()
    await desk.start()
    await desk.settled()
    writeFileSync(join(desk.folder, ID, 'model.safetensors'), 'short')
    await desk.start()
    expect((await desk.settled()).state).toBe('done')
    expect(holds(desk, FILES)).toBe(true)
  })
})

describe('a dropped download', () => {
  it('leaves nothing, and can be begun anew', async () => {
    desk = await openDesk(stalling())
    await desk.start()
    await desk.hasReceived(HALF / 2)
    expect(await desk.calls['hub.drop']({ id: ID })).toEqual({ downloads: [] })
    expect(existsSync(join(desk.folder, ID))).toBe(false)
    await desk.start()
    expect((await desk.settled()).state).toBe('done')
    expect(ranges()).toEqual([undefined, undefined])
  })

  it('that was finished stays a model, until it is deleted', async () => {
    desk = await openDesk()
    await desk.start()
    await desk.settled()
    expect(await desk.calls['hub.drop']({ id: ID })).toEqual({ downloads: [] })
    expect(holds(desk, FILES)).toBe(true)
    expect(downloadedModels(desk.folder).map(({ id }) => id)).toEqual([ID])
    deleteDownloadedModel(desk.folder, ID)
    expect([downloadedModels(desk.folder), lying(desk)]).toEqual([[], []])
  })

  it('must be there', async () => {
    desk = await openDesk()
    for (const call of ['hub.drop', 'hub.pause', 'hub.resume'] as const) {
      const missing = Promise.resolve().then(() => desk.calls[call]({ id: '../../etc' }))
      expect(await fault(missing)).toMatchObject({ code: 'not-found' })
    }
  })
})

describe('two engines on one data folder', () => {
  it('see the same downloads, and one alone goes on with each', async () => {
    desk = await openDesk(stalling())
    await desk.start()
    await desk.hasReceived(HALF / 2)
    const { calls } = desk.neighbour()
    expect((await calls['hub.downloads']({})).downloads).toMatchObject([{ id: ID, state: 'running' }])
    const asked = [
      () => calls['hub.start']({ repository: REPOSITORY, revision: 'main', file: null }),
      () => calls['hub.resume']({ id: ID }),
      () => calls['hub.pause']({ id: ID }),
      () => calls['hub.drop']({ id: ID }),
    ]
    for (const ask of asked) {
      const report = await fault(Promise.resolve().then(ask))
      expect(report).toMatchObject({ code: 'bad-input' })
      expect(report?.message).toContain('Another')
    }
    await desk.calls['hub.pause']({ id: ID })
    expect((await calls['hub.downloads']({})).downloads).toMatchObject([{ state: 'paused' }])
    await calls['hub.resume']({ id: ID })
    expect((await desk.settled()).state).toBe('done')
    expect(holds(desk, FILES)).toBe(true)
  })
})

describe('finished downloads', () => {
  it('alone are models', async () => {
    desk = await openDesk(stalling())
    await desk.start()
    await desk.hasReceived(HALF / 2)
    expect(downloadedModels(desk.folder)).toEqual([])
    await desk.calls['hub.pause']({ id: ID })
    expect(downloadedModels(desk.folder)).toEqual([])
    await desk.calls['hub.resume']({ id: ID })
    const { totalBytes } = await desk.settled()
    expect(downloadedModels(desk.folder)).toEqual([
      { id: ID, repository: REPOSITORY, revision: desk.hub.commit, place: join(desk.folder, ID), bytes: totalBytes },
    ])
    expect(downloadedModels(null)).toEqual([])
  })
})

it('nothing is downloaded where nothing is kept, or nothing can be', async () => {
  desk = await openDesk()
  const ask = { repository: REPOSITORY, revision: 'main', file: null }
  const memory = desk.neighbour({ folder: null }).calls
  expect(await fault(Promise.resolve(memory['hub.start'](ask)))).toMatchObject({ code: 'store-failed' })
  expect(await memory['hub.downloads']({})).toEqual({ downloads: [] })
  const file = join(desk.folder, 'file')
  writeFileSync(file, '')
  const closed = desk.neighbour({ folder: join(file, 'downloads') }).calls
  expect(await fault(Promise.resolve(closed['hub.start'](ask)))).toMatchObject({ code: 'store-failed' })
})

it('a file that cannot be written to its place is told', async () => {
  desk = await openDesk()
  mkdirSync(join(desk.folder, ID, 'config.json', 'in the way'), { recursive: true })
  await desk.start()
  expect(await desk.settled()).toMatchObject({ state: 'failed', error: { code: 'store-failed' } })
})
