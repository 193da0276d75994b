// A model server: its address, which model it serves, and what it tells of both.
// Knows addresses and the list of models. Does not know the wire of each kind (server-kinds.ts), prompts or rewards.
import { z } from 'zod'
import { EspalierError } from '../../contract/errors.ts'
import { callJson, ServerFault } from './http-call.ts'
import { rootOf } from './completion-way.ts'
import { CHAT_ML, ListedModel, SERVER_KINDS } from './server-kinds.ts'
import { openRequestLane } from './request-lane.ts'
import { learnTemplate } from './learned-template.ts'
import type { LaidOut } from './learned-template.ts'
import type { ServerFacts } from './server-facts.ts'
import { authorization, withoutKey } from './server-key.ts'
import type { ServerAccess } from './server-key.ts'
import type { ServerKind, ToldFacts } from './server-kinds.ts'

/** Milliseconds that the question for the models may take. */
const PROBE_LIMIT = 5000

const Models = z.object({ data: z.array(ListedModel) })
const LaidOutTokens = z.object({ tokens: z.array(z.number().int().nonnegative()) })
const LaidOutText = z.object({ prompt: z.string() })

/** Whether a model id is the address of a server: with its scheme, or a host with its port. */
export function isServerAddress(id: string): boolean {
  return /^https?:\/\//i.test(id) || /^(?:[a-z\d.-]+|\[[a-f\d:]+\]):\d{2,5}(?:\/|$)/i.test(id)
}

/** How a server is asked about itself; a server that is named by its address alone has no key, and its first model is meant. */
export interface AskedServer {
  access?: ServerAccess
  /** One of its list; the first if null or left out. */
  model?: string | null
  /** Told of what is waited for, where a server that still loads its model is waited for. */
  waits?: (fault: ServerFault) => void
}

/** A server, and the models that it lists. */
export interface SeenServer {
  facts: ServerFacts
  listed: ListedModel[]
}

/**
 * Asks a policy's server which models it serves, and what it tells of itself: `http://HOST:8000/v1`, or without scheme or `/v1`.
 * Throws `bad-input` for an address or a model that cannot be, `server-unreachable` or `server-failed`.
 */
export async function seePolicyServer(
  address: string,
  signal: AbortSignal,
  asked: AskedServer = {},
): Promise<SeenServer> {
  const url = checkedAddress(address)
  const isWhole = /\/v\d+$/.test(url)
  const places = isWhole ? [url] : [`${url}/v1`, url]
  const ask = askerOf(asked, signal)
  let missing: ServerFault | undefined
  for (const place of places) {
    try {
      const { data: listed } = await ask({ url: `${place}/models`, reply: Models })
      const model = modelIn(listed, asked, place)
      if (model) return { facts: await withTemplate(await factsOf(place, model, { ask, asked, signal }), ask), listed }
    } catch (error) {
      if (!isMissing(error)) throw error
      missing = error
    }
  }
  throw noCompletions(address, missing)
}

/**
 * Asks a PRM's server, for example `http://HOST:8000`, which models it serves; it may have no list. `/v1` at the end is left
 * out, because /pooling lies beside it. Throws like `seePolicyServer`.
 */
export async function seeVerifierServer(
  address: string,
  signal: AbortSignal,
  asked: AskedServer = {},
): Promise<SeenServer> {
  const url = rootOf(checkedAddress(address))
  const ask = askerOf(asked, signal)
  const { data: listed } = await ask({ url: `${url}/v1/models`, reply: Models }).catch((error: unknown) => {
    if (isMissing(error)) return { data: [] }
    throw error
  })
  const model = modelIn(listed, asked, url)
  if (model) return { facts: { ...(await factsOf(`${url}/v1`, model, { ask, asked, signal })), url }, listed }
  const { name: software, atOnce } = SERVER_KINDS.other
  const unknown = { model: asked.model ?? null, context: null, shape: null, chatTemplate: null }
  return { facts: { url, kind: 'other', software, ...unknown, atOnce, ...accessOf(asked) }, listed }
}

/** Like `seePolicyServer`, without the list. */
export async function findPolicyServer(
  address: string,
  signal: AbortSignal,
  asked: AskedServer = {},
): Promise<ServerFacts> {
  return (await seePolicyServer(address, signal, asked)).facts
}

