// Beam search and DVTS against tables worked by hand and against plain re-tellings over random worlds.
import { describe, expect, test } from 'vitest'
import { methodById, parametersSchema } from '../../src-main/contract/method.ts'
import { pathTo } from '../../src-main/contract/tree.ts'
import type { Tree } from '../../src-main/contract/tree.ts'
import { policyFromTable } from '../doubles/scripted-policy.ts'
import { verifierFromTable } from '../doubles/scripted-verifier.ts'
import { runSearch } from './run-search.ts'
import { worldOf } from './world.ts'
import type { World, WorldStep } from './world.ts'

const keyOfNode = (tree: Tree, id: number) => pathTo(tree, id).map((step) => tree.nodes[step]!.text).join('/') // prettier-ignore
const keeps = (tree: Tree) => tree.decisions.flatMap((decision) => (decision.kind === 'keep' ? [decision] : []))
const solution = (answer: number) => ({ text: `The answer is: ${answer}`, ends: 'solution' as const })

describe('beam search by hand', () => {
  test('N = 4, M = 2: the two best are kept, the older of equals first; a finished path takes its place with it', async () => {
    const policy = policyFromTable({ '': ['a', 'b', 'c', solution(9)], a: [solution(1), 'a1'], c: [solution(3)] })
    const verifier = verifierFromTable({
      a: 0.5, b: 0.2, c: 0.5, 'The answer is: 9': 0.3, 'a/The answer is: 1': 0.8, 'a/a1': 0.1, 'c/The answer is: 3': 0.6,
    }) // prettier-ignore
    const { tree } = await runSearch({
      method: 'beam',
      policy,
      verifier,
      parameters: { width: 4, beamWidth: 2, depthLimit: 2 },
    })
    const rows = keeps(tree)[0]!.rows.map(({ node, kept, width }) => [keyOfNode(tree, node), kept, width])
    expect(rows).toEqual([['a', true, 2], ['c', true, 1], ['b', false, 0]]) // prettier-ignore
    expect(tree.chosen).toMatchObject({ answer: '1', by: 'weighted' })
    expect(tree.chosen!.votes.map(({ answer }) => answer)).toEqual(['1', '3', '9'])
  })

  test('a node without a score is never kept', async () => {
    const policy = policyFromTable({ '': ['a', 'b'], b: [solution(1)] })
    const verifier = verifierFromTable({ a: null, b: 0, 'b/The answer is: 1': 0.5 })
    const { tree } = await runSearch({ method: 'beam', policy, verifier, parameters: { width: 2, beamWidth: 1 } })
    expect(keeps(tree)[0]!.rows.map(({ node, kept }) => [node, kept])).toEqual([[2, true], [1, false]]) // prettier-ignore
    expect(tree.chosen!.answer).toBe('1')
  })
})

describe('DVTS by hand', () => {
  test('two subtrees of two: each follows its best child; only the last steps vote', async () => {
    const policy = policyFromTable({
      '': ['a', solution(9), 'b', solution(2)],
      a: [solution(1), solution(5)],
    })
    const verifier = verifierFromTable({
      a: 0.5, 'The answer is: 9': 0.4, b: 0.1, 'The answer is: 2': 0.3, 'a/The answer is: 1': 0.2, 'a/The answer is: 5': 0.6,
    }) // prettier-ignore
    const { tree } = await runSearch({ method: 'dvts', policy, verifier, parameters: { width: 4, beamWidth: 2 } })
    expect(keeps(tree)[0]!.rows.map(({ group, kept, width }) => [group, kept, width])).toEqual([[0, true, 2], [0, false, 0], [1, false, 0], [1, true, 0]]) // prettier-ignore
    // The answer 9 was left behind by its subtree, so it does not vote.
    expect(tree.chosen!.votes.map(({ answer }) => answer)).toEqual(['5', '2', '1'])
  })
})

test('look-ahead: a node is scored at the end of its greedy continuation, which costs tokens but adds no node', async () => {
  const policy = policyFromTable({ '': ['a', 'b'], a: ['a0'], b: ['b0'], 'a/a0': [solution(1)], 'b/b0': [solution(2)] })
  const verifier = verifierFromTable({
    'a/a0': 0.2, 'b/b0': 0.9, 'a/a0/The answer is: 1': 0.3, 'b/b0/The answer is: 2': 0.8,
  }) // prettier-ignore
  const { tree } = await runSearch({
    method: 'beam',
    policy,
    verifier,
    parameters: { width: 2, beamWidth: 2, lookAhead: 1 },
  })
  expect(tree.nodes[1]!.reward).toBe(0.2)
  expect(tree.nodes[2]!.reward).toBe(0.9)
  const told = tree.decisions.find((decision) => decision.kind === 'look-ahead')
  expect(told).toEqual({
    kind: 'look-ahead',
    steps: 1,
    rows: [
      { node: 1, texts: ['a0'], reward: 0.2 },
      { node: 2, texts: ['b0'], reward: 0.9 },
    ],
  })
  expect(keyOfNode(tree, keeps(tree)[0]!.rows[0]!.node)).toBe('b')
  // Nodes a, b, then b0 twice, then two ends: 6 nodes. Tokens: each plain step has 2, each end 5; look-ahead from a, b: 2
  // steps of 2, from both b0: 2 ends of 5; the ends themselves have nothing ahead.
  expect(tree.cost.nodes).toBe(6)
  expect(tree.cost.policy.generatedTokens).toBe(4 * 2 + 2 * 5 + 2 * 2 + 2 * 5)
  expect(tree.chosen!.answer).toBe('2')
})

