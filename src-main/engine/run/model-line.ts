// A run's line to a model: a policy or a verifier that outlives the model's session. Where the session ends in mid-call, the
// line is renewed and the same call is made again.
// Knows calls that were cut off. Does not know who opens sessions, nor how often that is worth a try.
//
// Nothing of a tree is lost or doubled by that: a call changes the tree only when it is answered, and its answer depends on paths
// and seeds alone. The new session's prefix cache is empty, so what the lost one held is computed once more and costs what it
// costs; the cut-off call's own work was not charged.
import type { ModelShape } from '../../contract/cost.ts'
import { EspalierError } from '../../contract/errors.ts'
import { httpJudge } from '../../inference/server/http-judge.ts'
import { httpPolicy } from '../../inference/server/http-policy.ts'
import { httpVerifier } from '../../inference/server/http-verifier.ts'
import { policyOver, verifierOver } from '../../inference/session/session-client.ts'
import type { Policy } from '../../search/policy.ts'
import type { Verifier } from '../../search/verifier.ts'
import type { ModelLine } from './search-calls.ts'

/** Gives another line after a call was cut off with this error. Rejects with what that call is to reject with. */
export type Renew = (error: EspalierError) => Promise<ModelLine>

/** A policy at the end of a line. Its calls reject at once when they are aborted, also while the line is renewed. */
export function policyAt(line: ModelLine, renew: Renew): Policy {
  const call = lasting(line, policyOf, renew)
  return {
    shape: shapeOf(line),
    propose: (requests, sampling, signal) => call((policy) => policy.propose(requests, sampling, signal), signal),
  }
}

/** A verifier at the end of a line; see `policyAt`. */
export function verifierAt(line: ModelLine, renew: Renew): Verifier {
  const call = lasting(line, verifierOf, renew)
  return { shape: shapeOf(line), score: (paths, signal) => call((verifier) => verifier.score(paths, signal), signal) }
}

/** Makes calls to a model until one is not cut off. */
function lasting<Model>(line: ModelLine, modelAt: (line: ModelLine) => Model, renew: Renew) {
  let current = new Promise<Model>((resolve) => resolve(modelAt(line)))
  return async <Result>(ask: (model: Model) => Promise<Result>, signal: AbortSignal): Promise<Result> => {
    for (;;) {
      const asked = current
      // Where the line could not be renewed, this rejects for every call from then on.
      const model = await unlessAborted(asked, signal)
      try {
        return await ask(model)
      } catch (error) {
        if (signal.aborted || !wasCutOff(error)) throw error
        // Of several calls that were cut off, the first renews the line for all.
        if (current === asked) current = renew(error).then(modelAt)
      }
    }
  }
}

function wasCutOff(error: unknown): error is EspalierError {
  return error instanceof EspalierError && error.report.code === 'engine-stopped'
}

function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  if (signal.aborted) return Promise.reject(signal.reason as Error)
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

function policyOf(line: ModelLine): Policy {
  return line.kind === 'server' ? httpPolicy(line.facts, line.prompt) : policyOver(line.port, line.facts)
}

function verifierOf(line: ModelLine): Verifier {
  if (line.kind === 'session') return verifierOver(line.port, line.facts)
  return line.judge ? httpJudge(line.facts, line.judge) : httpVerifier(line.facts, line.reward)
}

function shapeOf(line: ModelLine): ModelShape | null {
  return line.facts.shape
}