/** Like `seeVerifierServer`, without the list. */
export async function findVerifierServer(
  address: string,
  signal: AbortSignal,
  asked: AskedServer = {},
): Promise<ServerFacts> {
  return (await seeVerifierServer(address, signal, asked)).facts
}

type Ask = <Reply extends z.ZodType>(call: { url: string; body?: object; reply: Reply }) => Promise<z.infer<Reply>>

function askerOf({ access, waits }: AskedServer, signal: AbortSignal): Ask {
  const key = access?.key ?? null
  // On a lane, a server that is loading is waited for.
  const lane = waits ? { lane: openRequestLane({ start: 8, most: 8 }), waits } : {}
  return async (call) => {
    try {
      return await callJson({ ...call, ...lane, signal, headers: authorization(key), timeout: PROBE_LIMIT })
    } catch (error) {
      throw withoutKey(error, key)
    }
  }
}

function accessOf({ access }: AskedServer): Pick<ServerFacts, 'access'> {
  return access ? { access } : {}
}

/** The model that is meant; undefined of an empty list. */
function modelIn(listed: readonly ListedModel[], { model }: AskedServer, url: string): ListedModel | undefined {
  const found = model ? listed.find(({ id }) => id === model) : listed[0]
  if (found || listed.length === 0) return found
  throw new EspalierError({
    code: 'bad-input',
    message: `The server at ${url} serves no model “${model}”.`,
    advice: `It serves: ${listed
      .map(({ id }) => id)
      .slice(0, 20)
      .join(', ')}.`,
  })
}

async function factsOf(
  url: string,
  listed: ListedModel,
  { ask, asked, signal }: { ask: Ask; asked: AskedServer; signal: AbortSignal },
): Promise<ServerFacts> {
  const kind = (Object.keys(SERVER_KINDS) as ServerKind[]).find((one) => SERVER_KINDS[one].lists(listed)) ?? 'other'
  const { name, questions, atOnce } = SERVER_KINDS[kind]
  const answers = questions.map(async ({ address, body, reply }): Promise<ToldFacts> => {
    const call = { url: address(url), reply: reply(listed.id) }
    // An older or newer server may know the question no more; the rest is told all the same.
    return await ask(body ? { ...call, body: body(listed.id) } : call).catch(() => ({}))
  })
  const told = (await Promise.all(answers)).reduce<ToldFacts>((all, one) => ({ ...all, ...one }), {})
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
    chatTemplate: templateOf(told),
    ...controlsOf(told),
    atOnce: told.slots ? { start: told.slots, most: told.slots } : atOnce,
    ...accessOf(asked),
  }
}

/** With the template that the server's own layouts show, where it tells none; as it was where they cannot be had. */
async function withTemplate(facts: ServerFacts, ask: Ask): Promise<ServerFacts> {
  const { layout } = SERVER_KINDS[facts.kind]
  const { url, model, chatTemplate } = facts
  if (!layout || model === null || chatTemplate !== null) return facts
  const laidOut: LaidOut = async (turns, open) => {
    const { tokens } = await ask({
      url: layout.tokens.address(url),
      body: layout.tokens.body(model, turns, open),
      reply: LaidOutTokens,
    })
    const { prompt } = await ask({
      url: layout.text.address(url),
      body: layout.text.body(model, tokens),
      reply: LaidOutText,
    })
    return prompt
  }
  const template = await learnTemplate(laidOut).catch(() => null)
  // It writes all that stands in front itself, so nothing may be added.
  return template === null
    ? facts
    : { ...facts, chatTemplate: template, controls: { beginning: '', end: '', added: false } }
}

/** A template whose control tokens the model does not know is not its own: it has none. */
function templateOf({ chatTemplate = null, knowsChatMl = true }: ToldFacts): string | null {
  return chatTemplate?.includes(CHAT_ML) && !knowsChatMl ? null : chatTemplate
}

function controlsOf({ beginning, end, addsBeginning }: ToldFacts): Pick<ServerFacts, 'controls'> {
  if (typeof beginning !== 'string' || addsBeginning === undefined) return {}
  return { controls: { beginning, end: end ?? '', added: addsBeginning } }
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
