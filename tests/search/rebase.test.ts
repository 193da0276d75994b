import { describe, expect, test } from 'vitest'
import { pathTo } from '../../src-main/contract/tree.ts'
import type { Tree } from '../../src-main/contract/tree.ts'
import { policyFromTable } from '../doubles/scripted-policy.ts'
import { verifierFromTable } from '../doubles/scripted-verifier.ts'
import { runSearch } from './run-search.ts'
import { worldOf } from './world.ts'
import type { World, WorldStep } from './world.ts'

const rebaseDecisions = (tree: Tree) =>
  tree.decisions.flatMap((decision) => (decision.kind === 'rebase' ? [decision] : []))
const keyOfNode = (tree: Tree, id: number) =>
  pathTo(tree, id)
    .map((step) => tree.nodes[step]!.text)
    .join('/')

describe('worked by hand', () => {
  test('a terminal node lowers the budget for good; the rest is shared by softmax', async () => {
    const policy = policyFromTable({
      '': ['a', 'b', { text: 'The answer is: 1', ends: 'solution' }, 'd'],
      a: [{ text: 'The answer is: 2', ends: 'solution' }],
      b: [{ text: 'The answer is: 1', ends: 'solution' }],
    })
    const verifier = verifierFromTable({
      a: 0.9, b: 0.8, 'The answer is: 1': 0.2, d: 0.1, 'a/The answer is: 2': 0.7, 'b/The answer is: 1': 0.6,
    }) // prettier-ignore
    const { tree } = await runSearch({ method: 'rebase', policy, verifier, parameters: { width: 4 }, answer: '2' })

    // B = 4 - 1 = 3 over [0.9, 0.8, 0.1]: ceil(3·1/1.368) = 3, nothing is left for the others.
    expect(rebaseDecisions(tree)).toHaveLength(1)
    expect(rebaseDecisions(tree)[0]).toMatchObject({ depth: 1, budget: 3 })
    expect(rebaseDecisions(tree)[0]!.shares.map(({ node, width }) => [node, width])).toEqual([[1, 3], [2, 0], [4, 0]]) // prettier-ignore
    expect(tree.chosen).toMatchObject({ by: 'weighted', answer: '2', node: 5, correct: true })
    expect(tree.chosen!.votes.map(({ answer, nodes }) => [answer, nodes])).toEqual([['2', [5, 6, 7]], ['1', [3]]]) // prettier-ignore
    expect(tree.chosen!.votes[0]!.weight).toBeCloseTo(2.1, 12)
    expect(tree.state).toBe('done')
    expect(tree.cost).toMatchObject({ samples: 4, nodes: 7 })
  })

  test('an unscored node gets no share', async () => {
    const policy = policyFromTable({ '': ['a', 'b'], b: [{ text: 'The answer is: 5', ends: 'solution' }] })
    const verifier = verifierFromTable({ a: null, b: 0.1, 'b/The answer is: 5': 0.5 })
    const { tree } = await runSearch({ method: 'rebase', policy, verifier, parameters: { width: 2 } })
    expect(rebaseDecisions(tree)[0]!.shares).toEqual([{ node: 2, reward: 0.1, weight: 1, share: 1, width: 2 }])
    expect(tree.nodes[1]).toMatchObject({ reward: null, children: [] })
  })

  test('where nothing is scored and nothing is answered, the run fails and says why', async () => {
    const policy = policyFromTable({ '': ['a', 'b'] })
    const { tree } = await runSearch({
      method: 'rebase',
      policy,
      verifier: verifierFromTable({ a: null, b: null }),
      parameters: { width: 2 },
    })
    expect(tree.state).toBe('failed')
    expect(tree.error).toMatchObject({ code: 'model-broken', message: expect.stringContaining('depth 1') as string })
  })

  test('where nothing is scored but something is answered, the answer stands', async () => {
    const policy = policyFromTable({ '': ['a', { text: 'The answer is: 5', ends: 'solution' }] })
    const verifier = verifierFromTable({ a: null, 'The answer is: 5': null })
    const { tree } = await runSearch({ method: 'rebase', policy, verifier, parameters: { width: 2 } })
    expect(tree).toMatchObject({ state: 'done', chosen: { answer: '5', node: 2 } })
  })

  test('budget 1 follows one path; the depth limit ends it', async () => {
    const policy = policyFromTable({ '': ['a'], a: ['b'], 'a/b': ['c'] })
    const verifier = verifierFromTable({ a: 0.5, 'a/b': 0.5, 'a/b/c': 0.5 })
    const { tree } = await runSearch({ method: 'rebase', policy, verifier, parameters: { width: 1, depthLimit: 3 } })
    expect(tree.nodes.map(({ text, ending }) => [text, ending])).toEqual([['', null], ['a', null], ['b', null], ['c', 'depth-limit']]) // prettier-ignore
    expect(tree.chosen).toMatchObject({ node: null, answer: null, votes: [] })
  })

  test('it asks the policy and the PRM once a depth', async () => {
    const { policy, verifier } = worldOf(3)
    const { tree } = await runSearch({ method: 'rebase', policy, verifier, parameters: { width: 16 } })
    const depths = Math.max(...tree.nodes.map(({ depth }) => depth))
    expect([policy.batches.length, verifier.batches.length]).toEqual([depths, depths])
  })

  test('merged siblings: equal steps share one weight, and the first of them gets its children', async () => {
    const policy = policyFromTable({ '': ['a', 'a', 'b', 'a '], a: ['x'], b: ['x'] })
    const verifier = verifierFromTable({ a: 0.5, b: 0.5, 'a ': 0.5, 'a/x': 0.5, 'b/x': 0.5 })
    const widthsWith = async (merge: string) => {
      const parameters = { width: 4, depthLimit: 2, merge }
      const { tree } = await runSearch({ method: 'rebase', policy, verifier, parameters })
      return rebaseDecisions(tree)[0]!.shares.map(({ node, share, width, mergedInto }) => [
        node,
        share,
        width,
        mergedInto,
      ])
    }
    expect(await widthsWith('none')).toEqual([[1, 0.25, 1, undefined], [2, 0.25, 1, undefined], [3, 0.25, 1, undefined], [4, 0.25, 1, undefined]]) // prettier-ignore
    expect(await widthsWith('equal-steps')).toEqual([[1, 0.5, 2, undefined], [3, 0.5, 2, undefined], [2, 0, 0, 1], [4, 0, 0, 1]]) // prettier-ignore
  })

  test('without a PRM it fails before it asks the policy', async () => {
    const policy = policyFromTable({})
    const { tree } = await runSearch({ method: 'rebase', policy })
    expect(tree).toMatchObject({ state: 'failed', error: { code: 'bad-input' } })
    expect(policy.batches).toEqual([])
  })
})

