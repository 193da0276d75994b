// Steering: what each act does, how each method goes on from a tree that was changed by hand, and that nothing else changes.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_USAGE } from '../../src-main/contract/cost.ts'
import type { Decision } from '../../src-main/contract/decision.ts'
import { widthsOf } from '../../src-main/contract/decision.ts'
import type { Change } from '../../src-main/contract/event.ts'
import { METHOD_IDS, methodById } from '../../src-main/contract/method.ts'
import type { MethodId } from '../../src-main/contract/method.ts'
import type { Node, Tree } from '../../src-main/contract/tree.ts'
import { foldChanges, pathTo } from '../../src-main/contract/tree.ts'
import { chosenOf } from '../../src-main/search/choosing.ts'
import { choosingOf } from '../../src-main/search/choosing-rule.ts'
import { steerEnded } from '../../src-main/search/search.ts'
import { addingPolicy } from '../doubles/arithmetic-models.ts'
import { grownBy, modelsOf, specOf, steerBehind, steeredSearch } from './steered-search.ts'
import type { AskedSteering, Script } from './steered-search.ts'

const isOpen = ({ ending, pruned }: Node) => ending === null && !pruned
const openLeaf = ({ nodes }: Tree) => nodes.find((node) => node.id > 0 && isOpen(node) && node.children.length === 0)
const ofKind = <Kind extends Decision['kind']>(changes: readonly Change[], kind: Kind) =>
  changes.flatMap((change) =>
    change.type === 'decided' && change.decision.kind === kind
      ? [change.decision as Extract<Decision, { kind: Kind }>]
      : [],
  )
/** The decisions from the first act by hand on. */
const after = (changes: readonly Change[]) => changes.slice(changes.findIndex(({ type }) => type === 'steered'))
const likeness = ({ nodes, decisions, chosen, state, error }: Tree) => ({ nodes, decisions, chosen, state, error })

