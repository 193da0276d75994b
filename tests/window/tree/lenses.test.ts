// What each lens tells of a tree whose numbers are known.
import { describe, expect, it } from 'vitest'
import { applyChange, emptyTree } from '../../../src-main/contract/tree.ts'
import { LENS_IDS } from '../../../src-renderer/text/tree.ts'
import type { LensId } from '../../../src-renderer/text/tree.ts'
import { shareCount, shareOf } from '../../../src-renderer/tree/lens/lens-colour.ts'
import { lookAtAll, lookThrough } from '../../../src-renderer/tree/lens/lenses.ts'
import { joinedLegend, legendOf } from '../../../src-renderer/tree/legend.ts'
import { paintAll, paintOf } from '../../../src-renderer/tree/lens/paint.ts'
import { MergedTree } from '../../../src-renderer/tree/merged-tree.ts'
import { plainly } from '../../../src-renderer/tree/shown-tree.ts'
import { crowdedTree, grow } from '../../doubles/trees.ts'

/** Two first steps, the first twice; ends 7, 7 and 8, of which 7 is right. */
function known() {
  const tree = emptyTree()
  const a = grow(tree, 0, { text: 'a', reward: 0.5, logProbabilities: [-1, -3] })
  const b = grow(tree, 0, { text: 'b', reward: null, logProbabilities: [-4] })
  const c = grow(tree, 0, { text: 'a' })
  const end = (parent: number, answer: string, correct: boolean) =>
    grow(tree, parent, { text: answer, ending: 'answer', answer, correct, reward: 0.25, certainty: 2 })
  end(a, '7', true)
  end(b, '8', false)
  end(c, '7', true)
  end(b, '7', true)
  const backUp = (node: number, value: number, visits: number) =>
    applyChange(tree, {
      type: 'decided',
      decision: { kind: 'mcts-back-up', iteration: 0, rows: [{ node, value, visits }] },
    })
  backUp(a, 0.5, 1)
  backUp(a, 0.8, 3)
  backUp(c, 0.4, 1)
  applyChange(tree, {
    type: 'decided',
    decision: {
      kind: 'sample',
      depth: 0,
      widths: [
        { node: 0, width: 3 },
        { node: b, width: 2 },
      ],
    },
  })
  return { tree, a, b, c }
}

describe('lenses', () => {
  const { tree, a, b, c } = known()
  const plain = plainly(tree)
  const reading = (lens: LensId, id: number) => lookThrough(lens, plain).of(id)

  it('tell rewards, none and not yet apart', () => {
    expect([a, b, c].map((id) => reading('reward', id).at)).toEqual([0.5, null, undefined])
    expect(reading('reward', a).text).toBe('0.50')
  })

  it('tell the share of right ends below, and the answer that most of them reached', () => {
    expect([a, b, c].map((id) => reading('right', id).at)).toEqual([1, 0.5, 1])
    expect(lookThrough('answer', plain).scale).toEqual({ kind: 'classes', labels: ['7', '8'] })
    expect([a, b, c].map((id) => reading('answer', id).at)).toEqual([0, 0, 0])
  })

  it('tell the last N and Q of a tree search, the children given, the order and the log-probability', () => {
    expect([a, b, c].map((id) => reading('visits', id).text)).toEqual(['3', '', '1'])
    expect([a, b, c].map((id) => reading('value', id).text)).toEqual(['0.80', '', '0.40'])
    expect([a, b].map((id) => reading('budget', id).text)).toEqual(['0', '2'])
    expect([a, c].map((id) => reading('order', id).text)).toEqual(['1', '3'])
    expect([a, b].map((id) => reading('log-probability', id).text)).toEqual(['-2.00', '-4.00'])
    expect(reading('certainty', a)).toEqual({ at: null, text: '' })
    expect(reading('certainty', c + 1).text).toBe('2.00')
  })

  it('join what equal steps have: sums of visits and children, values by visits, the earliest place', () => {
    const merged = new MergedTree().follow(tree)
    const of = (lens: LensId) => lookThrough(lens, merged).of(merged.shownOf(a))
    expect(of('visits').text).toBe('4')
    expect(of('value').at).toBeCloseTo((3 * 0.8 + 0.4) / 4)
    expect(of('order').text).toBe('1')
    expect(of('right').at).toBe(1)
  })

  it('say which have nothing to tell', () => {
    const bare = emptyTree()
    grow(bare, 0)
    const used = LENS_IDS.filter((lens) => lookThrough(lens, plainly(bare)).used)
    expect(used).toEqual(['budget', 'order'])
  })

  it.each(LENS_IDS)('sort every node into one share of a band, in any tree: %s', (lens) => {
    for (const shown of [
      plainly(crowdedTree(400, 2)),
      new MergedTree().follow(crowdedTree(400, 2)),
      plainly(emptyTree()),
    ]) {
      const view = lookThrough(lens, shown)
      for (const { id } of shown.tree.nodes) {
        const { at } = view.of(id)
        if (typeof at === 'number') expect(at).toBeGreaterThanOrEqual(0)
        const share = shareOf(view, at)
        expect(Number.isInteger(share) && share >= 0 && share < shareCount(view)).toBe(true)
      }
    }
  })

  it('get a legend that shows only what the picture uses', () => {
    const voting = emptyTree()
    grow(voting, 0, { reward: null, ending: 'answer', answer: '1', correct: true })
    const shown = plainly(voting)
    expect(legendOf(shown, paintOf(shown, 'reward'), false)).toEqual({
      lens: 'reward',
      ramp: null,
      classes: [],
      unscored: false,
      right: true,
      wrong: false,
      byHand: false,
      pruned: false,
      band: false,
      collapsed: null,
    })
    applyChange(voting, { type: 'steered', act: { verb: 'reward', node: 1, reward: 1 }, added: [] })
    applyChange(voting, { type: 'steered', act: { verb: 'prune', node: 1 }, added: [] })
    expect(legendOf(shown, paintOf(shown, 'reward'), false)).toMatchObject({ byHand: true, pruned: true })
    expect(legendOf(plain, paintOf(plain, 'reward'), true)).toMatchObject({
      ramp: ['0', '0.5', '1'],
      unscored: true,
      right: true,
      wrong: true,
      band: true,
    })
  })

  it('tell the same by the same colour in trees that stand side by side', () => {
    const other = emptyTree()
    const deep = grow(other, 0, { text: 'x', logProbabilities: [-9] })
    for (const answer of ['8', '8', '8', '5'])
      grow(other, deep, { text: answer, ending: 'answer', answer, correct: false })
    const both = [plain, plainly(other)]
    const [here, there] = lookAtAll('answer', both)
    expect([here!.scale, there!.scale]).toEqual([here!.scale, here!.scale])
    expect(here!.scale).toEqual({ kind: 'classes', labels: ['8', '7', '5'] })
    const eight = tree.nodes.find(({ answer }) => answer === '8')!.id
    expect(here!.of(eight)).toEqual(there!.of(deep))
    const [one, two] = lookAtAll('log-probability', both)
    expect([one!.scale, two!.scale]).toEqual([{ kind: 'ramp', ticks: ['-9.00', '-5.50', '-2.00'] }, one!.scale])
    expect([one!.of(a).at, two!.of(deep).at]).toEqual([1, 0])
    const [first, second] = paintAll(both, 'answer').map((paint, place) => legendOf(both[place]!, paint, place === 1))
    expect(joinedLegend([first!, second!])).toMatchObject({ right: true, wrong: true, band: true, collapsed: null })
    expect(joinedLegend([first!, second!]).classes).toEqual(first!.classes)
  })
})
