// What the batch computes is what the bare tokens give: the numbers of a ragged batch and of forks, on the CPU.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LoadedModel } from '../../../src-main/inference/decoding/loaded-model.ts'
import { openOnnxSession } from '../../../src-main/inference/graph/onnx-session.ts'
import type { OnnxSession } from '../../../src-main/inference/graph/onnx-session.ts'
import { branchingDifferences } from './branching-logits.ts'
import type { Differences } from './branching-logits.ts'
import { openModel, POLICY, PRM, TINY } from '../embedded.ts'

const TOLERANCE = 1e-4

describe.each([
  ['the policy', 'policy', POLICY],
  ['the PRM', 'verifier', PRM],
  ['a model with a large vocabulary', 'policy', TINY],
] as const)('the logits of %s', (_, role, folder) => {
  let model: LoadedModel & { session: OnnxSession }
  let differences: Differences
  /** Of each pass the chunk's length, then how many tokens each row held already; rows of padding hold none. */
  let passes: number[][]
  beforeAll(async () => {
    model = await openModel(role, undefined, folder)
    // Bare tokens take the other kind of graph where the batch has the one that works in place.
    const reference = await openOnnxSession({ folder: model.folder, device: 'cpu', threads: 2, inPlace: false })
    const compared = await branchingDifferences(model.session, reference, model.folder)
    await reference.release()
    differences = compared.differences
    passes = compared.batches.map(({ chunk, pastLengths }) => [chunk, ...pastLengths.filter((length) => length > 0)])
  })
  afterAll(() => model.session.release())

  it('of a ragged batch are those of each row alone', () => {
    const chunks = role === 'verifier' ? [[8, 9, 40, 70]] : [9, 40, 70].map((past) => [8, past])
    for (const chunk of chunks) expect(passes).toContainEqual(chunk)
    expect(passes).toContainEqual([1, 17, 42, 75])
    expect(differences.chunk).toBeLessThanOrEqual(TOLERANCE)
    expect(differences.decode).toBeLessThanOrEqual(TOLERANCE)
  })

  it('of two children of one prefix are those of a recomputation', () => {
    expect(passes.at(-2)).toEqual([1, 19, 44, 77, 77, 44, 19])
    expect(passes.at(-1)).toEqual([1, 20, 45, 78, 78, 45, 20])
    expect(differences.fork).toBeLessThanOrEqual(TOLERANCE)
  })
})
