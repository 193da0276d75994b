// Steering: carries out what a person does to the tree by hand, between two rounds or after the end.
// Knows how each act becomes nodes and rewards, and that the votes are counted anew. Does not know methods: each says itself how it
// goes on from a tree that was changed (docs/methods.md).
//
// An act asks the models first and changes the tree then, in one event: of an act that fails nothing is there but its cost. A node that
// comes by hand has the seed of its place like every other one, so that the same acts at the same moments give the same tree.
import { EspalierError } from '../contract/errors.ts'
import type { Hand, TreeNode } from '../contract/node.ts'
import { ROOT } from '../contract/node.ts'
import type { RunSpec } from '../contract/run.ts'
import type { Act, Steering } from '../contract/steering.ts'
import { whyNot } from '../contract/steering-rules.ts'
import { choosingOf } from './choosing-rule.ts'
import { chosenOf } from './choosing.ts'
import type { Child, Growth } from './expansion.ts'
import { childrenAt, inheritedReward, judged, scorePaths } from './expansion.ts'
import { extended, rollOut } from './look-ahead.ts'
import type { Path } from './policy.ts'
import { seedBelow } from './random.ts'

/** Where a person steers a run: while it waits at a gate, or after its end. */
export interface Desk {
  /**
   * Does what is asked, or rejects and leaves the tree as it was: with `bad-input` and why not, as the models do, or with the signal's
   * reason.
   */
  steer(asked: Steering): Promise<void>
}

/** A node that is not in the tree yet. */
interface Draft {
  node: TreeNode
  path: Path
  place: number
  reward?: number | null
}

/** `lookAhead`: greedy steps at whose end this run's nodes are scored. */
export function openDesk(growth: Growth, spec: RunSpec, { lookAhead }: { lookAhead: number }): Desk {
  const { tree, meter, signal } = growth
  const byHand: Growth = { ...growth, meter: meter.byHand }

  const chooseAnew = () => {
    const { chosen } = tree.current
    if (!chosen) return
    const { among } = chosen
    tree.choose(chosenOf(tree.current, { ...choosingOf(spec), ...(among && { among }) }))
  }

  const perform = async (act: Act) => {
    const spent = meter.cost
    let drafts: Draft[]
    try {
      drafts = await draftsOf(byHand, act, lookAhead)
      if (drafts.length > 0) byHand.meter.grew(drafts.length)
    } finally {
      // What a model did is spent, also where the other one failed then.
      if (meter.cost !== spent && !signal.aborted) tree.spend(meter.cost)
    }
    for (const { node, place } of drafts) growth.places[node.id] = place
    tree.steer({
      act,
      added: drafts.map(({ node, reward }) => ({ node, ...(reward === undefined ? {} : { reward }) })),
    })
  }

  return {
    async steer(asked) {
      // At its gate a run is paused, whatever its own tree has heard of that.
      const { state } = tree.current
      const now = { ...tree.current, state: state === 'running' ? ('paused' as const) : state }
      const reason = whyNot({ spec }, now, asked)
      if (reason !== null) throw new EspalierError({ code: 'bad-input', message: reason, advice: '' })
      if (asked.verb === 'undo') tree.undo(now.byHand!.undoable.at(-1)!)
      else if (asked.verb === 'redo') tree.redo(now.byHand!.redoable.at(-1)!)
      else await perform(asked)
      chooseAnew()
    },
  }
}

/** The nodes of an act, parents first; none for an act that adds none. */
async function draftsOf(growth: Growth, act: Act, lookAhead: number): Promise<Draft[]> {
  switch (act.verb) {
    case 'children':
      return await childrenByHand(growth, act, lookAhead)
    case 'edit':
      return await writtenStep(growth, growth.tree.node(act.node).parent ?? ROOT, act.text, lookAhead)
    case 'write':
      return await writtenStep(growth, act.node, act.text, lookAhead)
    case 'prune':
    case 'restore':
    case 'reward':
      return []
  }
}

async function childrenByHand(
  growth: Growth,
  { node, count, toEnd }: Extract<Act, { verb: 'children' }>,
  lookAhead: number,
): Promise<Draft[]> {
  const { tree, places } = growth
  const drafts: Draft[] = []
  const parent = tree.node(node)
  const root = tree.path(node)
  const grow = async (spots: readonly { id: number; depth: number; path: Path; place: number; width: number }[]) => {
    const children = await childrenAt(
      growth,
      spots.map(({ path, place, width }) => ({
        path,
        place,
        width,
        children: path === root ? parent.children.length : 0,
      })),
    )
    const fresh = spots.flatMap(({ id, depth, path }, index) =>
      children[index]!.map((child) => ({ child, parent: id, depth: depth + 1, path })),
    )
    const grown = fresh.map(({ child, ...where }, index) =>
      draftOf(tree.current.nodes.length + drafts.length + index, child, { ...where, hand: 'asked' }),
    )
    await reward(growth, grown, drafts, lookAhead)
    drafts.push(...grown)
    return grown
  }
  let last = await grow([{ id: node, depth: parent.depth, path: root, place: places[node]!, width: count }])
  while (toEnd) {
    const open = last.filter(({ node }) => node.ending === null)
    if (open.length === 0) break
    last = await grow(open.map(({ node: { id, depth }, path, place }) => ({ id, depth, path, place, width: 1 })))
  }
  return drafts
}

/** A step that the user wrote; its end is judged like that of a step of the policy, which might go on. It has no tokens of a policy. */
async function writtenStep(growth: Growth, parent: number, text: string, lookAhead: number): Promise<Draft[]> {
  const { tree, places } = growth
  const path = tree.path(parent)
  const { depth, children } = tree.node(parent)
  const step = judged(growth, { text, tokenIds: [], logProbabilities: [], ends: 'step' }, path)
  const child = { step, place: seedBelow(places[parent]!, children.length) }
  const draft = draftOf(tree.current.nodes.length, child, { parent, depth: depth + 1, path, hand: 'written' })
  await reward(growth, [draft], [], lookAhead)
  return [draft]
}

function draftOf(
  id: number,
  { step, place }: Child,
  { parent, depth, path, hand }: { parent: number; depth: number; path: Path; hand: Hand },
): Draft {
  return { node: { id, parent, depth, ...step, hand }, path: extended(path, step), place }
}

/** Asks the PRM for the rewards of these drafts, as the run's method does; `before` are the drafts above them. */
async function reward(growth: Growth, fresh: readonly Draft[], before: readonly Draft[], lookAhead: number) {
  const { tree, verifier } = growth
  if (!verifier) return
  const openings = fresh.map(({ path, node }) => ({ path, open: node.ending === null }))
  const ahead = lookAhead > 0 ? await rollOut(growth, openings, lookAhead) : openings
  const rewards = await scorePaths(
    growth,
    ahead.map(({ path }) => path),
  )
  const rewardOf = (id: number) => {
    const draft = before.find(({ node }) => node.id === id)
    return draft ? draft.reward : tree.node(id).reward
  }
  fresh.forEach((draft, index) => {
    const { node } = draft
    draft.reward = rewards[index] ?? inheritedReward(node, rewardOf(node.parent ?? ROOT))
  })
}