describe.each(METHOD_IDS)('%s', (method) => {
  const spec = specOf(method)

  it('chooses by the rule that its specification tells', async () => {
    const tree = foldChanges(await steeredSearch(spec))
    const { among } = tree.chosen!
    expect(chosenOf(tree, { ...choosingOf(spec), ...(among && { among }) })).toEqual(tree.chosen)
  })

  it('is the same run where what was done by hand is undone before it goes on', async () => {
    const plain = await steeredSearch(spec)
    const undone: Script = {
      2: async (tree, steer) => {
        const leaf = openLeaf(tree)
        if (!leaf) return
        if (method !== 'greedy') await steer({ verb: 'children', node: leaf.id, count: 2, toEnd: true })
        await steer({ verb: 'write', node: leaf.id, text: 'Step 2: 7 + 5 = 12' })
        await steer({ verb: 'prune', node: leaf.id })
        for (const verb of ['undo', 'redo', 'undo', 'undo'] as const) await steer({ verb })
        if (method !== 'greedy') await steer({ verb: 'undo' })
      },
    }
    const changes = await steeredSearch(spec, undone)
    expect(changes.some(({ type }) => type === 'undone')).toBe(true)
    expect(grownBy(changes)).toEqual(grownBy(plain))
    const [before, now] = [foldChanges(plain), foldChanges(changes)]
    expect(now.nodes).toEqual(before.nodes)
    expect(now.cost.samples).toBe(before.cost.samples)
  })

  it('grows the same tree again with the same acts at the same moments', async () => {
    const script: Script = {
      2: async (tree, steer) => {
        const leaf = openLeaf(tree)!
        await steer({ verb: 'write', node: leaf.parent!, text: 'Step 1: 3 + 4 = 7' })
        await steer({ verb: 'edit', node: leaf.id, text: 'Step 1: 3 + 4 = 8' })
        if (method !== 'greedy') await steer({ verb: 'children', node: 0, count: 2 })
        await steer({ verb: 'prune', node: leaf.id })
      },
    }
    const changes = await steeredSearch(spec, script)
    expect(changes.at(-1)).toMatchObject({ type: 'state', state: 'done' })
    expect(await steeredSearch(spec, script)).toEqual(changes)
  })

  it('gives what is pruned no children and no vote', async () => {
    let pruned = -1
    const changes = await steeredSearch(spec, {
      2: async (tree, steer) => {
        pruned = openLeaf(tree)!.id
        await steer({ verb: 'prune', node: pruned })
      },
    })
    const tree = foldChanges(changes)
    expect(tree.state).toBe('done')
    expect(tree.nodes[pruned]).toMatchObject({ pruned: 'here', children: [] })
    for (const vote of tree.chosen!.votes) expect(vote.nodes.map((id) => tree.nodes[id]!.pruned)).not.toContain('here')
  })

  it('is the same run where what was pruned is brought back before it goes on', async () => {
    const plain = await steeredSearch(spec)
    const changes = await steeredSearch(spec, {
      2: async (tree, steer) => {
        const { id } = openLeaf(tree)!
        await steer({ verb: 'prune', node: id })
        await steer({ verb: 'restore', node: id })
      },
    })
    const [before, now] = [foldChanges(plain), foldChanges(changes)]
    expect(now.nodes.map(({ text, reward, pruned }) => [text, reward, pruned])).toEqual(
      before.nodes.map(({ text, reward }) => [text, reward, undefined]),
    )
    expect(now.chosen).toEqual(before.chosen)
  })

  it('goes on from what was pruned and brought back later, once, and the same each time', async () => {
    let brought = -1
    const script: Script = {
      2: async (tree, steer) => {
        // Greedy has one path: without it the search ends before anything can be brought back.
        if (method === 'greedy') await steer({ verb: 'write', node: 0, text: 'Step 1: 3 + 4 = 7' })
        brought = openLeaf(tree)!.id
        await steer({ verb: 'prune', node: brought })
      },
      3: async (tree, steer) => {
        expect(tree.nodes[brought]).toMatchObject({ pruned: 'here', children: [] })
        await steer({ verb: 'restore', node: brought })
        for (const { id, depth } of tree.nodes)
          if (depth === 1 && id !== brought) await steer({ verb: 'prune', node: id })
      },
    }
    const changes = await steeredSearch(spec, script)
    const tree = foldChanges(changes)
    expect(tree.state).toBe('done')
    expect(tree.nodes[brought]!.pruned).toBeUndefined()
    // All else is pruned, so that what can be chosen lies below it, but for methods that begin again at the root.
    expect(tree.nodes[brought]!.children.length).toBeGreaterThan(0)
    if (method !== 'ab-mcts') expect(pathTo(tree, tree.chosen!.node!)).toContain(brought)
    expect(await steeredSearch(spec, script)).toEqual(changes)
  })

  it('counts the votes of what is brought back behind its end as before', async () => {
    const grown = await steeredSearch(spec)
    const before = foldChanges(grown)
    const pruned = before.chosen!.votes[0]!.nodes
    let changes = grown
    for (const node of pruned) changes = await steerBehind(spec, changes, { verb: 'prune', node })
    for (const node of pruned) changes = await steerBehind(spec, changes, { verb: 'restore', node })
    expect(likeness(foldChanges(changes))).toEqual(likeness(before))
  })

  it('goes on from a step that was written by hand', async () => {
    let written = -1
    const changes = await steeredSearch(spec, {
      2: async (tree, steer) => {
        written = tree.nodes.length
        await steer({ verb: 'write', node: 0, text: 'Step 1: 3 + 4 = 7' })
        if (methodById(method).needsVerifier) await steer({ verb: 'reward', node: written, reward: 1 })
        for (const { id, depth } of tree.nodes) if (depth === 1) await steer({ verb: 'prune', node: id })
      },
    })
    const tree = foldChanges(changes)
    expect(tree.state).toBe('done')
    expect(tree.nodes[written]).toMatchObject({ hand: 'written', tokenIds: [], text: 'Step 1: 3 + 4 = 7' })
    expect(tree.nodes[written]!.children.length).toBeGreaterThan(0)
    expect(tree.chosen?.node).not.toBeNull()
    expect(pathTo(tree, tree.chosen!.node!)).toContain(written)
  })

  it('ends where everything was pruned, without an answer', async () => {
    const changes = await steeredSearch(spec, {
      2: async (tree, steer) => {
        for (const { id, depth } of tree.nodes) if (depth === 1) await steer({ verb: 'prune', node: id })
      },
    })
    const tree = foldChanges(changes)
    expect(tree.state).toBe('done')
    // These two begin again at the root.
    if (method !== 'mcts' && method !== 'ab-mcts') expect(tree.chosen).toMatchObject({ node: null, votes: [] })
  })

  it('is chosen anew behind its end, and comes back exactly by undo', async () => {
    const grown = await steeredSearch(spec)
    const before = foldChanges(grown)
    let changes = grown
    for (const id of before.chosen!.votes[0]!.nodes)
      changes = await steerBehind(spec, changes, { verb: 'prune', node: id })
    const pruned = foldChanges(changes)
    expect(pruned.state).toBe('done')
    expect(pruned.chosen?.answer).not.toBe(before.chosen!.answer)
    for (const { type } of changes) {
      if (type === 'steered') changes = await steerBehind(spec, changes, { verb: 'undo' })
    }
    expect(likeness(foldChanges(changes))).toEqual(likeness(before))
  })
})

