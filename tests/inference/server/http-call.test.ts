// Calls over real HTTP to a scripted server: what is tried again, what is not, and what a person is told.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { callJson } from '../../../src-main/inference/server/http-call.ts'
import { fewAtOnce } from '../../../src-main/inference/server/few-at-once.ts'
import { openRequestLane } from '../../../src-main/inference/server/request-lane.ts'
import type { RequestLane } from '../../../src-main/inference/server/request-lane.ts'
import { startModelServer } from '../../doubles/model-server.ts'
import type { ModelServer, ServerReply } from '../../doubles/model-server.ts'

const GOOD: ServerReply = { json: { good: true } }
const BUSY: ServerReply = { status: 503, json: { error: 'loading' } }

/** The pauses between tries, in milliseconds. No test waits for one; `paused` is called when it begins. */
const clock = vi.hoisted((): { pauses: number[]; paused: () => void } => ({ pauses: [], paused: () => undefined }))
vi.mock('node:timers/promises', () => ({
  setTimeout(milliseconds: number, _: undefined, { signal }: { signal: AbortSignal }) {
    clock.pauses.push(milliseconds)
    clock.paused()
    return signal.aborted ? Promise.reject(new Error('aborted')) : Promise.resolve()
  },
}))

let server: ModelServer | undefined
afterEach(async () => {
  vi.restoreAllMocks()
  Object.assign(clock, { pauses: [], paused: () => undefined })
  await server?.close()
  server = undefined
})

/** A server that gives these replies in order, the last one for ever; and a call to it. `came` is told of each try that is there. */
async function callTo(
  replies: ServerReply[],
  options: {
    timeout?: number
    idle?: number
    signal?: AbortSignal
    body?: object
    came?: (index: number) => void
    lane?: RequestLane
  } = {},
) {
  server = await startModelServer((_, index) => {
    options.came?.(index)
    return replies[Math.min(index, replies.length - 1)]!
  })
  const reply = z.object({ good: z.boolean() })
  return await callJson({ url: `${server.url}/it`, reply, signal: new AbortController().signal, ...options })
}