/** REBASE over a world, by paths instead of nodes: the widths of every depth, and the paths that finished. */
function rebaseByTheBook(world: World, width: number, temperature: number, rule: string, depthLimit: number) {
  const asked = new Map<string, number>()
  const childrenOf = (key: string, count: number): WorldStep[] => {
    const first = asked.get(key) ?? 0
    asked.set(key, first + count)
    return Array.from({ length: count }, (_, k) => world.child(key, first + k))
  }
  const finished: WorldStep[] = []
  const depths: [string, number][][] = []
  let left = width
  let layer = childrenOf('', width)
  for (;;) {
    const ended = layer.filter((step) => !step.open || step.depth === depthLimit)
    finished.push(...ended)
    left -= ended.length
    const rows = layer
      .filter((step) => !ended.includes(step) && step.reward !== null)
      .map((step) => ({ step, weight: Math.exp(step.reward! / temperature), width: 0 }))
    if (left <= 0 || rows.length === 0) return { finished, depths }
    let weights = rows.reduce((sum, row) => sum + row.weight, 0)
    let budget = left
    for (const row of rows.toSorted((a, b) => a.step.reward! - b.step.reward!).reverse()) {
      row.width =
        rule === 'paper'
          ? Math.floor((left * row.weight) / weights + 0.5)
          : budget > 0 ? Math.ceil((budget * row.weight) / weights - 1e-9) : 0 // prettier-ignore
      if (rule === 'official') {
        budget -= row.width
        weights -= row.weight
      }
    }
    depths.push(rows.map((row) => [row.step.key, row.width]))
    layer = rows.flatMap((row) => childrenOf(row.step.key, row.width))
  }
}

test('equal to REBASE by the book in 300 random worlds: widths of every depth, finished paths', async () => {
  let decided = 0
  for (let seed = 0; seed < 300; seed++) {
    const width = [1, 2, 5, 16][seed % 4]!
    const rule = seed % 3 === 0 ? 'paper' : 'official'
    const depthLimit = seed % 5 === 0 ? 3 : 12
    const temperature = [0.1, 0.2, 1][seed % 3]!
    const expected = rebaseByTheBook(worldOf(seed), width, temperature, rule, depthLimit)
    const { policy, verifier } = worldOf(seed)
    const { tree } = await runSearch({
      method: 'rebase',
      policy,
      verifier,
      parameters: { width, rule, depthLimit, balanceTemperature: temperature },
    })
    const decisions = rebaseDecisions(tree)
    decided += decisions.length
    const widths = decisions.map(({ shares }) => shares.map(({ node, width }) => [keyOfNode(tree, node), width]))
    expect(widths, `world ${seed}`).toEqual(expected.depths)
    for (const { rule, budget, shares } of decisions) {
      if (rule === 'official') expect(shares.reduce((sum, { width }) => sum + width, 0)).toBe(budget)
    }
    const ended = tree.nodes.filter(({ ending }) => ending !== null)
    expect(ended.map(({ id }) => keyOfNode(tree, id)).sort()).toEqual(expected.finished.map(({ key }) => key).sort())
    if (rule === 'official') expect(ended.length).toBeLessThanOrEqual(width)
  }
  expect(decided).toBeGreaterThan(300)
})
