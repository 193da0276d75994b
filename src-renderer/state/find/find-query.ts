// What is looked for in a tree: a few conditions, all of which a step must meet.
// Knows the conditions. Does not know trees (find-nodes.ts) or forms.
import type { Ending } from '../../../src-main/contract/node.ts'

/** `none`: a path that ended without an answer. An answer that nobody graded is neither right nor wrong. */
export const VERDICTS = ['right', 'wrong', 'none'] as const
export type Verdict = (typeof VERDICTS)[number]

/** Null and the empty text ask for nothing. */
export interface FindQuery {
  /** Part of a step's text, whatever the case of its letters. */
  text: string
  /** The whole answer of a finished path, as it is written. */
  answer: string | null
  /** PRM reward of the step, both ends included; a step without one is outside of every range. */
  rewardFrom: number | null
  rewardTo: number | null
  verdict: Verdict | null
  ending: Ending | null
  /** Steps from the root, both ends included. */
  depthFrom: number | null
  depthTo: number | null
}

export const NO_QUERY: FindQuery = {
  text: '',
  answer: null,
  rewardFrom: null,
  rewardTo: null,
  verdict: null,
  ending: null,
  depthFrom: null,
  depthTo: null,
}

/** The conditions of the form besides the text: each may be set, and taken away as a whole. */
export const CONDITIONS = {
  answer: ['answer'],
  reward: ['rewardFrom', 'rewardTo'],
  verdict: ['verdict'],
  ending: ['ending'],
  depth: ['depthFrom', 'depthTo'],
} as const satisfies Record<string, readonly (keyof FindQuery)[]>
export type Condition = keyof typeof CONDITIONS

/** The conditions that are set, in the order of the form. */
export function conditionsOf(query: FindQuery): Condition[] {
  return (Object.keys(CONDITIONS) as Condition[]).filter((name) => CONDITIONS[name].some((key) => query[key] !== null))
}

/** The query without one condition. */
export function without(query: FindQuery, name: Condition): FindQuery {
  return { ...query, ...Object.fromEntries(CONDITIONS[name].map((key) => [key, null])) }
}

/** Whether anything is asked for. */
export function asksNothing(query: FindQuery): boolean {
  return query.text === '' && conditionsOf(query).length === 0
}
