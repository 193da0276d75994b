// What hubs do wrong: each fault is survived or told in a sentence, and no file is ever taken for whole that is not.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Fault, HubOptions } from '../../doubles/hub.ts'
import type { HubOptions as CallOptions } from '../../../src-main/engine/hub/hub-calls.ts'
import { fault, FILES, holds, lying, openDesk, WEIGHTS } from './desk.ts'
import type { Desk } from './desk.ts'

let desk: Desk
afterEach(() => desk.close())

type Wrong = (nth: number) => Fault | undefined

/** Something goes wrong with the file of the weights. */
const onWeights = (wrong: Wrong): Partial<HubOptions> => ({
  fault: ({ server }, nth) => (server === 'store' ? wrong(nth) : undefined),
  // Of the files only the weights are large.
  largeFrom: 100_000,
})
const first =
  (wrong: Fault): Wrong =>
  (nth) =>
    nth === 0 ? wrong : undefined
const damaged = Buffer.from(WEIGHTS)
damaged[1_000_000]! ^= 1

/** The first byte of a range that was asked for. */
const beginningOf = (range: string | undefined) => Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1])
/** A broken connection takes its last parts with it. */
const about = (bytes: number) => ({ asymmetricMatch: (at: unknown) => Number(at) > bytes / 2 && Number(at) <= bytes })

describe('a download that goes on', () => {
  it.each<[string, Wrong]>([
    ['a connection that breaks in the middle', first({ cutAfter: 1_000_000 })],
    ['one that breaks before the first byte', first({ cutAfter: 0 })],
    ['one that breaks many times, each further on', (nth) => (nth < 9 ? { cutAfter: 300_000 } : undefined)],
    ['an answer without a length that ends early', first({ chunked: true, content: WEIGHTS.subarray(0, 700_000) })],
    ['a busy server', first({ status: 503 })],
    ['a server that asks to wait', first({ status: 429, headers: { 'retry-after': '0' } })],
    ['an old address of the server that has the file', first({ status: 403 })],
    ['ranges that are not known', (nth) => (nth === 0 ? { cutAfter: 1_000_000 } : { ignoresRange: true })],
    ['a file that comes damaged once', first({ content: damaged })],
    ['a file that comes damaged after a break', (nth) => [{ cutAfter: 900_000 }, { content: damaged }][nth]],
  ])('after %s', async (_, wrong) => {
    desk = await openDesk(onWeights(wrong))
    await desk.start()
    const { state, error, doneBytes, totalBytes } = await desk.settled()
    expect([state, error, doneBytes]).toEqual(['done', null, totalBytes])
    expect(holds(desk, FILES)).toBe(true)
  })

  it('fetches only what is missing', async () => {
    desk = await openDesk(onWeights(first({ cutAfter: 1_000_000 })))
    await desk.start()
    await desk.settled()
    const ranges = desk.hub.asked.filter(({ server }) => server === 'store').map(({ headers }) => headers.range)
    expect([ranges.length, ranges[0], beginningOf(ranges[1])]).toEqual([2, undefined, about(1_000_000)])
  })

  it('begins anew where the content has changed meanwhile', async () => {
    // No checksum tells that the old content’s beginning does not fit to the new one’s end.
    desk = await openDesk({
      largeFrom: 100_000,
      listed: (path) => (path.endsWith('.safetensors') ? { oid: 'none' } : undefined),
      fault: ({ server, path }, nth) => {
        if (server === 'hub' && path.endsWith('.safetensors')) return { etag: nth === 0 ? '"old"' : '"new"' }
        return server === 'store' && nth === 0 ? { content: damaged, cutAfter: 2_000_000 } : undefined
      },
    })
    await desk.start()
    expect(await desk.settled()).toMatchObject({ state: 'done' })
    const ranges = desk.hub.asked.filter(({ server }) => server === 'store').map(({ headers }) => headers.range)
    expect([ranges[0], beginningOf(ranges[1]), ranges[2]]).toEqual([undefined, about(2_000_000), undefined])
    expect(holds(desk, FILES)).toBe(true)
  })

  it('says meanwhile that a file came damaged', async () => {
    desk = await openDesk(onWeights((nth) => (nth === 0 ? { content: damaged } : { stallAfter: 1_000_000 })))
    await desk.start()
    await expect.poll(() => desk.told.at(-1)?.[0]?.error?.message).toMatch(/fetched once more/)
    expect(desk.told.at(-1)?.[0]?.state).toBe('running')
  })
})

