import { describe, expect, test } from 'vitest'
import { pathTo } from '../../src-main/contract/tree.ts'
import type { Tree } from '../../src-main/contract/tree.ts'
import { policyFromTable } from '../doubles/scripted-policy.ts'
import { verifierFromTable } from '../doubles/scripted-verifier.ts'
import { runSearch } from './run-search.ts'
import { worldOf } from './world.ts'
import type { World } from './world.ts'

const keyOfNode = (tree: Tree, id: number) => pathTo(tree, id).map((step) => tree.nodes[step]!.text).join('/') // prettier-ignore
const selections = (tree: Tree) =>
  tree.decisions.flatMap((decision) => (decision.kind === 'mcts-select' ? [decision] : []))

/** Q and N of every node as the last back-propagation that names it tells them. */
function statistics(tree: Tree): Map<string, [number, number]> {
  const known = new Map<string, [number, number]>()
  for (const decision of tree.decisions) {
    if (decision.kind !== 'mcts-back-up') continue
    for (const { node, value, visits } of decision.rows) known.set(keyOfNode(tree, node), [value, visits])
  }
  return known
}

describe('worked by hand', () => {
  // C = 1, root 2 children, others 2.
  // 1: a = 0.6, b = 0.4; root N = 2, Q = 0.5.
  // 2: UCT a = 0.6 + sqrt(ln 2) = 1.4326, b = 1.2326, so a is expanded: a0 = 0.2 ends, a1 = 0.1;
  //    a: N = 3, Q = 0.3; root: N = 4, Q = 0.325.
  // 3: UCT a = 0.3 + sqrt(ln 4 / 3) = 0.9798, b = 0.4 + sqrt(ln 4) = 1.5774, so b is expanded: b0 = 0.9 ends, b1 = 0.3;
  //    b: N = 3, Q = 1.6/3; root: N = 6, Q = 2.5/6.
  // 4: UCT b = 0.5333 + 0.7728 over a = 0.3 + 0.7728; below b: b0 = 0.9 + sqrt(ln 3) is best and terminal: it is visited
  //    again; b0: N = 2, Q = 0.9; b: N = 4, Q = 2.5/4; root: N = 7, Q = 3.4/7.
  const policy = () =>
    policyFromTable({
      '': ['a', 'b'],
      a: [{ text: 'The answer is: 1', ends: 'solution' }, 'a1'],
      b: [{ text: 'The answer is: 2', ends: 'solution' }, 'b1'],
    })
  const verifier = () =>
    verifierFromTable({
      a: 0.6,
      b: 0.4,
      'a/The answer is: 1': 0.2,
      'a/a1': 0.1,
      'b/The answer is: 2': 0.9,
      'b/b1': 0.3,
    })

  test('selection, expansion and back-propagation of four iterations', async () => {
    const { tree } = await runSearch({ method: 'mcts', policy: policy(), verifier: verifier(), parameters: { expansions: 4, rootWidth: 2 } }) // prettier-ignore
    expect(selections(tree).map(({ node, width }) => [keyOfNode(tree, node), width])).toEqual([['', 2], ['a', 2], ['b', 2], ['b/The answer is: 2', 0]]) // prettier-ignore
    const bounds = selections(tree)[2]!.levels[0]!.children.map(({ bound }) => bound!)
    expect(bounds[0]).toBeCloseTo(0.3 + Math.sqrt(Math.log(4) / 3), 12)
    expect(bounds[1]).toBeCloseTo(0.4 + Math.sqrt(Math.log(4)), 12)
    const known = statistics(tree)
    for (const [key, value, visits] of [
      ['', 3.4 / 7, 7],
      ['a', 0.3, 3],
      ['b', 0.625, 4],
      ['b/The answer is: 2', 0.9, 2],
      ['a/a1', 0.1, 1],
    ] as const) {
      // prettier-ignore
      expect(known.get(key)![0], key).toBeCloseTo(value, 12)
      expect(known.get(key)![1], key).toBe(visits)
    }
    expect(tree.chosen).toMatchObject({ answer: '2', by: 'weighted' })
    expect(tree.cost.samples).toBe(4)
  })

  test('a child without a reward is visited first, and a budget of 1 expands the root alone', async () => {
    const policy = policyFromTable({ '': ['a', 'b'], b: ['b0', 'b1'] })
    const verifier = verifierFromTable({ a: 0.9, b: null, 'b/b0': 0.5, 'b/b1': 0.5 })
    const parameters = { expansions: 2, rootWidth: 2 }
    const { tree } = await runSearch({ method: 'mcts', policy, verifier, parameters })
    expect(selections(tree)[1]!.levels[0]!.children.map(({ bound }) => bound)).toEqual([0.9 + 0, null])
    expect(keyOfNode(tree, selections(tree)[1]!.node)).toBe('b')
    expect(statistics(tree).get('')).toEqual([expect.closeTo(1.9 / 3, 12), 3])

    const one = await runSearch({ method: 'mcts', policy, verifier, parameters: { ...parameters, expansions: 1 } })
    expect(one.tree.nodes).toHaveLength(3)
  })
})

