// A call to a model server: JSON there, checked JSON back.
// Knows HTTP, its limits and which failures are worth another try. Does not know what is asked, or how replies are written.
import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import type { ErrorReport } from '../../contract/errors.ts'
import { EspalierError } from '../../contract/errors.ts'
import { sentenceOf } from '../../contract/issue-words.ts'
import type { RequestLane } from './request-lane.ts'
import { BodyTooLarge, BodyTooSlow, readBody } from './reply-body.ts'
import { errorIn, isWebPage, jsonOf, onOneLine } from './reply-text.ts'

/** Milliseconds that one try may take: a long step on a busy server takes a minute. */
const TIME_LIMIT = 120_000
/** Milliseconds between two parts of a reply that has begun: servers send it when they have it whole. */
const IDLE_LIMIT = 20_000
/** Bytes of a reply; the largest, a long step with what is told of each token, have some hundred thousand. */
const SIZE_LIMIT = 8 * 2 ** 20
const TRIES = 4
/** Milliseconds before the second try; each further one waits twice as long, up to the longest. */
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 8000
/** And the longest that a server on a lane may ask for. */
const LONGEST_WISH = 60_000
/** Milliseconds for which a server may say that it is busy or still loading, with every request of a run. */
const PATIENCE = 600_000
/** Statuses of a server that is busy, or still loads its model. */
const BUSY = [429, 503]
/** Failures of a connection that the same request may survive; a refused one or an unknown name stays as it is. */
const PASSING = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])
/** Failures of a certificate, as OpenSSL names them. */
const UNTRUSTED = /CERT|ISSUER|SELF_SIGNED|UNABLE_TO_VERIFY/
/** Statuses of a server that understood a request and does not want it: too long, of a value that it refuses. */
const REFUSALS = [400, 413, 422]
/** Statuses of a server that wants a key, or another one. */
const KEYLESS = [401, 403]

export interface JsonCall<Reply extends z.ZodType> {
  url: string
  /** Posted as JSON; where it is left out, the call is a GET. */
  body?: object
  reply: Reply
  signal: AbortSignal
  /** Beside the usual ones; they may hold a key. */
  headers?: Readonly<Record<string, string>>
  /** Whether it is given up at the first failure: another address may answer. */
  impatient?: boolean
  /** Told of each failure after which the call waits before it tries again. */
  waits?: (fault: ServerFault) => void
  /** Milliseconds that one try may take, 120,000 if left out. */
  timeout?: number
  /** Milliseconds that may pass between two parts of the reply, 20,000 if left out. */
  idle?: number
  /**
   * The way to the server that it shares with others. Then it waits for its turn, a busy server is waited for, and the time of a try is
   * over when nothing has come from the server for so long, because a server with many requests takes its time for each.
   */
  lane?: RequestLane
}

/** A call that failed. */
export class ServerFault extends EspalierError {
  /** HTTP status, or null where there was no answer. */
  readonly status: number | null
  /** Whether the same request may succeed later. */
  readonly passing: boolean
  /** Whether the server refused this very request, where it may answer another one. */
  readonly refusal: boolean
  /** Milliseconds after which the server wants to be asked again, if it says so. */
  readonly pause: number | null

  constructor(
    report: ErrorReport,
    facts: { status: number | null; passing?: boolean; refusal?: boolean; pause?: number | null },
  ) {
    super(report)
    this.status = facts.status
    this.passing = facts.passing ?? false
    this.refusal = facts.refusal ?? false
    this.pause = facts.pause ?? null
  }
}

/**
 * Calls a server and checks its reply. Status 429, 5xx, a time-out and a broken connection are tried again, four times in all with
 * growing pauses, a busy server on a lane for ten minutes; redirects are never followed, and a reply has limits in time and size. A
 * number that JSON does not have (NaN, Infinity) arrives as null. Throws a ServerFault (`server-unreachable` without an answer, else
 * `server-failed`), or the signal's reason when it is aborted.
 */
export async function callJson<Reply extends z.ZodType>(call: JsonCall<Reply>): Promise<z.infer<Reply>> {
  const { lane, signal } = call
  let waited = 0
  let failed = 0
  for (let tried = 1; ; tried++) {
    let pause = Math.min(FIRST_PAUSE * 2 ** (tried - 1), LONGEST_PAUSE)
    let fault: ServerFault
    try {
      return await (lane ? lane.take(() => callOnce(call), signal) : callOnce(call))
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof ServerFault && error.passing) || call.impatient) throw error
      fault = error
      const busy = lane && error.status !== null && BUSY.includes(error.status) && waited < PATIENCE
      if (busy) lane.busy()
      else if (++failed === TRIES) throw error
      // A server that wants no pause gets one, or it would be asked without end.
      if (lane && error.pause !== null) pause = Math.min(Math.max(error.pause, FIRST_PAUSE), LONGEST_WISH)
    }
    waited += pause
    call.waits?.(fault)
    // An aborted sleep rejects with an error of its own; the caller gets the signal's reason.
    await sleep(pause, undefined, { signal }).catch(() => undefined)
    signal.throwIfAborted()
  }
}