describe('a download that fails', () => {
  const always =
    (wrong: Fault): Wrong =>
    () =>
      wrong
  const brief: Partial<CallOptions> = { silence: { answer: 300, idle: 300 } }

  it.each<[string, Wrong, string, RegExp, 'part' | 'no part', Partial<CallOptions>?]>([
    ['wrong content, twice', always({ content: damaged }), 'server-failed', /damaged .* second time/, 'no part'],
    [
      'more than was listed',
      always({ content: Buffer.concat([WEIGHTS, WEIGHTS]) }),
      'server-failed',
      /3000000 bytes and sends 6000000/,
      'no part',
    ],
    [
      'more than was listed, without saying so',
      always({ content: Buffer.concat([WEIGHTS, WEIGHTS]), chunked: true }),
      'server-failed',
      /sends more/,
      'no part',
    ],
    [
      'less than was listed',
      always({ content: WEIGHTS.subarray(0, 10_000) }),
      'server-failed',
      /sends 10000/,
      'no part',
    ],
    [
      'less than was listed, without saying so',
      always({ content: WEIGHTS.subarray(0, 1_000_000), chunked: true }),
      'server-failed',
      /sends 1000000/,
      'part',
    ],
    [
      'a break at the same place again and again',
      (nth) => ({ cutAfter: nth === 0 ? 500_000 : 0 }),
      'server-unreachable',
      /broke off/,
      'part',
    ],
    [
      'breaks, and no ranges',
      always({ cutAfter: 500_000, ignoresRange: true }),
      'server-failed',
      /never goes on/,
      'part',
    ],
    ['a server that never recovers', always({ status: 500 }), 'server-failed', /status 500/, 'no part'],
    [
      'a redirect without an end',
      always({ status: 302, headers: { location: '/again' } }),
      'server-failed',
      /without an end/,
      'no part',
    ],
    [
      'a redirect to no web address',
      always({ status: 302, headers: { location: 'file:///etc/passwd' } }),
      'server-failed',
      /does not follow/,
      'no part',
    ],
    [
      'silence',
      always({ silent: true }),
      'server-unreachable',
      /did not answer/,
      'no part',
      { ...brief, tries: { count: 2, firstPause: 1 } },
    ],
    [
      'silence in the middle',
      (nth) => ({ stallAfter: nth === 0 ? 500_000 : 0 }),
      'server-unreachable',
      /sent nothing more/,
      'part',
      { ...brief, tries: { count: 2, firstPause: 1 } },
    ],
  ])('of %s says so', async (_, wrong, code, words, left, own = {}) => {
    desk = await openDesk(onWeights(wrong), own)
    await desk.start()
    const { state, error } = await desk.settled()
    expect([state, error?.code]).toEqual(['failed', code])
    expect(error?.message).toMatch(words)
    expect(error?.message).toContain('127.0.0.1')
    expect(existsSync(join(desk.folder, 'some--model', 'model.safetensors'))).toBe(false)
    expect(lying(desk).some((name) => name.endsWith('.part'))).toBe(left === 'part')
    expect(JSON.stringify(error)).not.toContain('signature')
  })

  it('waits as long as the hub asks, but can be paused meanwhile', async () => {
    // Longer than any test may take.
    desk = await openDesk(onWeights(() => ({ status: 429, headers: { 'retry-after': '900' } })))
    await desk.start()
    await expect.poll(() => desk.told.at(-1)?.[0]?.error?.message).toMatch(/fewer requests/)
    await desk.calls['hub.pause']({ id: 'some--model' })
    expect(await desk.settled()).toMatchObject({ state: 'paused', error: null })
  })

  it('can be resumed when the hub is well again', async () => {
    let isIll = true
    desk = await openDesk(onWeights((nth) => (isIll ? { cutAfter: nth === 0 ? 1_000_000 : 0 } : undefined)))
    await desk.start()
    expect((await desk.settled()).state).toBe('failed')
    isIll = false
    await desk.calls['hub.resume']({ id: 'some--model' })
    expect(await desk.settled()).toMatchObject({ state: 'done', error: null })
    expect(beginningOf(desk.hub.asked.at(-1)?.headers.range)).toEqual(about(1_000_000))
    expect(holds(desk, FILES)).toBe(true)
  })
})

