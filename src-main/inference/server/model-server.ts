// A model server: its address, and which model it serves.
// Knows addresses and the list of models. Does not know prompts or rewards.
import { z } from 'zod'
import { EspalierError } from '../../contract/errors.ts'
import { callJson, ServerFault } from './http-call.ts'
import type { AskedLikely } from './likely-tokens.ts'

/** Requests that one run has on its way to a server at once. */
export const REQUESTS_AT_ONCE = 8
/** Milliseconds that the question for the models may take. */
const PROBE_LIMIT = 5000

const Models = z.object({ data: z.array(z.object({ id: z.string(), root: z.string().nullish() })) })

/** What is known of a server; plain data, so that it may go to any thread. */
export interface ServerFacts {
  /** What the endpoints are appended to, without a slash at its end. */
  url: string
  /** The first model that the server lists; null where it has no list. */
  model: string | null
  /** What it was loaded from, which vLLM and SGLang tell as `root`: a model may be served by a name of its own. */
  version?: string
  /** Of a judge: how it is asked. */
  judging?: AskedLikely
}

/** Whether a model id is the address of a server. */
export function isServerAddress(id: string): boolean {
  return /^https?:\/\//i.test(id)
}

/**
 * Asks a policy's server, for example `http://HOST:8000/v1`, which model it serves.
 * Throws `bad-input` for an address that cannot be, `server-unreachable` or `server-failed`.
 */
export async function findPolicyServer(address: string, signal: AbortSignal): Promise<ServerFacts> {
  const url = checkedAddress(address)
  const found = await firstModel(url, signal).catch((error: unknown) => {
    throw isMissing(error) ? noCompletions(address, error) : error
  })
  if (found.model === null) throw noCompletions(address)
  return { url, ...found }
}

/**
 * Asks a PRM's server, for example `http://HOST:8000`, which model it serves; it may have no list. `/v1` at the end is left
 * out, because /pooling lies beside it. Throws like `findPolicyServer`.
 */
export async function findVerifierServer(address: string, signal: AbortSignal): Promise<ServerFacts> {
  const url = checkedAddress(address).replace(/\/v1$/, '')
  const found = await firstModel(`${url}/v1`, signal).catch((error: unknown) => {
    if (isMissing(error)) return { model: null }
    throw error
  })
  return { url, ...found }
}

async function firstModel(url: string, signal: AbortSignal): Promise<Omit<ServerFacts, 'url'>> {
  const { data } = await callJson({ url: `${url}/models`, reply: Models, signal, timeout: PROBE_LIMIT })
  const [first] = data
  return { model: first?.id ?? null, ...(first?.root ? { version: first.root } : {}) }
}

function isMissing(error: unknown): error is ServerFault {
  return error instanceof ServerFault && (error.status === 404 || error.status === 405)
}

/** The address without slashes at its end. It goes into run files, so it may hold no password. */
function checkedAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url?.username === '' && url.password === '' && url.search === '' && url.hash === '') {
    return url.href.replace(/\/+$/, '')
  }
  throw new EspalierError({
    code: 'bad-input',
    // What may be a password is not repeated.
    message: url
      ? 'The address of a model server has a user name, password, query or fragment.'
      : `“${address}” is no address.`,
    advice: 'Give it like this: http://HOST:PORT/v1 for a policy, http://HOST:PORT for a PRM.',
  })
}

function noCompletions(address: string, cause?: ServerFault): EspalierError {
  const details = cause?.report.details
  return new EspalierError(
    {
      code: 'server-failed',
      message: `The server at ${address} lists no model.`,
      advice: 'Check the address; that of an OpenAI-compatible server ends in /v1 as a rule.',
      ...(details === undefined ? {} : { details }),
    },
    { cause },
  )
}