it.each(METHOD_IDS)(
  'undo of any acts behind the end of %s gives the same tree, rewards, votes and choice',
  async (method) => {
    const spec = specOf(method)
    const grown = await steeredSearch(spec)
    const before = foldChanges(grown)
    const acts = fc.array(
      fc.tuple(fc.constantFrom('children', 'edit', 'write', 'prune', 'restore', 'reward'), fc.nat(40), fc.nat(4)),
      {
        minLength: 1,
        maxLength: 8,
      },
    )
    await fc.assert(
      fc.asyncProperty(acts, async (wanted) => {
        let changes: Change[] = grown
        let done = 0
        for (const [verb, place, value] of wanted) {
          const { nodes } = foldChanges(changes)
          const asked = askedOf(verb, place % nodes.length, value)
          // What cannot be done at that node changes nothing.
          await steerBehind(spec, changes, asked).then(
            (more) => {
              changes = more
              done++
            },
            (error: unknown) => expect(error).toMatchObject({ report: { code: 'bad-input' } }),
          )
        }
        const changed = foldChanges(changes)
        for (let act = 0; act < done; act++) changes = await steerBehind(spec, changes, { verb: 'undo' })
        expect(likeness(foldChanges(changes))).toEqual(likeness(before))
        for (let act = 0; act < done; act++) changes = await steerBehind(spec, changes, { verb: 'redo' })
        expect(likeness(foldChanges(changes))).toEqual(likeness(changed))
        expect(foldChanges(changes).cost).toEqual(changed.cost)
      }),
      { numRuns: 25 },
    )
  },
)

function askedOf(verb: string, node: number, value: number): AskedSteering {
  if (verb === 'children') return { verb, node, count: 1 + value, toEnd: value % 2 === 1 }
  if (verb === 'edit' || verb === 'write') return { verb, node, text: `Step 2: 7 + 5 = ${10 + value}` }
  return verb === 'prune' || verb === 'restore' ? { verb, node } : { verb: 'reward', node, reward: value / 4 }
}

