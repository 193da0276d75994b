// Why a node was given its children: the numbers on screen are those of the decision, for every method's decisions.
import { describe, expect, it } from 'vitest'
import { nodesOf } from '../../../src-main/contract/decision.ts'
import type { Decision } from '../../../src-main/contract/decision.ts'
import { METHODS } from '../../../src-main/contract/method.ts'
import { foldChanges } from '../../../src-main/contract/tree.ts'
import type { Tree } from '../../../src-main/contract/tree.ts'
import { explainDecision, explainPlainly } from '../../../src-renderer/screens/solve/decisions/explain-decision.ts'
import { officialTurn } from '../../../src-renderer/screens/solve/decisions/explain-rebase.ts'
import { bestNode, tallyOf } from '../../../src-renderer/screens/solve/tally.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

async function treeOf(method: string, parameters: Record<string, number | string> = {}): Promise<Tree> {
  const engine = windowEngine()
  const problem = { id: 'own', question: 'How many apples?', answer: '24' }
  const request = { problem, method: method as 'rebase', parameters, policy: 'policy', verifier: 'prm' }
  const { id } = await engine.call('runs.start', request)
  for (;;) {
    const { events } = await engine.call('runs.open', { id })
    const tree = foldChanges(events.map((event) => event.change))
    if (tree.state === 'done') return tree
    if (tree.state === 'failed') throw new Error(tree.error?.message)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

describe('decisions', () => {
  it.each(METHODS)('of $name are explained for every node they name', async ({ id }) => {
    const tree = await treeOf(id)
    expect(tree.decisions.length).toBeGreaterThan(0)
    for (const decision of tree.decisions) {
      for (const node of [null, ...nodesOf(decision)]) {
        const { summary, lines, portions } = explainDecision(decision, node)
        expect(summary).not.toMatch(/undefined|NaN|of the kind/)
        for (const line of lines) expect(`${line.numbers} ${line.result}`).not.toMatch(/undefined|NaN/)
        for (const portion of portions) expect(portion.share).toBeGreaterThanOrEqual(0)
      }
    }
  })

  it.each(['official', 'paper'])('of REBASE, rule %s, work out to the widths that were given', async (rule) => {
    const tree = await treeOf('rebase', { width: 24, rule })
    const rebase = tree.decisions.filter((decision) => decision.kind === 'rebase')
    expect(rebase.length).toBeGreaterThan(2)
    for (const decision of rebase) {
      for (const share of decision.shares) {
        const [weight, part, width] = explainDecision(decision, share.node).lines
        expect(Number(weight?.result)).toBeCloseTo(share.weight, 2)
        expect(Number(part?.result)).toBeCloseTo(share.share, 2)
        expect(width?.result).toBe(String(share.width))
        if (rule === 'official') {
          const turn = officialTurn(decision, share.node)
          const worked = Math.ceil((turn.budgetLeft * share.weight) / turn.weightLeft - 1e-9)
          expect(turn.budgetLeft > 0 ? worked : 0).toBe(share.width)
        } else expect(Math.round(decision.budget * share.share)).toBe(share.width)
      }
    }
  })

  it('of a kind that nobody knows are told by their fields', () => {
    const strange = {
      kind: 'coin-toss',
      luckFactor: 0.25,
      rows: [
        { node: 3, heads: 2, width: 4 },
        { node: 4, width: 12 },
      ],
    }
    const told = explainPlainly(strange, 3)
    expect(told.summary).toContain('coin toss')
    expect(told.lines.map((line) => [line.name, line.result])).toEqual([
      ['luck factor', '0.25'],
      ['heads', '2'],
      ['width', '4'],
    ])
    expect(told.portions).toEqual([
      { node: 4, width: 12, share: 0.75 },
      { node: 3, width: 4, share: 0.25 },
    ])
    expect(explainDecision(strange as unknown as Decision, 3)).toEqual(told)
  })
})

describe('the tally', () => {
  it('counts answers before the vote, and shows the vote after it', async () => {
    const tree = await treeOf('rebase', { width: 24 })
    const voted = tallyOf(tree)
    const counted = tallyOf({ ...tree, chosen: null })
    expect([voted.final, counted.final]).toEqual([true, false])
    expect(voted.rows[0]?.answer).toBe(tree.chosen?.answer)
    expect(counted.rows.reduce((sum, row) => sum + row.weight, 0)).toBe(counted.answered)
    expect(voted.rows.reduce((sum, row) => sum + row.share, 0)).toBeCloseTo(1)
    expect(bestNode(tree, voted.rows[0]!.nodes)).toBe(tree.chosen?.node)
    expect(bestNode(tree, [])).toBeNull()
  })
})