test('look-ahead: where the solution ends behind a node with nothing more said, the node is scored as it is', async () => {
  const policy = policyFromTable({ '': ['a', 'b'], a: [{ text: '', ends: 'solution' }], b: [solution(2)] })
  const verifier = verifierFromTable({ a: 0.7, b: 0.1, 'b/The answer is: 2': 0.4 })
  const parameters = { width: 2, beamWidth: 2, lookAhead: 1 }
  const { tree } = await runSearch({ method: 'beam', policy, verifier, parameters })
  expect(tree.nodes.slice(1, 3).map(({ reward }) => reward)).toEqual([0.7, 0.4])
})

/** Children of paths in a world, never the same one twice. */
function asker(world: World) {
  const asked = new Map<string, number>()
  return (key: string, count: number): WorldStep[] => {
    const first = asked.get(key) ?? 0
    asked.set(key, first + count)
    return Array.from({ length: count }, (_, k) => world.child(key, first + k))
  }
}

test('beam search equals its plain re-telling in 120 worlds', async () => {
  for (let seed = 0; seed < 120; seed++) {
    const [width, beamWidth] = [
      [8, 2],
      [12, 4],
      [3, 4],
      [16, 4],
      [1, 1],
    ][seed % 5] as [number, number]
    const ask = asker(worldOf(seed))
    const expected: [string, number][][] = []
    let left = width
    let layer = ask('', width)
    for (;;) {
      left -= layer.filter((step) => !step.open || step.depth === 6).length
      const live = layer.filter((step) => step.open && step.depth < 6 && step.reward !== null)
      if (left <= 0 || live.length === 0) break
      const kept: WorldStep[] = []
      while (kept.length < Math.max(1, Math.floor(width / beamWidth)) && live.length > 0) {
        const best = live.find((step) => live.every((other) => other.reward! <= step.reward!))!
        kept.push(best)
        live.splice(live.indexOf(best), 1)
      }
      let hand = left
      const given = kept.map((step) => {
        const count = Math.min(beamWidth, hand)
        hand -= count
        return [step.key, count] as [string, number]
      })
      expected.push(given)
      layer = given.flatMap(([key, count]) => ask(key, count))
    }
    const { policy, verifier } = worldOf(seed)
    const { tree } = await runSearch({
      method: 'beam',
      policy,
      verifier,
      parameters: { width, beamWidth, depthLimit: 6 },
    })
    const told = keeps(tree).map(({ rows }) =>
      rows.filter(({ kept }) => kept).map(({ node, width }) => [keyOfNode(tree, node), width]),
    )
    expect(told, `world ${seed}`).toEqual(expected)
  }
})

test('DVTS equals its plain re-telling in 120 worlds: the answers of the last steps', async () => {
  for (let seed = 0; seed < 120; seed++) {
    const [width, beamWidth] = [
      [8, 2],
      [12, 4],
      [3, 4],
      [16, 4],
      [1, 1],
    ][seed % 5] as [number, number]
    const each = Math.min(width, beamWidth)
    const ask = asker(worldOf(seed))
    const first = ask('', Math.floor(width / each) * each)
    const output: string[] = []
    // Subtrees never meet, so each can be followed to its end before the next one begins.
    for (let at = 0; at < first.length; at += each) {
      for (let children = first.slice(at, at + each); ;) {
        const best = children.reduce((a, b) => ((b.reward ?? -1) > (a.reward ?? -1) ? b : a))
        if (best.reward === null || !best.open || best.depth === 6) {
          output.push(...children.flatMap((step) => (step.answer === null ? [] : [step.answer])))
          break
        }
        children = ask(best.key, each)
      }
    }
    const { policy, verifier } = worldOf(seed)
    const parameters = { width, beamWidth, depthLimit: 6, choose: 'majority' }
    const { tree } = await runSearch({ method: 'dvts', policy, verifier, parameters })
    if (tree.state === 'failed') expect(tree.error!.code).toBe('model-broken')
    else {
      const votes = tree.chosen!.votes.flatMap(({ answer, weight }) => Array<string>(weight).fill(answer))
      expect(votes.sort(), `world ${seed}`).toEqual(output.sort())
    }
  }
})

test.each([
  ['beam', 10, 4, 'leave 2 samples over. 8 and 12 fit.'],
  ['dvts', 9, 4, 'leave 1 sample over. 8 and 12 fit.'],
  ['dvts', 5, 3, 'leave 2 samples over'],
] as const)('%s with N = %i and M = %i is refused, which would leave samples over', (id, width, beamWidth, words) => {
  const { error } = parametersSchema(methodById(id)).safeParse({ width, beamWidth })
  expect(error?.issues[0]?.message).toContain(words)
})

test.each([
  ['beam', 3, 4],
  ['dvts', 1, 64],
  ['dvts', 12, 4],
] as const)('%s with N = %i and M = %i fits', (id, width, beamWidth) => {
  expect(parametersSchema(methodById(id)).parse({ width, beamWidth })).toMatchObject({ width, beamWidth })
})