interface Place {
  key: string
  up: Place | null
  down: Place[]
  n: number
  q: number
  open: boolean
  reward: number | null
}

/** MCTS over a world, in places instead of nodes; recursion instead of a loop. */
function mctsByTheBook(
  world: World,
  options: { expansions: number; c: number; root: number; child: number; depthLimit: number },
) {
  const root: Place = { key: '', up: null, down: [], n: 0, q: 0, open: true, reward: null }
  const ways: string[] = []
  const someOpen = (place: Place): boolean => (place.down.length > 0 ? place.down.some(someOpen) : place.open)
  const uct = (place: Place) =>
    place.n === 0 ? Number.POSITIVE_INFINITY : place.q + options.c * Math.sqrt(Math.log(place.up!.n) / place.n)
  const leaf = (place: Place): Place => {
    if (place.down.length === 0) return place
    const bounds = place.down.map(uct)
    return leaf(place.down[bounds.indexOf(Math.max(...bounds))]!)
  }
  const reward = (place: Place | null, value: number): void => {
    if (!place) return
    place.n += 1
    place.q = ((place.n - 1) * place.q + value) / place.n
    reward(place.up, value)
  }
  for (let spent = 0; spent < options.expansions && someOpen(root); spent++) {
    const place = leaf(root)
    ways.push(place.key)
    if (!place.open) {
      reward(place, place.reward ?? 0)
      continue
    }
    const width = place === root ? options.root : options.child
    for (let k = 0; k < width; k++) {
      const step = world.child(place.key, k)
      const open = step.open && step.depth < options.depthLimit
      place.down.push({ key: step.key, up: place, down: [], n: 0, q: 0, open, reward: step.reward })
    }
    for (const child of place.down) if (child.reward !== null) reward(child, child.reward)
  }
  const known = new Map<string, [number, number]>()
  const tell = (place: Place): void => {
    if (place.n > 0) known.set(place.key, [place.q, place.n])
    place.down.forEach(tell)
  }
  tell(root)
  return { ways, known }
}

test('after up to 128 expansions in 40 worlds, the ways, visit counts and values equal the reference exactly', async () => {
  let full = 0
  for (let seed = 0; seed < 40; seed++) {
    const shape = { answer: 0.12, dead: 0.02, empty: 0 }
    const [root, c] = [[4, 8, 16][seed % 3]!, [1, 0.3, 2][seed % 3]!]
    const expected = mctsByTheBook(worldOf(seed, shape), { expansions: 128, c, root, child: 2, depthLimit: 10 })
    const { policy, verifier } = worldOf(seed, shape)
    const { tree } = await runSearch({
      method: 'mcts',
      policy,
      verifier,
      parameters: { expansions: 128, rootWidth: root, exploration: c, depthLimit: 10 },
    })
    expect(selections(tree).map(({ node }) => keyOfNode(tree, node))).toEqual(expected.ways)
    expect(statistics(tree)).toEqual(expected.known)
    if (expected.ways.length === 128) full += 1
  }
  expect(full).toBeGreaterThan(30)
})