describe('more children', () => {
  it('are those that the method would have been given next', async () => {
    const spec = specOf('majority', { width: 3 })
    const wider = foldChanges(await steeredSearch(specOf('majority', { width: 5 })))
    const changes = await steerBehind(spec, await steeredSearch(spec), { verb: 'children', node: 0, count: 2 })
    const texts = ({ nodes }: Tree) => nodes[0]!.children.map((id) => nodes[id]!.text)
    expect(texts(foldChanges(changes))).toEqual(texts(wider))
  })

  it('go on to their ends where that is asked, are scored, and vote', async () => {
    const spec = specOf('weighted')
    const grown = await steeredSearch(spec)
    const changes = await steerBehind(spec, grown, { verb: 'children', node: 0, count: 3, toEnd: true })
    const [before, tree] = [foldChanges(grown), foldChanges(changes)]
    const asked = tree.nodes.filter(({ hand }) => hand === 'asked')
    expect(asked.filter(({ children }) => children.length === 0).map(({ ending }) => ending)).toEqual([
      'answer',
      'answer',
      'answer',
    ])
    expect(asked.every(({ reward }) => typeof reward === 'number')).toBe(true)
    const voters = ({ chosen }: Tree) => chosen!.votes.flatMap(({ nodes }) => nodes).length
    expect(voters(tree)).toBe(voters(before) + 3)
  })

  it('cost what they cost, told apart, also after an undo', async () => {
    const spec = specOf('rebase')
    const grown = await steeredSearch(spec)
    const { cost: before } = foldChanges(grown)
    expect(before.byHand).toBeUndefined()
    let changes = await steerBehind(spec, grown, { verb: 'children', node: 0, count: 2 })
    const { cost } = foldChanges(changes)
    expect(cost.byHand?.nodes).toBe(2)
    expect(cost.nodes).toBe(before.nodes + 2)
    expect(cost.samples).toBe(before.samples)
    expect(cost.policy.generatedTokens).toBe(before.policy.generatedTokens + cost.byHand!.policy.generatedTokens)
    expect(cost.verifier.inputTokens).toBe(before.verifier.inputTokens + cost.byHand!.verifier.inputTokens)
    expect(cost.byHand!.policy.generatedTokens).toBeGreaterThan(0)
    changes = await steerBehind(spec, changes, { verb: 'undo' })
    expect(foldChanges(changes).cost).toEqual(cost)
  })

  it('leave the tree as it was where a model fails, and cost what the other one did', async () => {
    const spec = specOf('rebase')
    const grown = await steeredSearch(spec)
    const further: Change[] = []
    const failing = steerEnded({
      spec,
      policy: addingPolicy(),
      verifier: { shape: null, score: () => Promise.reject(new Error('out of memory')) },
      answers: undefined,
      grown,
      asked: { verb: 'children', node: 0, count: 2, toEnd: false },
      emit: (change) => void further.push(change),
      signal: new AbortController().signal,
    })
    await expect(failing).rejects.toThrow('out of memory')
    expect(further.map(({ type }) => type)).toEqual(['cost'])
    const tree = foldChanges([...grown, ...further])
    expect(tree.nodes).toEqual(foldChanges(grown).nodes)
    expect(tree.cost.byHand).toMatchObject({ nodes: 0, verifier: NO_USAGE })
  })
})

describe('a step of the user’s', () => {
  const spec = specOf('rebase')

  it('is a sibling where one is edited, and ends its path where it states an answer', async () => {
    const grown = await steeredSearch(spec)
    const { nodes } = foldChanges(grown)
    const inner = nodes.find(({ depth }) => depth === 2)!
    const changes = await steerBehind(spec, grown, { verb: 'edit', node: inner.id, text: 'The answer is: 18' })
    const tree = foldChanges(changes)
    const added = tree.nodes.at(-1)!
    expect(added).toMatchObject({
      parent: inner.parent,
      hand: 'written',
      ending: 'answer',
      answer: '18',
      correct: true,
    })
    expect(tree.chosen!.votes.find(({ answer }) => answer === '18')?.nodes).toContain(added.id)
    expect(tree.nodes[inner.id]).toEqual(nodes[inner.id])
  })

  it('asks the PRM alone', async () => {
    const grown = await steeredSearch(spec)
    const { verifier } = modelsOf(spec)
    const changes = await steerBehind(
      spec,
      grown,
      { verb: 'write', node: 0, text: 'Step 1: 3 + 4 = 7' },
      { policy: null, verifier },
    )
    expect(typeof foldChanges(changes).nodes.at(-1)!.reward).toBe('number')
  })
})

