// How large the tree of a run may become, and how much memory it then takes.
// Knows parameters of methods. Does not know how memory is used.
import { DEPTH_LIMIT } from '../../src-main/contract/method-parameters.ts'
import type { Method } from '../../src-main/contract/method.ts'
import type { FieldValue } from './field-value.ts'

/** Bytes of a node with its events, in the engine and the window together (measured: REBASE of width 1,024 to 16,384, steps of twenty tokens). */
const NODE_BYTES = 10_000
/** Nodes from which on that is worth a word. */
const MANY = 50_000

export interface TreeSize {
  nodes: number
  bytes: number
}

/** The most that these values of a method's parameters can lead to; null where it is nothing to speak of. */
export function largeTree(
  { parameters, budget }: Pick<Method, 'parameters' | 'budget'>,
  valueOf: (key: string) => FieldValue,
): TreeSize | null {
  const number = (key: string): number | null => {
    const value = parameters.some((parameter) => parameter.key === key) ? valueOf(key) : null
    return typeof value === 'number' ? value : null
  }
  // A search that expands adds children, every other one goes on to the end of each path.
  const each = number('childWidth') ?? number(DEPTH_LIMIT.key) ?? DEPTH_LIMIT.default
  const nodes = (budget === null ? 1 : (number(budget) ?? 0)) * each
  return nodes < MANY ? null : { nodes, bytes: nodes * NODE_BYTES }
}
