// The meters of a run: figures where they are known, words where they are not.
import { expect, it } from 'vitest'
import { NO_COST } from '../../src-main/contract/cost.ts'
import { emptyTree } from '../../src-main/contract/tree.ts'
import { METERS } from '../../src-renderer/screens/solve/meters.ts'
import type { Frame } from '../../src-renderer/state/run-view.svelte.ts'
import { headerOf } from '../engine/rows.ts'

it('tells that FLOPs are not known where the size of a model is not', () => {
  const usage = { inputTokens: 5, generatedTokens: 7, sharedTokens: 0, cachedTokens: 0, attendedTokens: 50 }
  const tree = { ...emptyTree(), cost: { ...NO_COST, policy: usage, verifier: usage } }
  const frame = { tree, seconds: 0 } as unknown as Frame
  const local = headerOf('run')
  const server = { ...local.policy, shape: null }
  const shown = (header: typeof local) =>
    METERS.filter(({ id }) => id.endsWith('Flops')).map((meter) => [
      meter.write(frame, header),
      meter.exactly?.(frame, header),
    ])
  expect(shown(local)).toEqual([
    ['140', '1.400e2'],
    ['140', '1.400e2'],
    ['1.04 k', '1.040e3'],
  ])
  const unknown = ['Not known', 'Not known']
  expect(shown({ ...local, policy: server })).toEqual([unknown, unknown, unknown])
  expect(shown({ ...local, verifier: server })).toEqual([['140', '1.400e2'], unknown, unknown])
})
