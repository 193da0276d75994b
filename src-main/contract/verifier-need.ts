// Which PRM a method asks, and what is said where it needs one that is not there.
// Knows that of a method alone. Does not know which models there are.
import { EspalierError } from './errors.ts'
import type { Method } from './method.ts'

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