describe('a reward set by hand', () => {
  /** The rewards of these nodes, the first of them apart from the others. */
  const set =
    (reward: number, nodes: (tree: Tree) => readonly Node[]) =>
    async (tree: Tree, steer: (asked: AskedSteering) => Promise<void>) => {
      for (const [place, { id }] of nodes(tree).entries()) {
        await steer({ verb: 'reward', node: id, reward: place === 0 ? reward : 1 - reward })
      }
    }
  const first = ({ nodes }: Tree) => nodes.filter(({ depth }) => depth === 1)

  it.each(['rebase', 'beam', 'dvts', 'particles'] as const)('counts in the next round of %s', async (method) => {
    const spec = specOf(method)
    const [low, high] = await Promise.all(
      [0.001, 0.999].map((reward) => steeredSearch(spec, { 2: set(reward, first) })),
    )
    const childrenOfFirst = (changes: readonly Change[]) => foldChanges(changes).nodes[1]!.children.length
    expect(childrenOfFirst(low!)).toBeLessThan(childrenOfFirst(high!))
  })

  it.each([
    [0.001, false],
    [0.999, true],
  ])('of %d leads MCTS to the node or past it', async (reward, taken) => {
    const changes = await steeredSearch(specOf('mcts'), { 2: set(reward, first) })
    const [counted] = ofKind(after(changes), 'mcts-back-up')
    expect(counted!.rows.find(({ node }) => node === 1)).toMatchObject({ value: reward, visits: 1 })
    expect(ofKind(after(changes), 'mcts-select')[0]!.node === 1).toBe(taken)
  })

  it('is what AB-MCTS learns from', async () => {
    const alphas = await Promise.all(
      [0, 1].map(async (reward) => {
        const changes = await steeredSearch(specOf('ab-mcts'), {
          9: async (tree, steer) => {
            for (const { id, ending } of tree.nodes) if (ending) await steer({ verb: 'reward', node: id, reward })
          },
        })
        const { levels } = ofKind(after(changes), 'thompson')[0]!
        return levels[0]!.wider.alpha
      }),
    )
    // Beta(1 + sum of rewards, ...): nothing but failures, against nothing but successes.
    expect(alphas[0]).toBeLessThan(alphas[1]!)
    expect(Number.isInteger(alphas[1])).toBe(true)
  })

  it.each(['best-of-n', 'weighted'] as const)('counts in the vote of %s', async (method) => {
    const spec = specOf(method, { width: 8 })
    const grown = await steeredSearch(spec)
    const { chosen } = foldChanges(grown)
    const loser = chosen!.votes.at(-1)!
    expect(loser.answer).not.toBe(chosen!.answer)
    let changes = grown
    for (const id of chosen!.votes.flatMap(({ nodes }) => nodes)) {
      const reward = loser.nodes.includes(id) ? 1 : 0
      changes = await steerBehind(spec, changes, { verb: 'reward', node: id, reward })
    }
    expect(foldChanges(changes).chosen?.answer).toBe(loser.answer)
  })
})

