// What can go wrong between here and a hub, each as a sentence.
// Knows statuses, and how Node names what broke. Does not know what was asked for. No address with its query and no header gets into
// a sentence or its details: both may hold a secret.
import type { ErrorReport } from '../../contract/errors.ts'
import { EspalierError } from '../../contract/errors.ts'

/** Milliseconds that a hub may ask to wait for; it may name any. */
const LONGEST_WAIT = 300_000

/** A request to a hub that failed. */
export class HubFault extends EspalierError {
  /** Whether the same request may succeed later. */
  readonly passing: boolean
  /** Milliseconds that the hub asks to wait before, or null. */
  readonly wait: number | null

  constructor(report: ErrorReport, facts: { passing: boolean; wait?: number | null }) {
    super(report)
    this.passing = facts.passing
    this.wait = facts.wait ?? null
  }
}

/** What an answer is told from. */
export interface Refusal {
  url: URL
  status: number
  /** Of the answer, in small letters. */
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** Whether it is the hub itself that answers, and not one of the servers that it names. */
  isHub: boolean
  hasToken: boolean
}

/** Of an answer whose status is no success. */
export function refusalOf(refusal: Refusal): HubFault {
  const { url, status, headers, isHub } = refusal
  const details = `${placeOf(url)}: status ${status} ${said(headers['x-error-code'])}`.trim()
  const passing = status === 429 || status >= 500
  if (!isHub || passing || ![401, 403, 404, 410].includes(status)) {
    const busy = status === 429 ? 'asks for fewer requests' : `answered with status ${status}`
    const report: ErrorReport = {
      code: 'server-failed',
      message: `The hub at ${url.host} ${busy}.`,
      advice: passing ? 'Try again later.' : 'Check the address in HF_ENDPOINT, and try again.',
      details,
    }
    // A server that the hub names refuses an address that has become old; the hub gives another one.
    return new HubFault(report, { passing: passing || !isHub, wait: waitOf(headers['retry-after']) })
  }
  return new HubFault({ ...closedOf(refusal), details }, { passing: false })
}

/** Of what a hub hides, or has not. */
function closedOf({ url, status, headers, hasToken }: Refusal): ErrorReport {
  const error = said(headers['x-error-code'])
  if (error === 'GatedRepo') {
    return {
      code: 'server-failed',
      message: `The hub at ${url.host} gives this repository only to those who have accepted its licence.`,
      advice: hasToken
        ? 'Accept the licence on the repository’s page with the account of your token, and check that the token may read it.'
        : 'Accept the licence on the repository’s page, and give a token of your account in HF_TOKEN.',
    }
  }
  if (status === 401 && hasToken && error !== 'RepoNotFound') {
    return {
      code: 'server-failed',
      message: `The hub at ${url.host} does not accept the token.`,
      advice: 'Check the token in HF_TOKEN, or make a new one on your page of the hub.',
    }
  }
  if (status === 401 || status === 403) {
    return {
      code: 'not-found',
      message: `The hub at ${url.host} shows no such repository${hasToken ? ' to the account of this token' : ' without a token'}.`,
      advice:
        'Check its name; if it is private, or its licence has to be accepted first, do so on its page and give a token in HF_TOKEN.',
    }
  }
  const what =
    error === 'RevisionNotFound' ? 'revision' : error === 'EntryNotFound' ? 'file in the repository' : 'repository'
  return {
    code: 'not-found',
    message: `The hub at ${url.host} has no such ${what}.`,
    advice: 'Check the name on the hub’s own pages; capital letters count.',
  }
}

/** Of a request without an answer, or with one that broke off (`begun`). */
export function brokenOf(url: URL, error: unknown, { begun }: { begun: boolean }): HubFault {
  const code = codeOf(error)
  const details = `${placeOf(url)}: ${code || 'no code'}`
  if (/^(CERT_|ERR_TLS|ERR_SSL|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/.test(code)) {
    const report: ErrorReport = {
      code: 'server-unreachable',
      message: `The certificate of the hub at ${url.host} is not trusted (${code}).`,
      advice: 'Where a proxy of your organisation reads along, name its certificate in NODE_EXTRA_CA_CERTS.',
      details,
    }
    return new HubFault(report, { passing: false })
  }
  if (code.startsWith('ERR_PROXY')) {
    const report: ErrorReport = {
      code: 'server-unreachable',
      message: `The proxy does not let Espalier through to the hub at ${url.host}.`,
      advice: 'Check HTTPS_PROXY, its name and password; NO_PROXY names the hosts that need no proxy.',
      details,
    }
    return new HubFault(report, { passing: false })
  }
  const report: ErrorReport = {
    code: 'server-unreachable',
    message: begun
      ? `The hub at ${url.host} broke off in the middle of its answer.`
      : `The hub at ${url.host} cannot be reached${code === '' ? '' : ` (${code})`}.`,
    advice: 'Check the connection, the firewall and the proxy, and try again.',
    details,
  }
  return new HubFault(report, { passing: true })
}

/** Of a hub that keeps silent. */
export function slowOf(url: URL, milliseconds: number, { begun }: { begun: boolean }): HubFault {
  const report: ErrorReport = {
    code: 'server-unreachable',
    message: `The hub at ${url.host} ${begun ? 'sent nothing more for' : 'did not answer within'} ${milliseconds / 1000} seconds.`,
    advice: 'Check the connection, and try again.',
    details: placeOf(url),
  }
  return new HubFault(report, { passing: true })
}

/** Of an answer that is not what hubs answer. */
export function strangeOf(url: URL, what: string, details: string): HubFault {
  const report: ErrorReport = {
    code: 'server-failed',
    message: `The hub at ${url.host} ${what}.`,
    advice:
      'Check that HF_ENDPOINT is the address of a hub, and that nothing between here and there answers in its place.',
    details: `${placeOf(url)}: ${details}`,
  }
  return new HubFault(report, { passing: false })
}

function placeOf({ origin, pathname }: URL): string {
  return `${origin}${pathname}`
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function said(header: string | string[] | undefined): string {
  return String(header ?? '').slice(0, 80)
}

/** `Retry-After` in milliseconds: seconds, or a date. */
function waitOf(header: string | string[] | undefined): number | null {
  const text = said(header)
  if (text === '') return null
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), LONGEST_WAIT) : null
}
