// A look at a server: which models it lists, and what it really does when it is asked as a run asks it.
// Knows what is tried, and how to tell that it came through. Does not know what becomes of the outcome.
import { z } from 'zod'
import type { Ability, Able } from '../../contract/connection.ts'
import { reportOf } from '../../contract/errors.ts'
import type { ModelRole } from '../../contract/model.ts'
import { Sampling } from '../../contract/sampling.ts'
import { httpVerifier } from './http-verifier.ts'
import { seePolicyServer, seeVerifierServer } from './model-server.ts'
import type { AskedServer, SeenServer } from './model-server.ts'
import type { ServerFacts } from './server-facts.ts'
import { SERVER_KINDS } from './server-kinds.ts'
import { wayTo } from './server-way.ts'

export interface ProbedServer extends SeenServer {
  abilities: Partial<Record<Ability, Able>>
}

/** Milliseconds that one question of a look may take: the first one of a large model takes its time. */
const LIMIT = 60_000
const TOKENS = 4
const PROMPT = 'Question: 1 + 1\nAnswer: 1 + 1 ='
const YES: Able = { able: true, said: null }
const NO: Able = { able: false, said: null }

/** Asks a server about itself, and a few tokens of it. Throws like `seePolicyServer`; what it cannot do is no error but told. */
export async function probeServer(
  address: string,
  role: ModelRole,
  signal: AbortSignal,
  asked: AskedServer,
): Promise<ProbedServer> {
  if (role === 'verifier') {
    const seen = await seeVerifierServer(address, signal, asked)
    return { ...seen, abilities: { pooling: await poolingOf(seen.facts, signal) } }
  }
  const seen = await seePolicyServer(address, signal, asked)
  return { ...seen, abilities: await abilitiesOf(seen.facts, signal) }
}

async function abilitiesOf(facts: ServerFacts, signal: AbortSignal): Promise<ProbedServer['abilities']> {
  const { address, body, reply } = SERVER_KINDS[facts.kind].completions
  const { ask } = wayTo(facts)
  const sampling = Sampling.parse({ temperature: 0 })
  const question = {
    model: facts.model,
    prompt: { parts: [PROMPT], addBeginning: true },
    stop: ['\n'],
    maxTokens: TOKENS,
    seed: 1,
    sampling,
  }
  try {
    const complete = () => ask((at) => ({ url: address(at), body: body(question), reply, signal, timeout: LIMIT }))
    if (!(await complete())) return { completions: NO }
    // What the first one has left in the server's cache is told by the second.
    const completed = await complete()
    const is = (known: unknown) => (known === null || known === undefined ? NO : YES)
    return {
      completions: YES,
      choices: await choicesOf(facts, signal),
      stopReason: is(completed?.endedBy),
      logProbabilities: completed?.logProbabilities?.length ? YES : NO,
      tokenCounts: is(completed?.tokens ?? null),
      cachedTokens: is(completed?.cachedTokens ?? null),
    }
  } catch (error) {
    signal.throwIfAborted()
    return { completions: { able: false, said: reportOf(error).message } }
  }
}

const Choices = z.object({ choices: z.array(z.unknown()) })

/** Whether one request brings several texts; runs ask for each by itself, so that each has its own seed. */
async function choicesOf(facts: ServerFacts, signal: AbortSignal): Promise<Able> {
  const { model } = facts
  const body = { ...(model === null ? {} : { model }), prompt: PROMPT, max_tokens: 1, n: 2, seed: 1 }
  try {
    const call = { body, reply: Choices, signal, timeout: LIMIT }
    const { choices } = await wayTo(facts).ask((at) => ({ url: `${at}/completions`, ...call }))
    return choices.length === 2 ? YES : NO
  } catch (error) {
    signal.throwIfAborted()
    return { able: false, said: reportOf(error).message }
  }
}

/** One path of one step, scored as a run scores it. */
async function poolingOf(facts: ServerFacts, signal: AbortSignal): Promise<Able> {
  const path = { question: 'What is 1 + 1?', steps: [{ text: '1 + 1 = 2', tokenIds: [] }] }
  try {
    const { rewards, notices } = await httpVerifier(facts).score([path], signal)
    return typeof rewards[0] === 'number' ? YES : { able: false, said: notices?.[0]?.message ?? null }
  } catch (error) {
    signal.throwIfAborted()
    return { able: false, said: reportOf(error).message }
  }
}
