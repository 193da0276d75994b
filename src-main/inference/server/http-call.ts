// A call to a model server: JSON there, checked JSON back.
// Knows HTTP, time limits and which failures are worth another try. Does not know what is asked.
import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import type { ErrorReport } from '../../contract/errors.ts'
import { EspalierError } from '../../contract/errors.ts'

/** Milliseconds that one try may take: a long step on a busy server takes a minute. */
const TIME_LIMIT = 120_000
const TRIES = 4
/** Milliseconds before the second try; each further one waits twice as long. */
const FIRST_PAUSE = 250
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

export interface JsonCall<Reply extends z.ZodType> {
  url: string
  /** Posted as JSON; where it is left out, the call is a GET. */
  body?: object
  reply: Reply
  signal: AbortSignal
  /** Milliseconds that one try may take, 120,000 if left out. */
  timeout?: number
}

/** A call that failed. */
export class ServerFault extends EspalierError {
  /** HTTP status, or null where there was no answer. */
  readonly status: number | null
  /** Whether the same request may succeed later. */
  readonly passing: boolean

  constructor(report: ErrorReport, { status, passing }: { status: number | null; passing: boolean }) {
    super(report)
    this.status = status
    this.passing = passing
  }
}

/**
 * Calls a server and checks its reply. Status 429, 5xx, a time-out and a broken connection are tried again, four times in all
 * with growing pauses; redirects are never followed. Throws a ServerFault (`server-unreachable` without an answer, else
 * `server-failed`), or the signal's reason when it is aborted.
 */
export async function callJson<Reply extends z.ZodType>(call: JsonCall<Reply>): Promise<z.infer<Reply>> {
  for (let tried = 1; ; tried++) {
    try {
      return await callOnce(call)
    } catch (error) {
      call.signal.throwIfAborted()
      if (tried === TRIES || !(error instanceof ServerFault && error.passing)) throw error
    }
    // An aborted sleep rejects with an error of its own; the caller gets the signal's reason.
    await sleep(FIRST_PAUSE * 2 ** (tried - 1), undefined, { signal: call.signal }).catch(() => undefined)
    call.signal.throwIfAborted()
  }
}

async function callOnce<Reply extends z.ZodType>(call: JsonCall<Reply>): Promise<z.infer<Reply>> {
  const { url, body, reply, signal, timeout = TIME_LIMIT } = call
  const limit = AbortSignal.timeout(timeout)
  let response: Response
  let text: string
  try {
    response = await fetch(url, {
      ...(body ? { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      redirect: 'manual',
      signal: AbortSignal.any([signal, limit]),
    })
    text = await response.text()
  } catch (error) {
    throw limit.aborted ? tooSlow(url, timeout) : unreachable(url, error)
  }
  if (!response.ok) throw refused(url, response, text)
  const { status } = response
  const result = reply.safeParse(jsonOf(text, url, status))
  if (result.success) return result.data
  throw unreadable(
    url,
    status,
    'in a form that Espalier does not know',
    `${result.error.message}\n${text.slice(0, 2000)}`,
  )
}

function jsonOf(text: string, url: string, status: number): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable(url, status, 'with something that is not JSON', text.slice(0, 2000))
  }
}

function tooSlow(url: string, timeout: number): ServerFault {
  const report: ErrorReport = {
    code: 'server-unreachable',
    message: `The model server at ${hostOf(url)} did not answer within ${timeout / 1000} seconds.`,
    advice: 'Check how busy it is, and try again.',
    details: url,
  }
  return new ServerFault(report, { status: null, passing: true })
}

function unreachable(url: string, error: unknown): ServerFault {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  const report: ErrorReport = {
    code: 'server-unreachable',
    message: `The model server at ${hostOf(url)} cannot be reached${code === '' ? '' : ` (${code})`}.`,
    advice: 'Check that it runs, and that its address and port are right.',
    details: `${url}: ${cause instanceof Error ? cause.message : String(cause)}`,
  }
  return new ServerFault(report, { status: null, passing: PASSING.has(code) })
}

function refused(url: string, { status, headers }: Response, text: string): ServerFault {
  const target = status < 400 ? headers.get('location') : null
  const passing = status === 429 || status >= 500
  const said = target === null ? text.replace(/\s+/g, ' ').trim().slice(0, 300) : `it is elsewhere, at ${target}`
  const advice =
    target !== null
      ? 'Redirects are not followed; if you trust that address, give it instead.'
      : passing
        ? 'Try again later; the log of the server says more.'
        : 'Check the address and what the server can do; its own words say what it did not like.'
  const report: ErrorReport = {
    code: 'server-failed',
    message: `The model server at ${hostOf(url)} answered with status ${status}${said === '' ? '' : `: ${said}`}.`,
    advice,
    details: `${url}: ${text.slice(0, 2000)}`,
  }
  return new ServerFault(report, { status, passing })
}

function unreadable(url: string, status: number, how: string, details: string): ServerFault {
  const report: ErrorReport = {
    code: 'server-failed',
    message: `The model server at ${hostOf(url)} answered ${how}.`,
    advice: 'Check that the address is that of a model server (vLLM and its like), and its version.',
    details: `${url}: ${details}`,
  }
  return new ServerFault(report, { status, passing: false })
}

function hostOf(url: string): string {
  return new URL(url).host
}
