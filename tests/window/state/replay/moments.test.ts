// The moments of a run: who leads by the method's own vote, first answers, rounds, and where jumps lead.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change } from '../../../../src-main/contract/event.ts'
import { AGGREGATES, CHOICES } from '../../../../src-main/contract/method-parameters.ts'
import { NO_COST, NO_USAGE } from '../../../../src-main/contract/cost.ts'
import { foldChanges } from '../../../../src-main/contract/tree.ts'
import { votesOf } from '../../../../src-main/search/choosing.ts'
import { halfOfBudget } from '../../../../src-renderer/state/replay/half-budget.ts'
import type { Jump } from '../../../../src-renderer/state/replay/jump.ts'
import { landingOf } from '../../../../src-renderer/state/replay/jump.ts'
import { Moments } from '../../../../src-renderer/state/replay/moments.ts'
import { voteRuleOf } from '../../../../src-renderer/state/replay/vote-rule.ts'
import type { VoteRule } from '../../../../src-renderer/state/replay/vote-rule.ts'
import { asEvents, longRun } from '../../../doubles/long-run.ts'
import { headerOf } from '../../../engine/history/rows.ts'
import { runSearch } from '../../../search/run-search.ts'
import { worldOf } from '../../../search/world.ts'

function momentsOf(changes: readonly Change[], rule: VoteRule): Moments {
  const moments = new Moments(asEvents(changes), () => rule)
  moments.follow()
  return moments
}

/** Who leads after so many events, by the search's own vote over the tree there. */
function leaderAt(changes: readonly Change[], at: number, { by, aggregate }: VoteRule): string | null {
  return votesOf(foldChanges(changes.slice(0, at)), { by, aggregate })[0]?.answer ?? null
}

const isBatch = (change: Change | undefined): boolean => change?.type === 'node-added' || change?.type === 'node-scored'

describe('the lead', () => {
  const rules = CHOICES.flatMap((by) => AGGREGATES.map((aggregate) => ({ by, aggregate })))
  it.each(rules)('by $by and $aggregate is the search’s own vote after each batch', (rule) => {
    // Products and means of eighths are not exact: the search adds them in another order.
    const grid = rule.by === 'weighted' && (rule.aggregate === 'mean' || rule.aggregate === 'prod')
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (length) => {
        const changes = longRun(length).filter(({ type }) => type !== 'chosen')
        const moments = momentsOf(changes, rule)
        for (let at = 0; at < changes.length; at++) {
          if (isBatch(changes[at])) continue
          const told = moments.leads.findLast((lead) => lead.at <= at)?.answer ?? null
          const counted = leaderAt(changes, at, rule)
          if (grid && told !== counted) {
            const votes = votesOf(foldChanges(changes.slice(0, at)), rule)
            const weight = (answer: string | null) => votes.find((vote) => vote.answer === answer)?.weight ?? -1
            expect(weight(told)).toBeCloseTo(weight(counted), 9)
          } else expect(told).toBe(counted)
        }
      }),
      { numRuns: 12 },
    )
  })

  it.each(['majority', 'best-of-n', 'weighted', 'rebase', 'mcts', 'beam', 'ab-mcts', 'greedy'] as const)(
    'of %s ends with the answer that the run chose',
    async (method) => {
      for (let seed = 1; seed <= 12; seed++) {
        const { policy, verifier } = worldOf(seed, { grid: 8 })
        const { changes, tree } = await runSearch({ method, policy, verifier, seed })
        const spec = { method, parameters: {} }
        const moments = new Moments(asEvents(changes), (by) => voteRuleOf(spec, by))
        moments.follow()
        expect(moments.leads.at(-1)?.answer ?? null).toBe(tree.chosen!.answer)
        // Not by the choice alone: it led before.
        expect(moments.leads.at(-1)?.at ?? 0).toBeLessThan(moments.chosen!.at)
      }
    },
  )

  it('counts answers as one that the vote found equal, from the first of them on', () => {
    const answered = (id: number, answer: string): Change => ({
      type: 'node-added',
      node: {
        ...{ id, parent: 0, depth: 1, text: answer, tokenIds: [], logProbabilities: [] },
        ...{ ending: 'answer', answer, correct: null },
      },
    })
    const cost: Change = { type: 'cost', cost: NO_COST }
    const grown = [
      answered(1, '7'),
      answered(2, '7'),
      cost,
      answered(3, '1/2'),
      cost,
      answered(4, '0.5'),
      answered(5, '.5'),
      cost,
    ]
    const rule = { by: 'majority', aggregate: 'last' } as const
    expect(momentsOf(grown, rule).leads.map(({ answer }) => answer)).toEqual(['7'])
    const votes = [
      { answer: '1/2', weight: 3, nodes: [3, 4, 5], correct: null },
      { answer: '7', weight: 2, nodes: [1, 2], correct: null },
    ]
    const chosen: Change = { type: 'chosen', by: 'majority', node: 3, answer: '1/2', correct: null, votes }
    expect(momentsOf([...grown, chosen], rule).leads).toEqual([
      { at: 2, answer: '7', before: null },
      { at: 7, answer: '1/2', before: '7' },
    ])
  })

  it('is the same whether the events came one by one or all at once', () => {
    const events = asEvents(longRun(600))
    const rule = { by: 'weighted', aggregate: 'last' } as const
    const growing: typeof events = []
    const moments = new Moments(growing, () => rule)
    for (const event of events) {
      growing.push(event)
      moments.follow()
    }
    const whole = new Moments(events, () => rule)
    whole.follow()
    expect(moments.leads).toEqual(whole.leads)
    expect(moments.leads.length).toBeGreaterThan(3)
    expect(moments.rounds).toEqual(whole.rounds)
    expect(moments.addedAt).toEqual(whole.addedAt)
  })
})

