// A scripted pair of models that talk like the embedded ones: a policy that adds numbers step by step and sometimes slips,
// and a PRM that mostly sees the slip. Both are pure functions of path and seed.
import { hashOf, noise } from './noise.ts'
import { scriptedPolicy } from './scripted-policy.ts'
import { scriptedVerifier } from './scripted-verifier.ts'
import type { Path } from '../../src-main/search/policy.ts'

export const SUM_PROBLEM = { question: 'A shop has 3 boxes. Add 4, then 5, then 6. How many?', answer: '#### 18' }
const ADDENDS = [4, 5, 6]

/** Adds the next number to what the path has so far; every fourth seed or so slips by one or two. */
export function addingPolicy() {
  return scriptedPolicy((path, seed) => {
    const sofar = totalOf(path)
    const addend = ADDENDS[path.steps.length]
    if (addend === undefined) return { text: `The answer is: ${sofar}`, ends: 'solution' }
    const slip = noise(seed) < 0.35 ? 1 + Math.floor(noise(seed + 1) * 2) : 0
    return `Step ${path.steps.length + 1}: ${sofar} + ${addend} = ${sofar + addend + slip}`
  })
}

/** High where the last sum is right, low where it is not, both with noise that depends on the text. */
export function addingVerifier() {
  return scriptedVerifier((path) => {
    const right = 3 + ADDENDS.slice(0, path.steps.length).reduce((sum, addend) => sum + addend, 0)
    const doubt = noise(hashOf(path.steps.at(-1)?.text ?? ''))
    return totalOf(path) === right ? 0.7 + 0.3 * doubt : 0.1 + 0.4 * doubt
  })
}

function totalOf(path: Path): number {
  return Number(/(\d+)$/.exec(path.steps.at(-1)?.text ?? '3')?.[1])
}
