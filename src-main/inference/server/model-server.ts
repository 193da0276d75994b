// A model server: its address, which model it serves, and what it tells of both.
// Knows addresses and the list of models. Does not know the wire of each kind (server-kinds.ts), prompts or rewards.
import { z } from 'zod'
import type { ModelShape } from '../../contract/cost.ts'
import { EspalierError } from '../../contract/errors.ts'
import { callJson, ServerFault } from './http-call.ts'
import { rootOf } from './completion-way.ts'
import type { AskedLikely } from './likely-tokens.ts'
import { ListedModel, SERVER_KINDS } from './server-kinds.ts'
import type { LaneLimits } from './request-lane.ts'
import type { ServerKind, ToldFacts } from './server-kinds.ts'

/** Milliseconds that the question for the models may take. */
const PROBE_LIMIT = 5000

const Models = z.object({ data: z.array(ListedModel) })

/** What is known of a server; plain data, so that it may go to any thread. */
export interface ServerFacts {
  /** What the endpoints are appended to, without a slash at its end. */
  url: string
  kind: ServerKind
  /** The server for a person, such as “vLLM 0.32.0”. */
  software: string
  /** The first model that the server lists; null where it has no list. */
  model: string | null
  /** What it was loaded from: a model may be served by a name of its own. */
  version?: string
  /** Longest context, in tokens; null where the server does not tell it. */
  context: number | null
  /** Null where the server does not tell the number of parameters. */
  shape: ModelShape | null
  /** Of the model, in Jinja; null where the server does not tell it. */
  chatTemplate: string | null
  /** Requests at once. */
  atOnce: LaneLimits
  /** Of a judge: how it is asked. */
  judging?: AskedLikely
}

/** Whether a model id is the address of a server: with its scheme, or a host with its port. */
export function isServerAddress(id: string): boolean {
  return /^https?:\/\//i.test(id) || /^(?:[a-z\d.-]+|\[[a-f\d:]+\]):\d{2,5}(?:\/|$)/i.test(id)
}

/**
 * Asks a policy's server which model it serves, and what it tells of itself: `http://HOST:8000/v1`, or without scheme or `/v1`.
 * Throws `bad-input` for an address that cannot be, `server-unreachable` or `server-failed`.
 */
export async function findPolicyServer(address: string, signal: AbortSignal): Promise<ServerFacts> {
  const url = checkedAddress(address)
  const isWhole = /\/v\d+$/.test(url)
  const places = isWhole ? [url] : [`${url}/v1`, url]
  let missing: ServerFault | undefined
  for (const place of places) {
    try {
      const { data } = await callJson({ url: `${place}/models`, reply: Models, signal, timeout: PROBE_LIMIT })
      const [first] = data
      if (first) return await factsOf(place, first, signal)
    } catch (error) {
      if (!isMissing(error)) throw error
      missing = error
    }
  }
  throw noCompletions(address, missing)
}

/**
 * Asks a PRM's server, for example `http://HOST:8000`, which model it serves; it may have no list. `/v1` at the end is left
 * out, because /pooling lies beside it. Throws like `findPolicyServer`.
 */
export async function findVerifierServer(address: string, signal: AbortSignal): Promise<ServerFacts> {
  const url = rootOf(checkedAddress(address))
  const listed = { url: `${url}/v1/models`, reply: Models, signal, timeout: PROBE_LIMIT }
  const { data } = await callJson(listed).catch((error: unknown) => {
    if (isMissing(error)) return { data: [] }
    throw error
  })
  const [first] = data
  if (first) return { ...(await factsOf(`${url}/v1`, first, signal)), url }
  const { name: software, atOnce } = SERVER_KINDS.other
  return { url, kind: 'other', software, model: null, context: null, shape: null, chatTemplate: null, atOnce }
}

async function factsOf(url: string, listed: ListedModel, signal: AbortSignal): Promise<ServerFacts> {
  const kind = (Object.keys(SERVER_KINDS) as ServerKind[]).find((one) => SERVER_KINDS[one].lists(listed)) ?? 'other'
  const { name, questions, atOnce } = SERVER_KINDS[kind]
  const asked = questions.map(async ({ address, body, reply }): Promise<ToldFacts> => {
    const call = { url: address(url), reply: reply(listed.id), signal, timeout: PROBE_LIMIT }
    // An older or newer server may know the question no more; the rest is told all the same.
    return await callJson(body ? { ...call, body: body(listed.id) } : call).catch(() => ({}))
  })
  const told = (await Promise.all(asked)).reduce<ToldFacts>((all, one) => ({ ...all, ...one }), {})
  signal.throwIfAborted()
  const parameters = listed.meta?.n_params
  return {
    url,
    kind,
    software: told.version ? `${name} ${told.version}` : name,
    model: listed.id,
    ...(listed.root ? { version: listed.root } : {}),
    context: listed.max_model_len ?? told.context ?? listed.meta?.n_ctx ?? null,
    shape: told.shape ?? (parameters ? { parameters, layers: null, attentionWidth: null } : null),
    chatTemplate: told.chatTemplate ?? null,
    atOnce: told.slots ? { start: told.slots, most: told.slots } : atOnce,
  }
}

function isMissing(error: unknown): error is ServerFault {
  return error instanceof ServerFault && (error.status === 404 || error.status === 405)
}

/** The address without slashes at its end. It goes into run files, so it may hold no password. */
function checkedAddress(address: string): string {
  const whole = /^[a-z]+:\/\//i.test(address) ? address : `http://${address}`
  const url = URL.canParse(whole) ? new URL(whole) : null
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