describe('the question what there is', () => {
  const answered = (fault: Fault): Partial<HubOptions> => ({
    fault: ({ path }) => (path.startsWith('/api/') ? fault : undefined),
  })

  it.each<[string, Partial<HubOptions>, string, RegExp, Partial<CallOptions>?]>([
    [
      'a repository behind a licence',
      answered({ status: 401, headers: { 'x-error-code': 'GatedRepo' } }),
      'server-failed',
      /accepted its licence.* HF_TOKEN/,
    ],
    [
      'one behind a licence with a token',
      answered({ status: 403, headers: { 'x-error-code': 'GatedRepo' } }),
      'server-failed',
      /account of your token/,
      { token: () => Promise.resolve('hf_x') },
    ],
    [
      'a token that is not accepted',
      answered({ status: 401 }),
      'server-failed',
      /does not accept the token/,
      { token: () => Promise.resolve('hf_x') },
    ],
    ['a token that is none', {}, 'bad-input', /no token has/, { token: () => Promise.resolve('hf_x\nb: c') }],
    [
      'a repository that is absent or hidden',
      answered({ status: 401, headers: { 'x-error-code': 'RepoNotFound' } }),
      'not-found',
      /without a token/,
    ],
    ['a repository that is absent', answered({ status: 404 }), 'not-found', /no such repository/],
    ['too many requests', answered({ status: 429 }), 'server-failed', /fewer requests/],
    ['a web page', answered({ body: '<html>Log in</html>' }), 'server-failed', /not JSON/],
    ['another form', answered({ body: '{"sha":"x"}' }), 'server-failed', /form that Espalier does not know/],
    ['an answer without an end', answered({ body: 'x'.repeat(9_000_000) }), 'server-failed', /more than 8 MB/],
    [
      'silence',
      answered({ silent: true }),
      'server-unreachable',
      /did not answer/,
      { silence: { answer: 200, idle: 200 } },
    ],
    ['an address that is none', {}, 'bad-input', /HF_ENDPOINT/, { environment: { HF_ENDPOINT: 'ftp://x' } }],
    [
      'an address with a password',
      {},
      'bad-input',
      /HF_ENDPOINT/,
      { environment: { HF_ENDPOINT: 'http://a:b@127.0.0.1' } },
    ],
    [
      'nobody there',
      {},
      'server-unreachable',
      /cannot be reached \(ECONNREFUSED\)/,
      { environment: { HF_ENDPOINT: 'http://127.0.0.1:1' } },
    ],
    [
      'a proxy that is none',
      {},
      'bad-input',
      /HTTPS_PROXY/,
      { environment: { HF_ENDPOINT: 'http://127.0.0.1:1', HTTPS_PROXY: 'socks5://h:1' } },
    ],
    [
      'a full disk',
      {},
      'store-failed',
      /needs 4 MB .* 1 MB free|needs .* MB of the disk/,
      { freeBytes: () => Promise.resolve(1_000_000) },
    ],
  ])('meets %s', async (_, options, code, words, own = {}) => {
    desk = await openDesk(options, own)
    const report = await fault(desk.start())
    expect(report?.code).toBe(code)
    expect(`${report?.message} ${report?.advice}`).toMatch(words)
    expect(JSON.stringify(report)).not.toContain('hf_x')
    expect(await desk.calls['hub.downloads']({})).toEqual({ downloads: [] })
    expect(lying(desk)).toEqual([])
  })

  it('reads lists over many pages', async () => {
    desk = await openDesk({ pageSize: 2 })
    await desk.start()
    expect((await desk.settled()).state).toBe('done')
    expect(holds(desk, FILES)).toBe(true)
    const trees = desk.hub.asked.filter(({ path }) => path.includes('/tree/'))
    expect(trees.length).toBe(2)
  })

  it('follows no list to another address, and none without an end', async () => {
    for (const [next, words] of [
      ['http://127.0.0.1:1/more', /another address/],
      ['?cursor=1', /more files than/],
    ] as const) {
      const headers = { link: `<${next}>; rel="next"` }
      desk = await openDesk({ fault: ({ path }) => (path.includes('/tree/') ? { body: '[]', headers } : undefined) })
      expect((await fault(desk.start()))?.message).toMatch(words)
      await desk.close()
    }
  })

  it('finds a repository that has another name now', async () => {
    desk = await openDesk({
      fault: ({ path }) =>
        path.includes('old/name')
          ? { status: 307, headers: { location: path.replace('old/name', 'some/model') } }
          : undefined,
    })
    const { id } = await desk.start(null, 'old/name')
    expect((await desk.settled(id)).state).toBe('done')
    expect(holds(desk, FILES, id)).toBe(true)
  })

  it('finds no name that would lead out of the folder', async () => {
    desk = await openDesk({ repositories: { 'some/model': { '../../up.gguf': Buffer.from('x') } } })
    const report = await fault(desk.start('../../up.gguf'))
    expect(report).toMatchObject({ code: 'server-failed' })
    expect(desk.hub.asked.some(({ path }) => path.includes('resolve'))).toBe(false)
  })
})