describe('the rule of a run', () => {
  it.each([
    [{ method: 'majority', parameters: {} }, undefined, { by: 'majority', aggregate: 'last' }],
    [{ method: 'best-of-n', parameters: { aggregate: 'min' } }, undefined, { by: 'best-of-n', aggregate: 'min' }],
    [{ method: 'rebase', parameters: {} }, undefined, { by: 'weighted', aggregate: 'last' }],
    [
      { method: 'mcts', parameters: { choose: 'majority', aggregate: 'prod' } },
      undefined,
      { by: 'majority', aggregate: 'prod' },
    ],
    [{ method: 'greedy', parameters: {} }, undefined, { by: 'majority', aggregate: 'last' }],
    [{ method: 'majority', parameters: {} }, 'label', { by: 'majority', aggregate: 'last' }],
    [{ method: 'majority', parameters: {} }, 'weighted', { by: 'weighted', aggregate: 'last' }],
  ] as const)('%j, chosen by %s, is %j', (spec, by, rule) => expect(voteRuleOf(spec, by)).toEqual(rule))
})

describe('moments', () => {
  const changes = longRun(900)
  const moments = momentsOf(changes, { by: 'weighted', aggregate: 'last' })

  it('say when each node came', () => {
    for (const [node, at] of moments.addedAt.entries()) {
      expect(foldChanges(changes.slice(0, at)).nodes).toHaveLength(node + 1)
      if (at > 0) expect(foldChanges(changes.slice(0, at - 1)).nodes).toHaveLength(node)
    }
  })

  it('say which answer was first, and which right one', () => {
    const { nodes } = foldChanges(changes)
    expect(moments.firstAnswer?.node).toBe(nodes.find(({ answer }) => answer !== null)!.id)
    expect(moments.firstRight?.node).toBe(nodes.find(({ correct }) => correct === true)!.id)
    expect(moments.firstRight?.at).toBe(moments.addedAt[moments.firstRight!.node])
  })

  it('are where jumps lead, from wherever one stands', () => {
    const header = headerOf('run')
    const to = (jump: Jump, position: number) => landingOf(jump, { moments, position, header, found: [9, 2] })
    expect(to('answer', 0)).toEqual({ ...moments.firstAnswer, lead: null })
    expect(to('right', 0)?.at).toBe(moments.firstRight!.at)
    expect(to('chosen', 0)?.at).toBe(changes.length - 1)
    const [first, second] = moments.changes
    expect(to('lead-next', 0)?.lead).toBe(first)
    expect(to('lead-next', first!.at)?.lead).toBe(second)
    expect(to('lead-previous', second!.at)?.lead).toBe(first)
    expect(to('lead-previous', first!.at)).toBeNull()
    expect(to('lead-next', changes.length)).toBeNull()
    expect(to('round-next', moments.rounds[3]!)?.at).toBe(moments.rounds[4])
    expect(to('round-previous', moments.rounds[0]!)).toBeNull()
    expect(to('found-next', 0)).toEqual({ at: moments.addedAt[2], node: 2, lead: null })
    expect(to('found-next', moments.addedAt[2]!)?.node).toBe(9)
    expect(to('found-previous', changes.length)?.node).toBe(9)
    expect(to('found-previous', moments.addedAt[2]!)).toBeNull()
  })

  it('of a run without answers are none', () => {
    const none = momentsOf([{ type: 'state', state: 'running', error: null }], { by: 'majority', aggregate: 'last' })
    for (const jump of [
      'answer',
      'right',
      'chosen',
      'lead-next',
      'lead-previous',
      'round-next',
      'found-next',
      'half',
    ] as const)
      expect(landingOf(jump, { moments: none, position: 0, header: headerOf('run'), found: [] })).toBeNull()
  })
})

describe('half of the compute', () => {
  const costOf = (generatedTokens: number, inputTokens: number) => ({
    ...NO_COST,
    policy: { ...NO_USAGE, generatedTokens, inputTokens },
  })
  const costs = [
    { at: 3, cost: costOf(10, 100) },
    { at: 5, cost: costOf(40, 100) },
    { at: 9, cost: costOf(60, 400) },
    { at: 12, cost: costOf(100, 400) },
  ]
  const header = headerOf('run')
  it('counts all FLOPs where they are known', () => {
    // 20 FLOPs a token of 500 in all: 250 are reached with 460 at event 9.
    expect(halfOfBudget(costs, header)).toBe(9)
  })
  it('counts the paper’s FLOPs where attention is not known', () => {
    const policy = { ...header.policy, shape: { parameters: 10, layers: null, attentionWidth: null } }
    // Generated tokens alone: 50 of 100 are reached with 60.
    expect(
      halfOfBudget([...costs.slice(0, 2), { at: 7, cost: costOf(50, 0) }, ...costs.slice(2)], { ...header, policy }),
    ).toBe(7)
  })
  it('counts tokens where no size is known', () => {
    expect(halfOfBudget(costs, { ...header, policy: { ...header.policy, shape: null } })).toBe(9)
  })
  it('is nowhere where nothing was used', () => {
    expect(halfOfBudget([{ at: 1, cost: NO_COST }], header)).toBeNull()
    expect(halfOfBudget([], header)).toBeNull()
  })
})
