import { describe, expect, it } from 'vitest'
import {
  addUsage,
  exactFlops,
  forwardFlops,
  NO_COST,
  NO_USAGE,
  paperFlops,
  policyAndVerifierFlops,
  reuseOf,
  Usage,
} from '../../src-main/contract/cost.ts'
import type { Cost } from '../../src-main/contract/cost.ts'

const POLICY = { shape: { parameters: 1000, layers: 2, attentionWidth: 8 } }
const PRM = { shape: { parameters: 100, layers: 1, attentionWidth: 4 } }
const SERVER = { shape: null }

const COST: Cost = {
  samples: 1,
  nodes: 2,
  policy: { inputTokens: 10, generatedTokens: 5, sharedTokens: 2, cachedTokens: 3, attendedTokens: 100 },
  verifier: { inputTokens: 7, generatedTokens: 0, sharedTokens: 0, cachedTokens: 11, attendedTokens: 50 },
}

describe('FLOPs worked by hand', () => {
  // Paper's rule: 2·1000·5. The PRM's reading: 2·100·7, what it took from its cache left out.
  // Exact: 2·1000·(10 + 5) + 4·2·8·100 = 36,400 and 2·100·7 + 4·1·4·50 = 2,200.
  it.each([
    ['policy and PRM', POLICY, PRM, { paper: 10_000, both: 11_400, exact: 38_600 }],
    ['a policy alone', POLICY, null, { paper: 10_000, both: 10_000, exact: 36_400 }],
    ['a policy here, a PRM on a server', POLICY, SERVER, { paper: 10_000, both: null, exact: null }],
    ['a policy on a server, a PRM here', SERVER, PRM, { paper: null, both: null, exact: null }],
    ['a policy on a server alone', SERVER, null, { paper: null, both: null, exact: null }],
    ['two servers', SERVER, SERVER, { paper: null, both: null, exact: null }],
  ])('of %s', (_, policy, verifier, { paper, both, exact }) => {
    expect(paperFlops(policy, COST.policy)).toBe(paper)
    expect(policyAndVerifierFlops(COST, policy, verifier)).toBe(both)
    expect(exactFlops(COST, policy, verifier)).toBe(exact)
  })

  it('of a run that has used nothing are 0, and still not known where a shape is not', () => {
    for (const flops of [policyAndVerifierFlops, exactFlops]) {
      expect(flops(NO_COST, POLICY, PRM)).toBe(0)
      expect(flops(NO_COST, SERVER, PRM)).toBeNull()
      expect(flops(NO_COST, POLICY, SERVER)).toBeNull()
    }
    expect(paperFlops(POLICY, NO_USAGE)).toBe(0)
  })

  // Each count alone: what of a usage costs forward FLOPs, and how much.
  it.each([
    ['inputTokens', 2 * 1000],
    ['generatedTokens', 2 * 1000],
    ['sharedTokens', 0],
    ['cachedTokens', 0],
    ['attendedTokens', 4 * 2 * 8],
  ] as const)('of one of the %s are %i', (count, flops) => {
    expect(forwardFlops(POLICY.shape, { ...NO_USAGE, [count]: 1 })).toBe(flops)
  })
})

describe('usage', () => {
  it('is added count by count', () => {
    const tens = { inputTokens: 10, generatedTokens: 20, sharedTokens: 30, cachedTokens: 40, attendedTokens: 50 }
    const ones = { inputTokens: 1, generatedTokens: 2, sharedTokens: 3, cachedTokens: 4, attendedTokens: 5 }
    const sum = { inputTokens: 11, generatedTokens: 22, sharedTokens: 33, cachedTokens: 44, attendedTokens: 55 }
    expect(addUsage(tens, ones)).toEqual(sum)
  })

  it('of a record that knows no shared tokens has none', () => {
    const older: Partial<Usage> = { ...COST.policy }
    delete older.sharedTokens
    expect(Usage.parse(older)).toEqual({ ...COST.policy, sharedTokens: 0 })
  })
})

describe('what did not have to be computed', () => {
  it.each([
    // Wanted: read 10 + 7, generated 5, held 3 + 11.
    ['policy and PRM', POLICY, PRM, { shared: 2, cached: 14, wanted: 36 }],
    ['a PRM on a server', POLICY, SERVER, null],
    ['a policy on a server', SERVER, PRM, null],
    ['a policy on a server alone', SERVER, null, null],
  ])('with %s', (_, policy, verifier, reuse) => {
    expect(reuseOf(COST, policy, verifier)).toEqual(reuse)
  })

  it('with a policy alone is the policy’s', () => {
    expect(reuseOf({ ...COST, verifier: NO_USAGE }, POLICY, null)).toEqual({ shared: 2, cached: 3, wanted: 18 })
  })
})
