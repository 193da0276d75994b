import { describe, expect, it } from 'vitest'
import { METHODS, methodById } from '../../../src-main/contract/method.ts'
import type { MethodId } from '../../../src-main/contract/method.ts'
import { SAMPLE_LIMIT } from '../../../src-main/contract/method-parameters.ts'
import { largeTree } from '../../../src-renderer/state/tree-size.ts'

const sizeOf = (id: MethodId, values: Record<string, number | string | null>) => {
  const method = methodById(id)
  const usual = Object.fromEntries(method.parameters.map(({ key, default: value }) => [key, value]))
  return largeTree(method, (key) => ({ ...usual, ...values })[key] ?? null)
}

describe('the size of a tree that is asked for', () => {
  it.each(METHODS.map(({ id }) => id))('is no matter by default: %s', (id) => {
    expect(sizeOf(id, {})).toBeNull()
  })

  const rows: [MethodId, Record<string, number | string | null>, number | null][] = [
    ['rebase', { width: 1024 }, null],
    ['rebase', { width: SAMPLE_LIMIT }, SAMPLE_LIMIT * 25],
    ['rebase', { width: 4096, depthLimit: 100 }, 409_600],
    ['majority', { width: SAMPLE_LIMIT }, SAMPLE_LIMIT * 25],
    ['mcts', { expansions: SAMPLE_LIMIT }, null],
    ['mcts', { expansions: SAMPLE_LIMIT, childWidth: 8 }, SAMPLE_LIMIT * 8],
    ['rebase', { width: null }, null],
    ['rebase', { width: 'many' }, null],
  ]
  it.each(rows)('%s %j: %s nodes', (id, values, nodes) => {
    const size = sizeOf(id, values)
    expect(size?.nodes ?? null).toBe(nodes)
    if (size) expect(size.bytes).toBeGreaterThan(1000 * size.nodes)
  })
})
