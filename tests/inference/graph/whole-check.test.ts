// Whether products of whole numbers are trusted: where ONNX Runtime has them right.
import * as ort from 'onnxruntime-node'
import { expect, it } from 'vitest'
import { multipliesWhole, roundsFactors } from '../../../src-main/inference/graph/whole-check.ts'
import type { CheckpointSource } from '../../../src-main/inference/model/graph-source.ts'

/** A session whose sum is this. */
const giving = (sum: number) =>
  Promise.resolve({
    run: () => Promise.resolve({ sum: { data: Float32Array.of(sum) } }),
    release: () => Promise.resolve(),
  } as unknown as ort.InferenceSession)

it('are where a sum of the largest numbers is whole', async () => {
  expect(await multipliesWhole(() => giving(64 * 255 * 127))).toBe(true)
})

it.each([
  ['a sum that stops at the end of 16 bits', () => giving(32 * 32_767)],
  ['no such operator', () => Promise.reject(new Error('refused'))],
])('are not with %s', async (_, create) => {
  expect(await multipliesWhole(create)).toBe(false)
})

const source = (kind: string, rounded: boolean) =>
  ({ form: { source: '', weights: '', rounded }, checkpoint: { tensors: new Map([['matrix', { kind }]]) } }) as never

it.each([
  ['blocks', true, 'webgpu', true],
  ['blocks', false, 'cpu', false],
  ['rows', true, 'webgpu', false],
] as const)('factors of %s, rounded before: %s, are rounded on %s: %s', async (kind, rounded, device, rounds) => {
  expect(await roundsFactors(source(kind, rounded) as CheckpointSource, device)).toBe(rounds)
})

it('factors of rows are rounded on the CPU as this machine has it', async () => {
  const works = await multipliesWhole((graph) => ort.InferenceSession.create(graph))
  expect(await roundsFactors(source('rows', true) as CheckpointSource, 'cpu')).toBe(works)
})
