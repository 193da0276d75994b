// The files for CUDA: what is offered, what is downloaded, and that nothing is left of what went wrong. The feed is a server of
// this test's own; no other is asked.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import onnxRuntime from 'onnxruntime-node/package.json' with { type: 'json' }
import { reportOf } from '../../../src-main/contract/errors.ts'
import { createCudaDownloads } from '../../../src-main/engine/device/cuda-download.ts'
import { cudaSource, findCudaPackage } from '../../../src-main/inference/device/cuda-feed.ts'
import { LIBRARY, openFeed } from '../../doubles/package-feed.ts'
import type { Feed, FeedOptions } from '../../doubles/package-feed.ts'

let folder: string
let feed: Feed
let installed: boolean
let changes: number
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-cuda-'))
  ;[installed, changes] = [false, 0]
})
afterEach(async () => {
  await feed.close()
  await rm(folder, { recursive: true })
})

type Agreed = Parameters<typeof createCudaDownloads>[0]['agreed']
async function downloads(options: FeedOptions = {}, place = folder, agreed: Agreed = () => Promise.resolve(true)) {
  feed = await openFeed(options)
  return createCudaDownloads({
    place: () => ({ path: join(place, 'libcuda_part.so'), installed }),
    agreed,
    changed: () => changes++,
    source: feed.source,
  })
}

/** The report of what a promise rejects with. */
const fault = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => reportOf(error),
  )

describe('the files for CUDA', () => {
  it('are described by their feed before anything of them is fetched', async () => {
    const cuda = await downloads()
    expect(cuda.state()).toEqual({ offer: null, received: null, command: null })
    expect(feed.asked).toEqual([])
    const { sha512, bytes } = feed
    expect(await cuda.offer()).toEqual({ name: 'Some.Package', version: '1.2.3', bytes, sha512 })
    expect(feed.asked).toEqual(['/index.json', '/registration/some.package/1.2.3.json', '/entry'])
    expect([await readdir(folder), cuda.state()?.received]).toEqual([[], null])
  })

  it('are put to where they belong, those that are wanted alone', async () => {
    const cuda = await downloads()
    const { sha512 } = await cuda.offer()
    await cuda.get(sha512)
    expect((await readdir(folder)).sort()).toEqual(['libcuda_part.so', 'libshared_part.so'])
    expect(await readFile(join(folder, 'libcuda_part.so'))).toEqual(LIBRARY)
    expect(changes).toBeGreaterThan(1)
    installed = true
    expect(cuda.state()).toBeNull()
    expect((await fault(cuda.offer()))?.code).toBe('not-found')
  })

  it('are fetched under the checksum that was agreed to only', async () => {
    const cuda = await downloads()
    expect((await fault(cuda.get(feed.sha512)))?.code).toBe('not-found')
    await cuda.offer()
    expect((await fault(cuda.get('0'.repeat(128))))?.code).toBe('not-found')
    expect(feed.asked).not.toContain('/package')
  })

  it('are fetched when a person agrees to what was offered, and not before', async () => {
    const answers = [false, true]
    const asked: unknown[] = []
    const cuda = await downloads({}, folder, (offer) => {
      asked.push(offer)
      return Promise.resolve(answers.shift()!)
    })
    const offer = await cuda.offer()
    expect((await fault(cuda.get(offer.sha512)))?.code).toBe('engine-stopped')
    expect([asked, feed.asked.includes('/package')]).toEqual([[offer], false])
    await cuda.get(offer.sha512)
    expect(asked).toEqual([offer, offer])
    expect(feed.asked).toContain('/package')
  })

  it('are not fetched where nobody can be asked, and it is said how else', async () => {
    const cuda = await downloads({}, folder, null)
    const { sha512 } = await cuda.offer()
    expect(cuda.state()?.command).toBe('espalier devices --get-cuda')
    const report = await fault(cuda.get(sha512))
    expect([report?.code, report?.advice]).toEqual([
      'bad-input',
      expect.stringContaining('espalier devices --get-cuda'),
    ])
    expect(feed.asked).not.toContain('/package')
  })

  const hash = Buffer.alloc(64, 7).toString('base64')
  it.each<[string, FeedOptions]>([
    ['has another checksum', { hash }],
    ['is longer than was said', { size: 100 }],
    ['lacks a file', { held: { 'native/libcuda_part.so': LIBRARY } }],
  ])('are not installed from a package that %s', async (_, options) => {
    const cuda = await downloads(options)
    const { sha512 } = await cuda.offer()
    const report = await fault(cuda.get(sha512))
    expect(report?.code).toBe('server-failed')
    expect(report?.message).toContain('nothing was installed')
    expect([await readdir(folder), cuda.state()?.received]).toEqual([[], null])
  })

  it('leave nothing behind when their download is stopped', async () => {
    const cuda = await downloads({ stalls: true })
    const { sha512 } = await cuda.offer()
    const got = fault(cuda.get(sha512))
    await expect.poll(() => cuda.state()?.received).toBeGreaterThan(0)
    await cuda.stop()
    expect((await got)?.code).toBe('engine-stopped')
    expect([await readdir(folder), cuda.state()?.received]).toEqual([[], null])
  })

  it('say so where their folder cannot be written, before the download', async () => {
    const cuda = await downloads({}, join(folder, 'absent'))
    const { sha512 } = await cuda.offer()
    expect((await fault(cuda.get(sha512)))?.code).toBe('store-failed')
    expect(feed.asked).not.toContain('/package')
  })

  it('say so where their feed does not answer, or with something else', async () => {
    feed = await openFeed()
    const { signal } = new AbortController()
    const absent = await fault(findCudaPackage({ ...feed.source, version: '9.9.9' }, signal))
    expect([absent?.code, absent?.message]).toEqual(['server-failed', expect.stringContaining('127.0.0.1')])
    await feed.close()
    expect((await fault(findCudaPackage(feed.source, signal)))?.code).toBe('server-unreachable')
  })

  it('are named by onnxruntime-node itself, for the platforms that have them', async () => {
    feed = await openFeed()
    const source = cudaSource('linux/x64')
    expect(source?.version).toBe(onnxRuntime.version)
    expect(Object.keys(source?.files ?? {}).sort()).toEqual([
      'libonnxruntime_providers_cuda.so',
      'libonnxruntime_providers_shared.so',
    ])
    expect(cudaSource('darwin/arm64')).toBeNull()
  })
})
