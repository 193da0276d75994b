// The meters of a run: figures where they are known, words where they are not.
import { expect, it } from 'vitest'
import { NO_COST, NO_USAGE } from '../../../src-main/contract/cost.ts'
import type { Cost } from '../../../src-main/contract/cost.ts'
import type { RunHeader } from '../../../src-main/contract/run.ts'
import { emptyTree } from '../../../src-main/contract/tree.ts'
import { METERS } from '../../../src-renderer/screens/solve/meters.ts'
import type { Frame } from '../../../src-renderer/state/run-view.svelte.ts'
import { headerOf } from '../../engine/history/rows.ts'

it('tells that FLOPs are not known where the size of a model is not', () => {
  const usage = { ...NO_USAGE, inputTokens: 5, generatedTokens: 7, scoredTokens: 6, attendedTokens: 50 }
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
    ['140', '1.400e2'],
    ['1.04 k', '1.040e3'],
  ])
  const unknown = ['Not known', 'Not known']
  expect(shown({ ...local, policy: server })).toEqual([unknown, unknown, unknown, unknown])
  expect(shown({ ...local, verifier: server })).toEqual([['140', '1.400e2'], unknown, unknown, unknown])
})

it('tells which share of the tokens was not computed, and of what it is made', () => {
  const policy = { ...NO_USAGE, inputTokens: 20, generatedTokens: 60, sharedTokens: 15, cachedTokens: 1000 }
  const verifier = { ...NO_USAGE, inputTokens: 120, cachedTokens: 800 }
  const frameOf = (cost: Partial<Cost>) =>
    ({ tree: { ...emptyTree(), cost: { ...NO_COST, ...cost } }, seconds: 0 }) as unknown as Frame
  const meter = METERS.find(({ id }) => id === 'reused')!
  const shown = (cost: Partial<Cost>, header: RunHeader) => [
    meter.write(frameOf(cost), header),
    meter.exactly?.(frameOf(cost), header),
  ]
  const local = headerOf('run')
  expect(shown({ policy, verifier }, local)).toEqual(['91 %', '15 shared + 1,800 cached of 2,000 tokens'])
  expect(shown({ policy }, local)).toEqual(['94 %', '15 shared + 1,000 cached of 1,080 tokens'])
  expect(shown({}, local)).toEqual(['0 %', '0 shared + 0 cached of 0 tokens'])
  const server = { ...local, policy: { ...local.policy, shape: null } }
  expect(shown({ policy, verifier }, server)).toEqual(['Not known', 'Not known'])
})