async function callOnce<Reply extends z.ZodType>(call: JsonCall<Reply>): Promise<z.infer<Reply>> {
  const { url, body, reply, signal, headers, timeout = TIME_LIMIT, idle = IDLE_LIMIT, lane } = call
  const silence = lane ? watchSilence(lane, timeout) : null
  const limit = silence?.signal ?? AbortSignal.timeout(timeout)
  let response: Response | undefined
  let text: string
  try {
    response = await fetch(url, {
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      redirect: 'manual',
      signal: AbortSignal.any([signal, limit]),
    })
    text = await readBody(response, { size: SIZE_LIMIT, idle })
  } catch (error) {
    if (error instanceof BodyTooLarge) throw tooLarge(url, response!.status)
    if (error instanceof BodyTooSlow) throw tooSlow(url, 'stopped in the middle of its reply for', idle)
    throw limit.aborted
      ? tooSlow(url, 'did not answer within', timeout)
      : unreachable(url, error, response !== undefined)
  } finally {
    silence?.end()
  }
  const { status } = response
  if (!response.ok) throw refused(url, response, text)
  const value = jsonOf(text)
  if (value === undefined) {
    const what = isWebPage(text) ? 'a web page' : 'something that is not JSON'
    throw unreadable(url, status, { how: `with ${what}`, details: `${Buffer.byteLength(text)} bytes` })
  }
  const result = reply.safeParse(value)
  if (result.success) return result.data
  const error = errorIn(value)
  if (error !== null) throw failedInWords(url, status, error)
  const details = sentenceOf(result.error, 'The reply')
  // The field's name alone: what stands in it is the server's own.
  const field = result.error.issues[0]!.path.map(String).join('.')
  const where = field === '' ? '' : ` (it lies in “${field}”)`
  throw unreadable(url, status, { how: `in a form that Espalier does not know${where}`, details })
}

/** The signal is aborted when nothing has come over the lane for so many milliseconds, unless the watch has ended before. */
function watchSilence(lane: RequestLane, timeout: number): { signal: AbortSignal; end: () => void } {
  const over = new AbortController()
  const begun = performance.now()
  const look = () => {
    const silent = Math.min(lane.silence(), performance.now() - begun)
    if (silent >= timeout) over.abort()
    else timer = setTimeout(look, timeout - silent)
  }
  let timer = setTimeout(look, timeout)
  return { signal: over.signal, end: () => clearTimeout(timer) }
}

function tooSlow(url: string, what: string, milliseconds: number): ServerFault {
  const report: ErrorReport = {
    code: 'server-unreachable',
    message: `The model server at ${hostOf(url)} ${what} ${milliseconds / 1000} seconds.`,
    advice: 'Check how busy it is, and try again.',
    details: url,
  }
  return new ServerFault(report, { status: null, passing: true })
}

function tooLarge(url: string, status: number): ServerFault {
  const report: ErrorReport = {
    code: 'server-failed',
    message: `The model server at ${hostOf(url)} sent more than ${SIZE_LIMIT / 2 ** 20} MB in one reply.`,
    advice: 'Check that the address is that of a model server (vLLM and its like), and its version.',
    details: url,
  }
  return new ServerFault(report, { status })
}

function unreachable(url: string, error: unknown, begun: boolean): ServerFault {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  const what = begun ? 'broke off its reply' : 'cannot be reached'
  const report: ErrorReport = {
    code: 'server-unreachable',
    message: `The model server at ${hostOf(url)} ${what}${code === '' ? '' : ` (${code})`}.`,
    advice: begun
      ? 'Try again; the log of the server says more.'
      : UNTRUSTED.test(code)
        ? 'Its certificate is not trusted: name the file of who signed it in the environment variable NODE_EXTRA_CA_CERTS.'
        : 'Check that it runs, and that its address and port are right.',
    details: `${url}: ${cause instanceof Error ? cause.message : String(cause)}`,
  }
  return new ServerFault(report, { status: null, passing: PASSING.has(code) })
}

function refused(url: string, { status, headers }: Response, text: string): ServerFault {
  const target = status < 400 ? headers.get('location') : null
  const passing = status === 429 || status >= 500
  const said = target === null ? (errorIn(jsonOf(text)) ?? '') : `it is elsewhere, at ${onOneLine(target)}`
  const advice =
    target !== null
      ? 'Redirects are not followed; if you trust that address, give it instead.'
      : passing
        ? 'Try again later; the log of the server says more.'
        : KEYLESS.includes(status)
          ? 'Check its key; only a server that was added to the models can have one.'
          : `Check the address and what the server can do; ${said === '' ? 'its log says' : 'its own words say'} what it did not like.`
  const report: ErrorReport = {
    code: 'server-failed',
    message: `The model server at ${hostOf(url)} answered with status ${status}${said === '' ? '' : `: ${said}`}.`,
    advice,
    details: url,
  }
  const seconds = Number(headers.get('retry-after') ?? NaN)
  const pause = seconds >= 0 ? seconds * 1000 : null
  return new ServerFault(report, { status, passing, refusal: REFUSALS.includes(status), pause })
}

/** Of a server that says with status 200 that it failed. */
function failedInWords(url: string, status: number, said: string): ServerFault {
  const report: ErrorReport = {
    code: 'server-failed',
    message: `The model server at ${hostOf(url)} answered with an error: ${said}.`,
    advice: 'Check what the server can do; its own words say what it did not like.',
    details: url,
  }
  return new ServerFault(report, { status, refusal: true })
}

function unreadable(url: string, status: number, { how, details }: { how: string; details: string }): ServerFault {
  const report: ErrorReport = {
    code: 'server-failed',
    message: `The model server at ${hostOf(url)} answered ${how}.`,
    advice: 'Check that the address is that of a model server (vLLM and its like), and its version.',
    details: `${url}: ${details}`,
  }
  return new ServerFault(report, { status })
}

function hostOf(url: string): string {
  return new URL(url).host
}
