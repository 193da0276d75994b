// Which verifier a method asks, what a judge is asked, and what is said where one is needed that is not there.
// Knows that of a method alone. Does not know which models there are.
import { EspalierError } from './errors.ts'
import type { JudgeRecord } from './judge-record.ts'
import type { Method } from './method.ts'
import { readVerifier } from './verifier-choice.ts'

type Needs = Pick<Method, 'name' | 'needsVerifier'>

/** The PRM that a run of this method asks: the one at hand, or null where the method asks none. */
export function verifierOf<Verifier>({ needsVerifier }: Needs, verifier: Verifier | null): Verifier | null {
  return needsVerifier ? verifier : null
}

/** True where the method cannot run, because it needs a PRM and there is none. */
export function lacksVerifier({ needsVerifier }: Needs, verifier: unknown): boolean {
  return needsVerifier && verifier === null
}

/** `verifierOf`, but throws `bad-input` where there is none that is needed; `advice` says what to do here. */
export function verifierFor<Verifier>(
  method: Needs,
  verifier: Verifier | null,
  advice = 'Choose a PRM for this run, or a method that works without one.',
): Verifier | null {
  if (!lacksVerifier(method, verifier)) return verifierOf(method, verifier)
  throw new EspalierError({
    code: 'bad-input',
    message: `${method.name} needs a process reward model (PRM).`,
    advice,
  })
}

/** What a judge is asked, for a run with this verifier; nothing for a run without one. Throws `bad-input` where the verifier is no judge. */
export function judgeFor(verifier: string | null, judge: JudgeRecord | undefined): { judge?: JudgeRecord } {
  if (verifier === null || judge === undefined) return {}
  if (readVerifier(verifier).kind === 'judge') return { judge }
  throw new EspalierError({
    code: 'bad-input',
    message: `There is a question for a judge, and “${verifier}” is none.`,
    advice: 'Name the judge as judge:MODEL, or leave the question out.',
  })
}
