// Whose turn it is in the thread of the searches, so that a run that never gives it back can be named: the thread itself tells nothing
// any more then.
// Knows a place in memory that both threads see. Does not know what a run does with its turn.
import type { Policy } from '../../search/policy.ts'
import type { Verifier } from '../../search/verifier.ts'

/** A run's seat: where its number stands while it is its turn. 0 is nobody. */
export interface Turn {
  place: Int32Array<SharedArrayBuffer>
  number: number
}

export function openTurns(): Turn['place'] {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
}

/** From now on until another one takes it, it is this run's turn. */
export function takeTurn({ place, number }: Turn): void {
  Atomics.store(place, 0, number)
}

/** The same policy; with each answer it is the run's turn. */
export function policyInTurn(policy: Policy, turn: Turn): Policy {
  const propose = inTurn((...words: Parameters<Policy['propose']>) => policy.propose(...words), turn)
  return { shape: policy.shape, propose }
}

/** The same verifier; with each answer it is the run's turn. */
export function verifierInTurn(verifier: Verifier, turn: Turn): Verifier {
  const score = inTurn((...words: Parameters<Verifier['score']>) => verifier.score(...words), turn)
  return { shape: verifier.shape, score }
}

/** A run goes on where what it has asked for is answered, one way or the other. */
function inTurn<Words extends unknown[], Answer>(ask: (...words: Words) => Promise<Answer>, turn: Turn) {
  return async (...words: Words): Promise<Answer> => {
    try {
      return await ask(...words)
    } finally {
      takeTurn(turn)
    }
  }
}
