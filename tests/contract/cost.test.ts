import { describe, expect, it } from 'vitest'
import {
  distinctFlops,
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
  policy: {
    ...NO_USAGE,
    inputTokens: 10,
    generatedTokens: 5,
    sharedTokens: 2,
    cachedTokens: 3,
    attendedTokens: 100,
    sharedAttendedTokens: 30,
  },
  verifier: {
    ...NO_USAGE,
    inputTokens: 7,
    scoredTokens: 6,
    sharedScoredTokens: 2,
    cachedTokens: 11,
    attendedTokens: 50,
  },
}

describe('FLOPs worked by hand', () => {
  // Paper's rule: 2·1000·5. Each child's steps through the PRM: 2·100·6, whatever it had to compute and took from its cache.
  // Shared once: 2·1000·(5 - 2) and 2·100·(6 - 2).
  // Exact: 2·1000·(10 + 5 - 2) + 4·2·8·(100 - 30) = 30,480 and 2·100·7 + 4·1·4·50 = 2,200.
  it.each([
    ['policy and PRM', POLICY, PRM, { paper: 10_000, both: 11_200, once: 6_800, exact: 32_680 }],
    ['a policy alone', POLICY, null, { paper: 10_000, both: 10_000, once: 6_000, exact: 30_480 }],
    ['a policy here, a PRM on a server', POLICY, SERVER, { paper: 10_000, both: null, once: null, exact: null }],
    ['a policy on a server, a PRM here', SERVER, PRM, { paper: null, both: null, once: null, exact: null }],
    ['a policy on a server alone', SERVER, null, { paper: null, both: null, once: null, exact: null }],
    ['two servers', SERVER, SERVER, { paper: null, both: null, once: null, exact: null }],
  ])('of %s', (_, policy, verifier, { paper, both, once, exact }) => {
    expect(paperFlops(policy, COST.policy)).toBe(paper)
    expect(policyAndVerifierFlops(COST, policy, verifier)).toBe(both)
    expect(distinctFlops(COST, policy, verifier)).toBe(once)
    expect(exactFlops(COST, policy, verifier)).toBe(exact)
  })

  it('of a run that has used nothing are 0, and still not known where a shape is not', () => {
    for (const flops of [policyAndVerifierFlops, distinctFlops, exactFlops]) {
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
    ['scoredTokens', 0],
    ['sharedScoredTokens', 0],
    ['sharedTokens', -2 * 1000],
    ['cachedTokens', 0],
    ['attendedTokens', 4 * 2 * 8],
  ] as const)('of one of the %s are %i', (count, flops) => {
    expect(forwardFlops(POLICY.shape, { ...NO_USAGE, [count]: 1 })).toBe(flops)
  })
})

describe('usage', () => {
  it('is added count by count', () => {
    const counts = Object.keys(NO_USAGE)
    const usageOf = (scale: number) => Object.fromEntries(counts.map((count, at) => [count, scale * (at + 1)])) as Usage
    expect(addUsage(usageOf(10), usageOf(1))).toEqual(usageOf(11))
  })

  it('whose scored tokens nobody tells stays unknown', () => {
    const untold = { ...NO_USAGE, scoredTokens: null, sharedScoredTokens: null, sharedAttendedTokens: null }
    expect([addUsage(untold, NO_USAGE), addUsage(NO_USAGE, untold)]).toEqual([untold, untold])
    const cost = { ...COST, verifier: { ...COST.verifier, scoredTokens: null } }
    expect([policyAndVerifierFlops(cost, POLICY, PRM), distinctFlops(cost, POLICY, PRM)]).toEqual([null, null])
    expect(policyAndVerifierFlops(cost, POLICY, null)).toBe(10_000)
    expect(exactFlops(cost, POLICY, PRM)).toBe(32_680)
  })

  it('of a record that knows no shared tokens has none', () => {
    const older: Partial<Usage> = { ...COST.policy }
    delete older.sharedTokens
    delete older.sharedAttendedTokens
    delete older.scoredTokens
    delete older.sharedScoredTokens
    const none = { sharedTokens: 0, sharedAttendedTokens: null, scoredTokens: null, sharedScoredTokens: null }
    const parsed = Usage.parse(older)
    expect(parsed).toEqual({ ...COST.policy, ...none })
    // Where nothing is shared, nothing of its attention is.
    expect(forwardFlops(POLICY.shape, parsed)).toBe(2 * 1000 * 15 + 4 * 2 * 8 * 100)
    expect(forwardFlops(POLICY.shape, { ...parsed, sharedTokens: 1 })).toBeNull()
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