describe('the next round', () => {
  it('of REBASE shares its budget with the user’s node at another depth, and decides anew', async () => {
    let written = -1
    const changes = await steeredSearch(specOf('rebase'), {
      3: async (tree, steer) => {
        written = tree.nodes.length
        await steer({ verb: 'write', node: 0, text: 'Step 1: 3 + 4 = 7' })
      },
    })
    const [before, anew] = ofKind(changes, 'rebase').filter(({ depth }) => depth === 2)
    expect(before!.shares.map(({ node }) => node)).not.toContain(written)
    expect(anew!.shares.map(({ node }) => node)).toEqual([...before!.shares.map(({ node }) => node), written])
    expect(anew!.budget).toBe(before!.budget)
    expect(anew!.shares.reduce((sum, { width }) => sum + width, 0)).toBe(anew!.budget)
  })

  it('of MCTS visits the user’s node first, with N = 0', async () => {
    let written = -1
    const changes = await steeredSearch(specOf('mcts'), {
      4: async (tree, steer) => {
        written = tree.nodes.length
        await steer({ verb: 'write', node: 0, text: 'Step 1: 3 + 4 = 7' })
      },
    })
    const [next] = ofKind(after(changes), 'mcts-select')
    expect(next!.levels[0]!.children.find(({ node }) => node === written)).toMatchObject({ visits: 0, bound: null })
    expect(next!.node).toBe(written)
  })

  it('of MCTS knows nothing of what was pruned', async () => {
    let pruned = -1
    const changes = await steeredSearch(specOf('mcts'), {
      4: async (tree, steer) => {
        pruned = tree.nodes[0]!.children.find((id) => tree.nodes[id]!.children.length > 0)!
        await steer({ verb: 'prune', node: pruned })
      },
    })
    const [counted] = ofKind(after(changes), 'mcts-back-up')
    const tree = foldChanges(changes)
    const live = tree.nodes[0]!.children.filter((id) => id !== pruned).map((id) =>
      counted!.rows.find(({ node }) => node === id)!,
    )
    const root = counted!.rows.find(({ node }) => node === 0)!
    expect(counted!.rows.map(({ node }) => node)).not.toContain(pruned)
    expect(root.visits).toBe(live.reduce((sum, { visits }) => sum + visits, 0))
    const mean = live.reduce((sum, { visits, value }) => sum + visits * value, 0) / root.visits
    expect(root.value).toBeCloseTo(mean, 12)
  })

  it('of DVTS begins a subtree with a new child of the root, and joins others to their own', async () => {
    let [fresh, joined] = [-1, -1]
    const changes = await steeredSearch(specOf('dvts'), {
      3: async (tree, steer) => {
        const inner = tree.nodes.find((node) => node.depth === 1 && node.children.length > 0)!
        fresh = tree.nodes.length
        await steer({ verb: 'write', node: 0, text: 'Step 1: 3 + 4 = 7' })
        joined = fresh + 1
        await steer({ verb: 'write', node: inner.id, text: 'Step 2: 7 + 5 = 12' })
      },
    })
    const [anew] = ofKind(after(changes), 'keep')
    const groupOf = (id: number) => anew!.rows.find(({ node }) => node === id)!.group
    const { nodes } = foldChanges(changes)
    expect(groupOf(fresh)).toBe(2)
    const sibling = nodes[nodes[joined]!.parent!]!.children[0]!
    expect(groupOf(joined)).toBe(groupOf(sibling))
  })

  it('of particle filtering draws from the user’s node as from one particle', async () => {
    let written = -1
    const changes = await steeredSearch(specOf('particles'), {
      2: async (tree, steer) => {
        written = tree.nodes.length
        await steer({ verb: 'write', node: 0, text: 'Step 1: 3 + 4 = 7' })
      },
    })
    const [anew] = ofKind(after(changes), 'resample')
    expect(anew!.rows.find(({ node }) => node === written)).toMatchObject({ held: 1 })
    expect(anew!.draws).toHaveLength(5)
  })

  it('of a sampling method finishes the user’s open node as one solution more', async () => {
    let written = -1
    const changes = await steeredSearch(specOf('majority'), {
      3: async (tree, steer) => {
        written = tree.nodes.length
        await steer({ verb: 'write', node: 0, text: 'Step 1: 3 + 4 = 7' })
      },
    })
    const tree = foldChanges(changes)
    const depths = ofKind(after(changes), 'sample')
      .slice(0, 2)
      .map(({ depth }) => depth)
    expect(depths).toEqual([2, 1])
    expect(ofKind(after(changes), 'sample').flatMap(widthsOf)).toContainEqual({ node: written, width: 1 })
    expect(tree.chosen!.votes.flatMap(({ nodes }) => nodes)).toHaveLength(5)
    expect(tree.cost.samples).toBe(4)
  })
})

