// A random world for oracles: which steps a policy would take from any path, how they end, and what a PRM would say.
// The k-th child asked of a path is always the same, so an oracle can grow the same tree without the search's code.
import { hashOf, noise } from '../doubles/noise.ts'
import { keyOf, scriptedPolicy } from '../doubles/scripted-policy.ts'
import type { ScriptedPolicy } from '../doubles/scripted-policy.ts'
import { scriptedVerifier } from '../doubles/scripted-verifier.ts'
import type { ScriptedVerifier } from '../doubles/scripted-verifier.ts'

export interface WorldStep {
  /** Path key of the step: its text and those before it, joined by "/". */
  key: string
  depth: number
  open: boolean
  answer: string | null
  /** Null where the PRM gives none. */
  reward: number | null
}

export interface World {
  policy: ScriptedPolicy
  verifier: ScriptedVerifier
  /** Child k (from 0) of the path with this key ('' for the root). */
  child(key: string, k: number): WorldStep
}

export interface WorldShape {
  /** Share of steps that end with an answer, that end without one, that are empty, and that the PRM leaves unscored. */
  answer?: number
  dead?: number
  empty?: number
  unscored?: number
  /** Number of different answers. */
  answers?: number
  /** Rewards lie on a grid of this many steps, so that ties happen; 0 for no grid. */
  grid?: number
}

export function worldOf(seed: number, shape: WorldShape = {}): World {
  const { answer = 0.25, dead = 0.05, empty = 0.04, unscored = 0.05, answers = 4, grid = 5 } = shape
  const chance = (key: string, salt: number) => noise(hashOf(`${seed}|${salt}|${key}`))

  const say = (key: string, k: number) => {
    const place = `${key}|${k}`
    const name = `${String.fromCharCode(97 + (key === '' ? 0 : key.split('/').length))}${k}`
    const kind = chance(place, 1)
    const said = Math.floor(chance(place, 2) * answers)
    if (kind < answer)
      return { text: `${name} The answer is: ${said}`, ends: 'solution' as const, answer: String(said) }
    if (kind < answer + dead) return { text: `${name} so be it`, ends: 'solution' as const, answer: null }
    if (kind < answer + dead + empty) return { text: '', ends: 'step' as const, answer: null }
    return { text: name, ends: 'step' as const, answer: undefined }
  }
  const rewardOf = (key: string) => {
    if (key.endsWith('/') || key === '' || chance(key, 3) < unscored) return null
    const reward = chance(key, 4)
    return grid > 0 ? Math.round(reward * grid) / grid : reward
  }
  const asked = new Map<string, number>()
  return {
    policy: scriptedPolicy((path) => {
      const key = keyOf(path)
      const k = asked.get(key) ?? 0
      asked.set(key, k + 1)
      return say(key, k)
    }),
    verifier: scriptedVerifier((path) => rewardOf(keyOf(path))),
    child(key, k) {
      const step = say(key, k)
      const own = key === '' ? step.text : `${key}/${step.text}`
      const depth = own.split('/').length
      return { key: own, depth, open: step.answer === undefined, answer: step.answer ?? null, reward: rewardOf(own) }
    },
  }
}