describe('callJson', () => {
  it('posts a body, and gets without one', async () => {
    expect(await callTo([GOOD], { body: { question: 'Wie groß?' } })).toEqual({ good: true })
    expect(server!.calls).toEqual([{ method: 'POST', path: '/it', body: { question: 'Wie groß?' } }])
    await server!.close()
    await callTo([GOOD])
    expect(server!.calls).toEqual([{ method: 'GET', path: '/it', body: null }])
  })

  it.each<[string, ServerReply[], number]>([
    ['status 503', [BUSY, GOOD], 2],
    ['status 429, then 500', [{ status: 429, text: '' }, { status: 500, text: '' }, GOOD], 3],
    ['a broken connection', ['reset', GOOD], 2],
  ])('tries again after %s', async (_, replies, calls) => {
    expect(await callTo(replies)).toEqual({ good: true })
    expect(server!.calls).toHaveLength(calls)
  })

  it('tries again after a time-out, and says so when there is no end of it', async () => {
    // The time of a try is over when the server has it.
    const limits: AbortController[] = []
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      limits.push(new AbortController())
      return limits.at(-1)!.signal
    })
    const over = () => limits.at(-1)!.abort()
    expect(await callTo(['silence', GOOD], { came: (index) => index === 0 && over() })).toEqual({ good: true })
    expect([server!.calls.length, limits.length]).toEqual([2, 2])
    await server!.close()
    await expect(callTo(['silence'], { timeout: 50, came: over })).rejects.toMatchObject({
      report: {
        code: 'server-unreachable',
        message: expect.stringMatching(/did not answer within 0.05 seconds/) as string,
      },
    })
    expect(server!.calls).toHaveLength(4)
    expect(timeout.mock.calls.flat()).toEqual([120_000, 120_000, 50, 50, 50, 50])
  })

  it('gives up after four tries, with growing pauses between them', async () => {
    await expect(callTo([BUSY])).rejects.toMatchObject({
      report: { code: 'server-failed', message: expect.stringMatching(/status 503: loading\.$/) as string },
    })
    expect(server!.calls).toHaveLength(4)
    expect(clock.pauses).toEqual([250, 500, 1000])
  })

  it('waits on a lane for a server that is busy or loads its model, as it wants to be asked, and sends it less', async () => {
    const lane = openRequestLane({ start: 10, most: 10 })
    const wishes = [3, 0, 3600].map((retryAfter): ServerReply => ({ status: 429, text: '', retryAfter }))
    const busy: ServerReply[] = [...wishes, ...Array.from({ length: 6 }, () => BUSY)]
    expect(await callTo([...busy, GOOD], { lane })).toEqual({ good: true })
    expect(server!.calls).toHaveLength(10)
    expect(clock.pauses).toEqual([3000, 250, 60_000, 2000, 4000, 8000, 8000, 8000, 8000])
    expect(lane.load).toMatchObject({ running: 0, waiting: 0, limit: 8 })
    await server!.close()
    // Ten minutes of pauses, then four tries as of any other failure.
    await expect(callTo([BUSY], { lane })).rejects.toMatchObject({ report: { code: 'server-failed' } })
    expect(clock.pauses.slice(9).reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(600_000)
    await server!.close()
    const failing = callTo([{ status: 500, text: '' }], { lane })
    await expect(failing).rejects.toMatchObject({ report: { code: 'server-failed' } })
    expect(server!.calls).toHaveLength(4)
  })

  it('gives a try on a lane its time anew as long as anything comes from the server', async () => {
    const silences = [0, 40, 50, 1e9]
    const lane = { ...openRequestLane({ start: 1, most: 1 }), silence: () => silences.shift() ?? 1e9 }
    await expect(callTo(['silence'], { lane, timeout: 50 })).rejects.toMatchObject({
      report: { message: expect.stringMatching(/did not answer within 0.05 seconds/) as string },
    })
    expect(silences).toEqual([])
  })

  it('leaves no clock behind on a lane when it has been answered', async () => {
    const silence = vi.fn(() => 0)
    await callTo([GOOD], { lane: { ...openRequestLane({ start: 1, most: 1 }), silence }, timeout: 20 })
    const asked = silence.mock.calls.length
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(silence).toHaveBeenCalledTimes(asked)
  })

  it.each<[string, ServerReply, RegExp]>([
    [
      'a refusal',
      { status: 400, json: { error: 'The prompt is\n too long' } },
      /status 400: The prompt is too long\.$/,
    ],
    ['a refusal in other words', { status: 400, text: 'Printer 7, tray 2' }, /status 400\.$/],
    [
      'a redirect',
      { status: 307, text: '', location: 'http://example.org/it' },
      /elsewhere, at http:\/\/example\.org\/it/,
    ],
    ['what is not JSON', { text: '{"good": tr' }, /not JSON/],
    ['another form', { json: { good: 'yes' } }, /form that Espalier does not know \(it lies in “good”\)\.$/],
    ['another form as a whole', { json: 7 }, /form that Espalier does not know\.$/],
    ['a page', { text: '<!doctype html><title>502</title>' }, /answered with a web page/],
    [
      'an error that comes with status 200',
      { json: { error: { message: 'The queue\nis full.' } } },
      /with an error: The queue is full\.$/,
    ],
    [
      'the words of vLLM',
      { status: 400, json: { error: { message: 'Too long', code: 400 } } },
      /status 400: Too long\.$/,
    ],
    [
      'the words of older vLLM',
      { status: 400, json: { object: 'error', message: 'Too long' } },
      /status 400: Too long\.$/,
    ],
    ['the words of FastAPI', { status: 404, json: { detail: 'Not Found' } }, /status 404: Not Found\.$/],
    ['a long text', { status: 400, json: { error: 'word '.repeat(500) } }, /^.{300,400}…\.$/],
  ])('does not repeat %s, and tells it', async (_, reply, message) => {
    const failed = expect(callTo([reply])).rejects
    await failed.toMatchObject({ report: { code: 'server-failed', message: expect.stringMatching(message) as string } })
    expect(server!.calls).toHaveLength(1)
  })

  it('tells no key that a server repeats', async () => {
    const error = 'Wrong key sk-proj-0123456789abcdef, hf_abcdefghijklmnop; Authorization: Bearer abc.def'
    const failure = await callTo([{ status: 401, json: { error } }]).catch((error: unknown) => error)
    expect(failure).toMatchObject({ report: { message: expect.stringContaining('Wrong key …, …;') as string } })
    expect(JSON.stringify(failure)).not.toMatch(/0123|abcdef|abc\.def/)
  })

  // At a wrong address may be anything, also what only this machine reaches.
  it.each<[string, ServerReply]>([
    ['a refusal', { status: 403, text: 'intranet-secret' }],
    ['a fault', { status: 404, json: { page: 'intranet-secret' } }],
    ['a page', { text: '<!doctype html><title>intranet-secret</title>' }],
    ['what is not JSON', { text: 'intranet-secret' }],
    ['another form', { json: { title: 'intranet-secret', good: 1 } }],
  ])('tells nothing of the body of %s', async (_, reply) => {
    const failure: unknown = await callTo([reply]).catch((error: unknown) => error)
    expect(failure).toMatchObject({ report: { code: 'server-failed' } })
    expect(JSON.stringify(failure)).not.toContain('secret')
  })

  it('reads no reply without an end', async () => {
    const failed = expect(callTo([{ begins: '[0.125, ', then: 'endless' }])).rejects
    await failed.toMatchObject({
      report: { code: 'server-failed', message: expect.stringMatching(/sent more than 8 MB in one reply/) as string },
    })
    await expect.poll(() => server!.dropped).toBe(1)
    expect(server!.calls).toHaveLength(1)
    // What lies in the buffers of the connection comes on top.
    expect(server!.poured).toBeLessThan(64 * 2 ** 20)
  })

  it.each<[string, ServerReply, RegExp]>([
    ['stops', { begins: '{"good": ', then: 'silence' }, /stopped in the middle of its reply for 0\.05 seconds/],
    ['breaks off', { begins: '{"good": ', then: 'reset' }, /broke off its reply \((UND_ERR_SOCKET|ECONNRESET)\)/],
  ])('tries again where a reply %s, and says so when there is no end of it', async (_, reply, message) => {
    expect(await callTo([reply, GOOD], { idle: 50 })).toEqual({ good: true })
    expect(server!.calls).toHaveLength(2)
    await server!.close()
    await expect(callTo([reply], { idle: 50 })).rejects.toMatchObject({
      report: { code: 'server-unreachable', message: expect.stringMatching(message) as string },
    })
    expect(server!.calls).toHaveLength(4)
  })

  it('names a server that is not there, at once', async () => {
    server = await startModelServer(() => GOOD)
    const { url } = server
    await server.close()
    const tries = vi.spyOn(globalThis, 'fetch')
    const call = callJson({ url, reply: z.unknown(), signal: new AbortController().signal })
    await expect(call).rejects.toMatchObject({
      report: {
        code: 'server-unreachable',
        message: expect.stringMatching(/cannot be reached \(ECONNREFUSED\)/) as string,
      },
    })
    expect(tries).toHaveBeenCalledOnce()
  })

  it('stops in the middle of a request with the reason of the signal', async () => {
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(new AbortController().signal)
    const abort = new AbortController()
    const stop = () => abort.abort(new Error('enough'))
    await expect(callTo(['silence'], { signal: abort.signal, came: stop })).rejects.toThrow('enough')
    await expect.poll(() => server!.dropped).toBe(1)
    expect([server!.calls.length, clock.pauses]).toEqual([1, []])
  })

  it('stops in the middle of a pause with the reason of the signal', async () => {
    const abort = new AbortController()
    clock.paused = () => abort.abort(new Error('enough'))
    await expect(callTo([BUSY], { signal: abort.signal })).rejects.toThrow('enough')
    expect([server!.calls.length, server!.dropped, clock.pauses]).toEqual([1, 0, [250]])
  })
})

describe('fewAtOnce', () => {
  const signal = new AbortController().signal

  it('keeps the order and the limit', async () => {
    let now = 0
    let most = 0
    const doubled = await fewAtOnce([5, 1, 4, 2, 3], { limit: 2, signal }, async (item) => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, item))
      now--
      return item * 2
    })
    expect([doubled, most]).toEqual([[10, 2, 8, 4, 6], 2])
  })

  it('stops the others at the first failure, and begins none any more', async () => {
    const begun: number[] = []
    const stopped: number[] = []
    const jobs = fewAtOnce([1, 2, 3, 4], { limit: 2, signal }, (item, stop) => {
      begun.push(item)
      if (item === 2) return Promise.reject(new Error('two'))
      return new Promise((_, reject) =>
        stop.addEventListener('abort', () => {
          stopped.push(item)
          reject(new Error('stopped'))
        }),
      )
    })
    await expect(jobs).rejects.toThrow('two')
    expect([begun, stopped]).toEqual([[1, 2], [1]])
  })
})
