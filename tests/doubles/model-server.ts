// A model server without a model: real HTTP on the loopback, answers from a script.
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hashOf, noise } from './noise.ts'

export interface ServerCall {
  method: string
  path: string
  /** The parsed JSON body, null for a GET. */
  body: Record<string, unknown> | null
  /** What stands behind `Bearer` in its header; absent where there is none. */
  key?: string
}

/** JSON with a status (200 if left out), a raw text, one that begins and does not end well, a broken connection, or no answer at all. */
export type ServerReply =
  | { json: unknown; status?: number }
  | { text: string; status?: number; location?: string; retryAfter?: number }
  | { begins: string; then: 'silence' | 'reset' | 'endless' }
  | 'reset'
  | 'silence'

export interface ModelServer {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  url: string
  /** Every call so far, in the order in which they came. */
  calls: ServerCall[]
  /** Connections that the client gave up before they were answered. */
  readonly dropped: number
  /** Bytes of endless replies that were sent so far. */
  readonly poured: number
  close(): Promise<void>
}

/** Starts a server, on a free port if none is named; `answer` gets each call and how many came before it. */
export async function startModelServer(
  answer: (call: ServerCall, index: number) => ServerReply | Promise<ServerReply>,
  port = 0,
): Promise<ModelServer> {
  const calls: ServerCall[] = []
  let dropped = 0
  let poured = 0
  const pour = (response: ServerResponse, text: string) => {
    while (!response.destroyed && response.write(text)) poured += text.length
    if (!response.destroyed) response.once('drain', () => pour(response, text))
  }
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const body = text === '' ? null : (JSON.parse(text) as Record<string, unknown>)
    response.on('close', () => (dropped += response.writableFinished ? 0 : 1))
    const key = request.headers.authorization?.replace(/^Bearer /, '')
    const call = { method: request.method ?? '', path: request.url ?? '', body, ...(key === undefined ? {} : { key }) }
    const reply = await answer(call, calls.push(call) - 1)
    if (reply === 'silence') return
    if (reply === 'reset') return void request.socket.resetAndDestroy()
    if ('begins' in reply) {
      response.writeHead(200, { 'content-type': 'application/json' }).write(reply.begins)
      if (reply.then === 'reset') setImmediate(() => request.socket.resetAndDestroy())
      if (reply.then === 'endless') pour(response, reply.begins.repeat(2 ** 16))
      return
    }
    const headers: Record<string, string | number> = { 'content-type': 'application/json' }
    if ('location' in reply) headers['location'] = reply.location
    if ('retryAfter' in reply) headers['retry-after'] = reply.retryAfter
    response.writeHead(reply.status ?? 200, headers)
    response.end('json' in reply ? JSON.stringify(reply.json) : reply.text)
  }
  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    get dropped() {
      return dropped
    },
    get poured() {
      return poured
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

export const SERVED_MODEL = 'scripted-model'

/** What the script continues a prompt with: three sums, now and then with a slip, then the answer. */
export function scriptedStep(prompt: string, seed: number): { text: string; ends: 'stop' | 'end' } {
  const depth = prompt.trim().split('\n').length - 1
  const number = 10 * depth + (noise(seed) < 0.5 ? 1 : 2)
  return depth < 3
    ? { text: `Step ${depth + 1}: ${number - 1} + 1 = ${number}`, ends: 'stop' }
    : { text: `The answer is: ${number}`, ends: 'end' }
}

/** What the script thinks of an input, step by step: from 0.1 to 0.9, a function of the text up to each tag. */
export function scriptedRewards(input: string): number[] {
  const parts = input.split('<extra_0>').slice(0, -1)
  return parts.map((_, step) => 0.1 + 0.8 * noise(hashOf(parts.slice(0, step + 1).join('|'))))
}

/** How likely the script's yes and no are to begin the answer to a question: a function of its text. */
export function scriptedAnswer(question: string): { token: string; logprob: number }[] {
  const yes = 0.05 + 0.8 * noise(hashOf(question))
  const tokens = { Yes: yes, No: 0.9 - yes, ' Well': 0.1 }
  return Object.entries(tokens).map(([token, share]) => ({ token, logprob: Math.log(share) }))
}

/** Answers like vLLM; like a `plain` server it trims the stop text and says neither why it stopped nor what tokens cost. */
export function scriptedModels({ plain = false } = {}): (call: ServerCall) => ServerReply {
  return ({ method, path, body }) => {
    const route = `${method} ${path}`
    if (route === 'GET /v1/models') return { json: { object: 'list', data: [{ id: SERVED_MODEL }] } }
    if (route === 'POST /v1/chat/completions') return { json: chat(body!, plain) }
    if (route === 'POST /v1/completions') return { json: completion(body!, plain) }
    if (route === 'POST /pooling') return { json: pooling(pooledText(body!), plain) }
    return { status: 404, json: { detail: 'Not Found' } }
  }
}

function chat({ messages }: Record<string, unknown>, plain: boolean) {
  const top_logprobs = scriptedAnswer((messages as { content: string }[]).at(-1)!.content)
  const logprobs = plain ? null : { content: [{ ...top_logprobs[0], top_logprobs }] }
  const message = { role: 'assistant', content: 'Yes' }
  return {
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs, finish_reason: 'length' }],
    usage: { prompt_tokens: 30, completion_tokens: 1, prompt_tokens_details: null },
  }
}

function completion({ prompt, seed }: Record<string, unknown>, plain: boolean) {
  const { text, ends } = scriptedStep(String(prompt), Number(seed))
  if (plain) return { choices: [{ index: 0, text, finish_reason: 'stop', logprobs: null }] }
  const stopped = ends === 'stop'
  const tokens = text.split(' ').length + 1
  return {
    object: 'text_completion',
    model: SERVED_MODEL,
    choices: [
      {
        index: 0,
        text: stopped ? `${text}\n` : text,
        finish_reason: 'stop',
        stop_reason: stopped ? '\n' : null,
        logprobs: { token_logprobs: Array.from({ length: tokens }, () => -0.25), tokens: [], top_logprobs: null },
      },
    ],
    usage: { prompt_tokens: 10, completion_tokens: tokens, total_tokens: 10 + tokens, prompt_tokens_details: null },
  }
}

/** A text as it was sent, or that of the turns of a chat: the problem, and the steps on the next line. */
function pooledText({ input, messages }: Record<string, unknown>): string {
  if (messages === undefined) return String(input)
  const turns = messages as { role: string; content: string }[]
  return turns.flatMap(({ role, content }) => (role === 'system' ? [] : [content])).join('\n')
}

function pooling(input: string, plain: boolean) {
  const rewards = scriptedRewards(input)
  const data = plain ? rewards : rewards.map((reward) => [1 - reward, reward])
  return { object: 'list', data: [{ index: 0, object: 'pooling', data }], usage: { prompt_tokens: 20 } }
}
