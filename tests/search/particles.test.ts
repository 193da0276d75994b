import { expect, test } from 'vitest'
import { chances } from '../../src-main/search/particles.ts'
import { policyFromTable } from '../doubles/scripted-policy.ts'
import { verifierFromTable } from '../doubles/scripted-verifier.ts'
import { runSearch } from './run-search.ts'
import { worldOf } from './world.ts'

test('chances by hand: at temperature 1 they are the odds r / (1 - r), times the particles held', () => {
  const rows = [0.5, 0.75, 0.2].map((reward) => ({ reward, held: 1 }))
  const odds = [1, 3, 0.25]
  chances(rows, 1).forEach((chance, place) => expect(chance).toBeCloseTo(odds[place]! / 4.25, 12))
  const half = chances(rows, 0.5)
  half.forEach((chance, place) => expect(chance).toBeCloseTo(odds[place]! ** 2 / (1 + 9 + 0.0625), 12))
  expect(chances([{ reward: 0.5, held: 3 }, { reward: 0.5, held: 1 }, { reward: null, held: 4 }], 1)).toEqual([0.75, 0.25, 0]) // prettier-ignore
  expect(chances([{ reward: 1, held: 1 }, { reward: 1, held: 1 }, { reward: 0, held: 1 }], 1)[0]).toBeCloseTo(0.5, 9) // prettier-ignore
})

test('a finished particle stays in the draw and votes as often as it is held', async () => {
  const policy = policyFromTable({
    '': [{ text: 'The answer is: 1', ends: 'solution' }, 'b'],
    b: [{ text: 'The answer is: 2', ends: 'solution' }],
  })
  // The finished path is certain, the open one hopeless: every draw falls on the former.
  const verifier = verifierFromTable({ 'The answer is: 1': 1, b: 0, 'b/The answer is: 2': 0.5 })
  const { tree } = await runSearch({ method: 'particles', policy, verifier, parameters: { width: 2 } })
  const [resample] = tree.decisions.filter((decision) => decision.kind === 'resample')
  expect(resample!.rows).toMatchObject([{ node: 1, held: 1, drawn: 2, width: 0 }, { node: 2, held: 1, drawn: 0, width: 0 }]) // prettier-ignore
  expect(tree.chosen!.votes).toEqual([{ answer: '1', weight: 2, nodes: [1], correct: null }])
})

test('in 150 worlds: weights, draws, widths and the last vote follow from rewards and the random numbers told', async () => {
  let resampled = 0
  for (let seed = 0; seed < 150; seed++) {
    const width = [1, 4, 9][seed % 3]!
    const { policy, verifier } = worldOf(seed, { answer: 0.3 })
    const parameters = { width, depthLimit: 8, choose: 'majority' }
    const { tree } = await runSearch({ method: 'particles', policy, verifier, parameters, seed })
    if (tree.state === 'failed') continue
    let held = new Map(tree.nodes[0]!.children.map((node) => [node, 1]))
    for (const decision of tree.decisions) {
      if (decision.kind !== 'resample') continue
      resampled += 1
      expect(new Map(decision.rows.map((row) => [row.node, row.held]))).toEqual(held)
      expect(decision.draws).toHaveLength(width)
      // Each particle owns a stretch of odds; a draw picks the stretch it falls on.
      const stretches = decision.rows.flatMap(({ node, held, reward }) => {
        const inside = reward === null ? 0 : Math.min(0.999999, Math.max(0.000001, reward))
        return Array.from({ length: held }, () => ({ node, odds: inside / (1 - inside) }))
      })
      const total = stretches.reduce((sum, { odds }) => sum + odds, 0)
      const counts = new Map<number, number>()
      for (const draw of decision.draws) {
        let rest = draw * total
        const hit = stretches.find(({ odds }) => (rest -= odds) < 0) ?? stretches.at(-1)!
        counts.set(hit.node, (counts.get(hit.node) ?? 0) + 1)
      }
      held = new Map()
      for (const { node, drawn, width } of decision.rows) {
        expect(drawn).toBe(counts.get(node) ?? 0)
        expect(width).toBe(tree.nodes[node]!.ending === null ? drawn : 0)
        if (drawn > width) held.set(node, drawn)
      }
      for (const { node, width } of decision.rows)
        if (width > 0) for (const child of tree.nodes[node]!.children) held.set(child, 1)
    }
    const votes = [...held].filter(([node]) => tree.nodes[node]!.answer !== null)
    const counted = tree.chosen!.votes.reduce((sum, { weight }) => sum + weight, 0)
    expect(counted).toBe(votes.reduce((sum, [, particles]) => sum + particles, 0))
  }
  expect(resampled).toBeGreaterThan(150)
})
