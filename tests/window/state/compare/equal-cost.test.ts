// Runs at equal cost: what is shown was paid for, all of it that was, and no more than the limit.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cost } from '../../../../src-main/contract/cost.ts'
import { NO_COST } from '../../../../src-main/contract/cost.ts'
import type { MethodId } from '../../../../src-main/contract/method.ts'
import { METHOD_IDS } from '../../../../src-main/contract/method.ts'
import { foldChanges } from '../../../../src-main/contract/tree.ts'
import { Charges, momentAtCost } from '../../../../src-renderer/state/compare/charges.ts'
import { commonMeasures, spentBy } from '../../../../src-renderer/state/compare/cost-measures.ts'
import { finishedRun } from '../../../doubles/finished-runs.ts'
import { windowEngine } from '../../../doubles/window-engine.ts'

const tokens = (cost: Cost): number => cost.policy.generatedTokens

describe('the moment of a cost', () => {
  it.each(METHOD_IDS)('of %s shows what was paid for by then, and nothing else', async (method: MethodId) => {
    const { events } = await finishedRun(windowEngine(), { method })
    const charges = new Charges().follow(events)
    const total = tokens(charges.at(-1)!.cost)
    expect(total).toBeGreaterThan(0)
    expect(momentAtCost(charges, total, tokens)).toBe(events.length)
    fc.assert(
      fc.property(fc.nat(total), fc.nat(total), (one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)]
        const moment = momentAtCost(charges, low, tokens)
        expect(moment).toBeLessThanOrEqual(momentAtCost(charges, high, tokens))
        const tree = foldChanges(events.slice(0, moment).map(({ change }) => change))
        expect(tokens(tree.cost)).toBeLessThanOrEqual(low)
        expect(tree.nodes.length - 1).toBe(tree.cost.nodes)
        // The next charge would be too much.
        const next = events.slice(moment).find(({ change }) => change.type === 'cost')?.change
        if (next?.type === 'cost' && moment > 0) expect(tokens(next.cost)).toBeGreaterThan(low)
      }),
    )
  })

  it('is the same whether the events come at once or one by one', async () => {
    const { events } = await finishedRun(windowEngine())
    const [whole, grown] = [new Charges(), new Charges()]
    for (let length = 0; length <= events.length; length++) grown.follow(events.slice(0, length))
    expect(grown.follow(events)).toEqual(whole.follow(events))
  })

  it('of no events is the beginning', () => {
    expect(momentAtCost(new Charges().follow([]), 5, tokens)).toBe(0)
    expect(momentAtCost([], 5, tokens)).toBe(0)
  })
})

describe('the measures of cost', () => {
  it('are those that are known of every run, tokens where no size is told', async () => {
    const { header, events } = await finishedRun(windowEngine())
    const cost = foldChanges(events.map(({ change }) => change)).cost
    const served = { ...header, policy: { ...header.policy, shape: null } }
    expect(commonMeasures([{ header, cost }])).toContain('bothFlops')
    expect(
      commonMeasures([
        { header, cost },
        { header: served, cost },
      ]),
    ).toEqual(['policyTokens'])
    const imported = { file: 'x', format: 'x', place: 'x', rewards: 'none' } as const
    expect(
      commonMeasures([
        { header, cost },
        { header: { ...header, imported }, cost: NO_COST },
      ]),
    ).toEqual([])
    expect(spentBy('policyTokens', cost, header)).toBe(cost.policy.generatedTokens)
  })
})