describe('who votes behind the end', () => {
  it.each(['dvts', 'particles'] as const)('of %s: its own voters and what ended by hand', async (method: MethodId) => {
    const spec = specOf(method)
    const grown = await steeredSearch(spec)
    const { among } = foldChanges(grown).chosen!
    const changes = await steerBehind(spec, grown, { verb: 'write', node: 0, text: 'The answer is: 41' })
    const { chosen, nodes } = foldChanges(changes)
    expect(chosen!.among).toEqual(among)
    expect(chosen!.votes.find(({ answer }) => answer === '41')?.nodes).toEqual([nodes.length - 1])
  })

  it('of a run that was stopped: nobody, as before', async () => {
    const spec = specOf('majority')
    const grown = await steeredSearch(spec)
    const stopped: Change[] = [...grown.slice(0, 12), { type: 'state', state: 'stopped', error: null }]
    const changes = await steerBehind(spec, stopped, { verb: 'children', node: 0, count: 1, toEnd: true })
    expect(foldChanges(changes).chosen).toBeNull()
  })
})

describe('is refused', () => {
  const refused = async (method: MethodId, asked: AskedSteering, sentence: RegExp) => {
    const spec = specOf(method)
    await expect(steeredSearch(spec).then((grown) => steerBehind(spec, grown, asked))).rejects.toThrow(sentence)
  }

  it('what makes no sense where it is asked', async () => {
    await refused('rebase', { verb: 'prune', node: 0 }, /problem is no step/)
    await refused('rebase', { verb: 'edit', node: 0, text: 'x' }, /problem is no step/)
    await refused('rebase', { verb: 'reward', node: 0, reward: 1 }, /problem has no reward/)
    await refused('rebase', { verb: 'prune', node: 9999 }, /no node 9999/)
    await refused('rebase', { verb: 'undo' }, /Nothing was done by hand/)
    await refused('rebase', { verb: 'redo' }, /nothing to do again/)
    await refused('majority', { verb: 'reward', node: 1, reward: 1 }, /looks at no reward/)
    await refused('greedy', { verb: 'children', node: 0, count: 1 }, /likeliest token/)
  })

  it('a child of a path that has ended, and anything at a pruned node', async () => {
    const spec = specOf('rebase')
    const grown = await steeredSearch(spec)
    const end = foldChanges(grown).nodes.find(({ ending }) => ending !== null)!.id
    await expect(steerBehind(spec, grown, { verb: 'children', node: end, count: 1 })).rejects.toThrow(/path ends/)
    await expect(steerBehind(spec, grown, { verb: 'write', node: end, text: 'more' })).rejects.toThrow(/path ends/)
    const pruned = await steerBehind(spec, grown, { verb: 'prune', node: 1 })
    await expect(steerBehind(spec, pruned, { verb: 'prune', node: 1 })).rejects.toThrow(/is pruned/)
    await expect(steerBehind(spec, pruned, { verb: 'write', node: 1, text: 'more' })).rejects.toThrow(/is pruned/)
    const [child] = foldChanges(grown).nodes[1]!.children
    await expect(steerBehind(spec, pruned, { verb: 'restore', node: child! })).rejects.toThrow(
      /above this one is pruned/,
    )
    await expect(steerBehind(spec, pruned, { verb: 'restore', node: 2 })).rejects.toThrow(/is not pruned/)
  })

  it('undo of what the search has gone on with', async () => {
    const spec = specOf('rebase')
    const grown = await steeredSearch(spec, { 2: (_, steer) => steer({ verb: 'prune', node: 1 }) })
    await expect(steerBehind(spec, grown, { verb: 'undo' })).rejects.toThrow(/has gone on/)
  })

  it('a run of an earlier version whose voters are not known', async () => {
    const spec = specOf('dvts')
    const grown = (await steeredSearch(spec)).map((change): Change => {
      if (change.type !== 'chosen') return change
      return { ...change, among: undefined }
    })
    await expect(steerBehind(spec, grown, { verb: 'prune', node: 1 })).rejects.toThrow(/earlier version/)
  })
})

it('scores by look-ahead where the method does', async () => {
  const spec = specOf('beam', { width: 4, beamWidth: 2, lookAhead: 2 })
  const policy = addingPolicy()
  const grown = await steeredSearch(spec)
  const { verifier } = modelsOf(spec)
  await steerBehind(spec, grown, { verb: 'write', node: 0, text: 'Step 1: 3 + 4 = 7' }, { policy, verifier })
  expect(policy.batches.map((batch) => batch[0]!.seeds)).toEqual([[0], [0]])
})
