import { describe, expect, it } from 'vitest'
import type { Decision } from '../../src-main/contract/decision.ts'
import type { ErrorReport } from '../../src-main/contract/errors.ts'
import type { Change } from '../../src-main/contract/event.ts'
import { NO_USAGE } from '../../src-main/contract/cost.ts'
import type { TreeNode } from '../../src-main/contract/node.ts'
import { applyChange, emptyTree, foldChanges, pathTo } from '../../src-main/contract/tree.ts'
import type { Tree } from '../../src-main/contract/tree.ts'

const FAULT: ErrorReport = { code: 'model-broken', message: 'The model is broken.', advice: '' }
const COST = { samples: 2, nodes: 1, policy: { ...NO_USAGE, generatedTokens: 9 }, verifier: NO_USAGE }

function added(id: number, parent: number | null, depth: number, fields: Partial<TreeNode> = {}): Change {
  const rest = {
    text: `Step ${id}`,
    tokenIds: [id],
    logProbabilities: [-0.5],
    ending: null,
    answer: null,
    correct: null,
  }
  return { type: 'node-added', node: { id, parent, depth, ...rest, ...fields } }
}

function scored(node: number, reward: number | null): Change {
  return { type: 'node-scored', node, reward }
}

function decided(decision: Decision): Change {
  return { type: 'decided', decision }
}

/** Two children of the root and a child of the first; the root has id 0. */
const BRANCHES = [added(1, 0, 1), added(2, 0, 1), added(3, 1, 2)]

