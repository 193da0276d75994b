// A server as a judge: whether its model tells how likely the first tokens of an answer are, and where it is asked.
// Knows which ways of asking are tried. Does not know how an answer becomes a reward (http-judge.ts).
import { EspalierError } from '../../contract/errors.ts'
import { judgeQuestion, USUAL_JUDGE } from '../../contract/judge-record.ts'
import { ServerFault } from './http-call.ts'
import { likelyTokens } from './likely-tokens.ts'
import type { AskedLikely } from './server-facts.ts'
import { findPolicyServer } from './model-server.ts'
import type { AskedServer } from './model-server.ts'
import type { ServerFacts } from './server-facts.ts'
import { wayTo } from './server-way.ts'

/** A chat first, because a question is one; and as many tokens as the usual limits of servers allow. */
const WAYS: readonly AskedLikely[] = (['chat/completions', 'completions'] as const).flatMap((at) => [
  { at, count: 20 },
  { at, count: 5 },
])

/** Asked once, to see what comes back. */
const SAMPLE = judgeQuestion(USUAL_JUDGE, { question: '1 + 1', steps: [{ text: '1 + 1 = 2' }] })

/** Asks a server, for example `http://HOST:8000/v1`, which model it serves and how it can judge. Throws like `findPolicyServer`. */
export async function findJudgeServer(
  address: string,
  signal: AbortSignal,
  asked: AskedServer = {},
): Promise<ServerFacts> {
  const facts = await findPolicyServer(address, signal, asked)
  const way = facts.access ? { ask: wayTo(facts).ask } : {}
  for (const judging of WAYS) {
    try {
      const { tokens } = await likelyTokens(facts, judging, SAMPLE, { signal, ...way })
      if (tokens.length > 1) return { ...facts, judging }
    } catch (error) {
      if (!refuses(error)) throw error
    }
  }
  throw new EspalierError({
    code: 'server-failed',
    message: `The server at ${address} cannot be a judge: it does not tell how likely the first tokens of an answer are (top_logprobs).`,
    advice: 'Choose a server that does, as vLLM, SGLang and llama.cpp’s do, or a model of this machine.',
  })
}

/** Whether a server has answered that it does not do this, in whatever way. */
function refuses(error: unknown): boolean {
  return error instanceof ServerFault && error.status !== null && !error.passing
}
