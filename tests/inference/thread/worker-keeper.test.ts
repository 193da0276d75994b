// Threads that answer, ask back, crash and end; each is a few lines of its own.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { keepWorker, REST_AFTER, startWorker } from '../../../src-main/inference/thread/worker-keeper.ts'
import type { KeptWorker, WorkerEnd } from '../../../src-main/inference/thread/worker-keeper.ts'

type Table = { echo: (value: string) => string; ask: (value: null) => string; crash: (value: null) => never }
type Asked = { name: (value: null) => string }
type Told = { begun: number }

/** A thread of the table; it counts its starts by nothing but its own memory, so each thread begins at one. */
const ENTRY = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads'
    const channel = await import(${JSON.stringify(new URL('../../../src-main/contract/channel.ts', import.meta.url).href)})
    const { threadPort } = await import(${JSON.stringify(new URL('../../../src-main/inference/thread/thread-port.ts', import.meta.url).href)})
    const owner = channel.openChannel(threadPort(parentPort, { staying: true }), {
      echo: (value) => value,
      ask: async () => 'I am ' + (await owner.call('name', null)),
      crash: () => { setImmediate(() => { throw new Error('a stray error') }); return new Promise(() => undefined) },
    })
    owner.post('begun', 1)
  `)}`,
)

const options = {
  entry: ENTRY,
  name: 'test',
  answers: { name: () => 'Ada' },
  lost: ({ details }: WorkerEnd) => ({ code: 'engine-stopped' as const, message: 'Lost.', advice: '', details }),
}

let open: KeptWorker<Table, Told>[] = []
afterEach(async () => {
  await Promise.all(open.map((worker) => worker.terminate()))
  open = []
})

function started(): KeptWorker<Table, Told> {
  const worker = startWorker<Table, Asked, Told>(options)
  open.push(worker)
  return worker
}

describe('a thread', () => {
  it('answers, and asks its owner', async () => {
    const { channel } = started()
    expect(await channel.call('echo', 'hello')).toBe('hello')
    expect(await channel.call('ask', null)).toBe('I am Ada')
  })

  it('that crashes tells who waits, and how it ended', async () => {
    const worker = started()
    const waiting = worker.channel.call('crash', null)
    await expect(waiting).rejects.toMatchObject({
      report: { message: 'Lost.', details: expect.stringContaining('a stray error') as string },
    })
    expect(await worker.ended).toMatchObject({ code: 1, details: expect.stringContaining('a stray error') as string })
    await expect(worker.channel.call('echo', 'late')).rejects.toThrow('Lost.')
  })
})

describe('a kept thread', () => {
  it('starts when it is needed, and again after its end', async () => {
    const heard: string[] = []
    const keeper = keepWorker<Table, Asked, Told>({
      ...options,
      started: ({ channel }) => void channel.listen('begun', () => heard.push('begun')),
      ended: ({ code }) => heard.push(`ended with ${code}`),
    })
    expect(keeper.running).toBeNull()
    const first = keeper.worker()
    expect(keeper.worker()).toBe(first)
    await expect(first.channel.call('crash', null)).rejects.toThrow('Lost.')
    await first.ended
    expect(keeper.running).toBeNull()
    expect(await keeper.worker().channel.call('echo', 'again')).toBe('again')
    await keeper.terminate()
    expect(keeper.running).toBeNull()
    expect(heard).toEqual(['begun', 'ended with 1', 'begun', 'ended with 1'])
  })
  it('starts none after it was closed', async () => {
    const keeper = keepWorker<Table, Asked, Told>(options)
    const { ended } = keeper.worker()
    await keeper.close()
    await ended
    expect(keeper.running).toBeNull()
    expect(() => keeper.worker()).toThrow('Espalier is closing.')
  })
  it('ends where nobody needs it for some minutes, and starts again when it is needed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const keeper = keepWorker<Table, Asked, Told>(options)
      const first = keeper.worker()
      keeper.rest()
      vi.advanceTimersByTime(REST_AFTER - 1)
      // It is needed again: the rest is over.
      expect(keeper.worker()).toBe(first)
      vi.advanceTimersByTime(2 * REST_AFTER)
      expect(keeper.running).toBe(first)
      keeper.rest()
      vi.advanceTimersByTime(REST_AFTER)
      expect(keeper.running).toBeNull()
      await first.ended
      const second = keeper.worker()
      expect(second).not.toBe(first)
      expect(await second.channel.call('echo', 'again')).toBe('again')
      await keeper.terminate()
    } finally {
      vi.useRealTimers()
    }
  })
})