/** The tree of the branches after these changes, and what of it differs from before. */
function differenceAfter(...changes: Change[]): Partial<Tree> {
  const [before, after] = [foldChanges(BRANCHES), foldChanges([...BRANCHES, ...changes])]
  const names = Object.keys(after) as (keyof Tree)[]
  return Object.fromEntries(
    names.filter((name) => !isEqual(before[name], after[name])).map((name) => [name, after[name]]),
  )
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

describe('the fold', () => {
  it('begins with a root that is not scored, and nothing else', () => {
    expect(foldChanges([])).toEqual(emptyTree())
    expect(emptyTree()).toMatchObject({ decisions: [], chosen: null, state: 'queued', error: null, notices: [] })
    expect(emptyTree().nodes).toMatchObject([{ id: 0, parent: null, depth: 0, children: [], decisions: [] }])
    expect(emptyTree().nodes[0]!.reward).toBeUndefined()
  })

  it('adds nodes in order, each under its parent', () => {
    const { nodes } = foldChanges(BRANCHES)
    expect(nodes.map(({ children }) => children)).toEqual([[1, 2], [3], [], []])
    expect(nodes.map(({ parent, depth }) => [parent, depth])).toEqual([
      [null, 0],
      [0, 1],
      [0, 1],
      [1, 2],
    ])
    expect(nodes[3]).toMatchObject({ text: 'Step 3', tokenIds: [3], reward: undefined, decisions: [] })
  })

  it('changes no event, so that the same list folds to the same tree again', () => {
    const changes = [
      ...BRANCHES,
      scored(3, 0.5),
      decided({ kind: 'sample', depth: 1, widths: [{ node: 1, width: 1 }] }),
    ]
    const kept = structuredClone(changes)
    expect(foldChanges(changes)).toEqual(foldChanges(changes))
    expect(changes).toEqual(kept)
  })

  it('is the same one change at a time', () => {
    const tree = emptyTree()
    for (const change of BRANCHES) applyChange(tree, change)
    expect(tree).toEqual(foldChanges(BRANCHES))
  })

  it('leaves all else as it was: cost, the choice, the state, notices', () => {
    const chosen = { by: 'majority', node: 3, answer: '7', correct: true, votes: [] } as const
    expect(differenceAfter({ type: 'cost', cost: COST })).toEqual({ cost: COST })
    expect(differenceAfter({ type: 'chosen', ...chosen, votes: [] })).toEqual({ chosen })
    expect(differenceAfter({ type: 'state', state: 'failed', error: FAULT })).toEqual({ state: 'failed', error: FAULT })
    expect(differenceAfter({ type: 'notice', notice: FAULT })).toEqual({ notices: [FAULT] })
  })

  it('keeps the last cost, choice and state, and every notice', () => {
    const again = { ...FAULT, message: 'The model was started again.' }
    const choice = { type: 'chosen', by: 'greedy', answer: null, correct: null, votes: [] } as const
    expect(
      differenceAfter(
        { type: 'state', state: 'failed', error: FAULT },
        { type: 'state', state: 'running', error: null },
        { type: 'cost', cost: { ...COST, samples: 1 } },
        { type: 'cost', cost: COST },
        { ...choice, node: 1, votes: [] },
        { ...choice, node: 2, votes: [] },
        { type: 'notice', notice: FAULT },
        { type: 'notice', notice: again },
      ),
    ).toMatchObject({ state: 'running', cost: COST, chosen: { node: 2 }, notices: [FAULT, again] })
    expect(
      foldChanges([
        { type: 'state', state: 'failed', error: FAULT },
        { type: 'state', state: 'done', error: null },
      ]).error,
    ).toBeNull()
  })

  it.each([0, 1, 0.25, null])('gives a node the reward %s', (reward) => {
    const { nodes } = foldChanges([...BRANCHES, scored(2, reward)])
    expect(nodes.map((node) => node.reward)).toEqual([undefined, undefined, reward, undefined])
  })
})

describe('decisions', () => {
  const draw = { alpha: 1, beta: 1, draw: 0.5 }
  it.each<[nodes: number[], decision: Decision]>([
    [
      [0, 2],
      {
        kind: 'sample',
        depth: 1,
        widths: [
          { node: 0, width: 4 },
          { node: 2, width: 0 },
        ],
      },
    ],
    [[], { kind: 'stopping', samples: 4, votes: [], probability: 0.5, threshold: 0.9, stop: false }],
    [
      [1, 2],
      {
        kind: 'rebase',
        depth: 1,
        rule: 'official',
        balanceTemperature: 0.1,
        budget: 2,
        shares: [
          { node: 1, reward: 0.9, weight: 1, share: 0.5, width: 1 },
          { node: 2, reward: 0.9, weight: 1, share: 0.5, width: 1 },
        ],
      },
    ],
    [
      [0, 1, 2, 3],
      {
        kind: 'mcts-select',
        iteration: 0,
        node: 3,
        width: 1,
        levels: [
          {
            parent: 0,
            visits: 2,
            children: [
              { node: 1, value: 0, visits: 1, bound: 1 },
              { node: 2, value: 0, visits: 0, bound: null },
            ],
            chosen: 1,
          },
          { parent: 1, visits: 1, children: [{ node: 3, value: 0, visits: 0, bound: null }], chosen: 3 },
        ],
      },
    ],
    [
      [3, 1],
      {
        kind: 'mcts-back-up',
        iteration: 0,
        rows: [
          { node: 3, value: 1, visits: 1 },
          { node: 1, value: 1, visits: 2 },
        ],
      },
    ],
    [[2], { kind: 'keep', depth: 1, rows: [{ node: 2, group: 0, reward: 0.5, kept: true, width: 1 }] }],
    [[1], { kind: 'look-ahead', steps: 1, rows: [{ node: 1, texts: ['a'], reward: null }] }],
    [
      [3],
      {
        kind: 'resample',
        depth: 2,
        rows: [{ node: 3, held: 1, reward: 1, weight: 1, drawn: 1, width: 1 }],
        draws: [0.5],
      },
    ],
    [
      [0, 1, 2],
      {
        kind: 'thompson',
        iteration: 0,
        node: 1,
        levels: [
          {
            node: 0,
            wider: draw,
            deeper: draw,
            children: [
              { node: 1, ...draw },
              { node: 2, ...draw },
            ],
            chosen: 1,
          },
          { node: 1, wider: draw, deeper: null, children: [], chosen: null },
        ],
      },
    ],
  ])('name the nodes %j, each once', (nodes, decision) => {
    const tree = foldChanges([...BRANCHES, decided(decision), decided(decision)])
    expect(tree.decisions).toEqual([decision, decision])
    const named = tree.nodes.filter(({ decisions }) => decisions.length > 0)
    expect(named.map(({ id }) => id)).toEqual([...nodes].sort())
    for (const { decisions } of named) expect(decisions).toEqual([0, 1])
  })
})

describe('what cannot follow', () => {
  const keep = (node: number): Decision => ({
    kind: 'keep',
    depth: 1,
    rows: [{ node, group: 0, reward: 0.5, kept: true, width: 1 }],
  })
  it.each<[what: string, message: string, change: Change, before?: Change]>([
    ['a node that skips an id', 'Node 5 came out of order.', added(5, 0, 1)],
    ['a node that was there', 'Node 3 came out of order.', added(3, 1, 2)],
    ['a second root', 'Node 4 has no parent at the depth above.', added(4, null, 0)],
    ['a node without a parent', 'Node 4 has no parent at the depth above.', added(4, null, 1)],
    ['a node under itself', 'Node 4 has no parent at the depth above.', added(4, 4, 1)],
    ['a node under one that is not there', 'Node 4 has no parent at the depth above.', added(4, 9, 1)],
    ['a node too deep for its parent', 'Node 4 has no parent at the depth above.', added(4, 1, 3)],
    ['a node at the depth of its parent', 'Node 4 has no parent at the depth above.', added(4, 1, 1)],
    ['a reward of a node that is not there', 'There is no node 4.', scored(4, 0.5)],
    ['a second reward', 'Node 1 was scored twice.', scored(1, 0.5), scored(1, 0.5)],
    ['a reward after none', 'Node 1 was scored twice.', scored(1, 0.5), scored(1, null)],
    ['no reward after one', 'Node 1 was scored twice.', scored(1, null), scored(1, 0)],
  ])('%s is refused and leaves the tree as it was', (_, message, change, before) => {
    const tree = foldChanges([...BRANCHES, ...(before ? [before] : [])])
    const kept = structuredClone(tree)
    expect(() => applyChange(tree, change)).toThrow(new RangeError(message))
    expect(tree).toEqual(kept)
  })

  it('a decision about a node that is not there is refused', () => {
    const tree = foldChanges(BRANCHES)
    expect(() => applyChange(tree, decided(keep(4)))).toThrow(new RangeError('There is no node 4.'))
    expect(() => foldChanges([decided(keep(1)), ...BRANCHES])).toThrow(new RangeError('There is no node 1.'))
  })
})

describe('the path to a node', () => {
  it.each([
    [0, []],
    [2, [2]],
    [3, [1, 3]],
  ])('%i is %j, the root left out', (id, path) => {
    expect(pathTo(foldChanges(BRANCHES), id)).toEqual(path)
  })

  it('that is not there is refused', () => {
    expect(() => pathTo(foldChanges(BRANCHES), 4)).toThrow(new RangeError('There is no node 4.'))
  })
})
