// Finding: each condition by itself and all together, against a filter that is written out; and the walk over the hits.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ending } from '../../../../src-main/contract/node.ts'
import type { Node, Tree } from '../../../../src-main/contract/tree.ts'
import { emptyTree, foldChanges } from '../../../../src-main/contract/tree.ts'
import { findNodes } from '../../../../src-renderer/state/find/find-nodes.ts'
import { conditionsOf, NO_QUERY, VERDICTS, without } from '../../../../src-renderer/state/find/find-query.ts'
import type { FindQuery } from '../../../../src-renderer/state/find/find-query.ts'
import { Find } from '../../../../src-renderer/state/find/find.svelte.ts'
import { outlineRows } from '../../../../src-renderer/tree/outline.ts'
import { longRun } from '../../../doubles/long-run.ts'
import { finishedTree, grow } from '../../../doubles/trees.ts'

const asked = (query: Partial<FindQuery>): FindQuery => ({ ...NO_QUERY, ...query })

describe('finding', () => {
  // See finishedTree: 1 a, 2 b, 3 c under a, 4 d (77, right) under c, 5 e (77) under a, 6 (30, wrong) and 7 (empty) under b, 8 under a.
  const tree = finishedTree()
  it.each<[Partial<FindQuery>, number[]]>([
    [{ text: '17 APPLES' }, [1, 2]],
    [{ text: '&' }, [3]],
    [{ text: '4 * 17' }, [1]],
    [{ text: 'nothing like it' }, []],
    [{ answer: '77' }, [4, 5]],
    [{ verdict: 'right' }, [4, 5]],
    [{ verdict: 'wrong' }, [6]],
    [{ verdict: 'none' }, [7]],
    [{ ending: 'empty-step' }, [7]],
    [{ rewardFrom: 0.9 }, [1, 4]],
    [{ rewardTo: 0.12 }, [2, 6]],
    [{ rewardFrom: 0.88, rewardTo: 0.93 }, [1, 5]],
    [{ depthFrom: 3 }, [4]],
    [{ depthTo: 1 }, [1, 2]],
    [{ verdict: 'right', depthTo: 2 }, [5]],
    [{}, []],
  ])('%j gives %j, in the order of the outline', (query, hits) => {
    expect(findNodes(tree, asked(query))).toEqual(hits)
  })

  it('takes signs of a pattern for what they are, and letters of any case', () => {
    const own = emptyTree()
    for (const text of ['a.c (x|y)* [1] {2} ^$ \\ / -', 'abc', 'ÜBER straße', '∑ of x² ≥ 0']) grow(own, 0, { text })
    const hitsOf = (text: string): number[] => findNodes(own, asked({ text }))
    expect(hitsOf('a.c')).toEqual([1])
    expect(hitsOf('(x|y)* [1] {2} ^$ \\ / -')).toEqual([1])
    expect(hitsOf('über')).toEqual([3])
    expect(hitsOf('∑ OF X²')).toEqual([4])
  })

  it('finds what the conditions say, written out one by one, for any query', () => {
    const grown = foldChanges(longRun(1500))
    const meets = (node: Node, query: FindQuery): boolean => {
      if (query.text !== '' && !node.text.toLowerCase().includes(query.text.toLowerCase())) return false
      if (query.answer !== null && node.answer !== query.answer) return false
      if (query.verdict === 'right' && node.correct !== true) return false
      if (query.verdict === 'wrong' && node.correct !== false) return false
      if (query.verdict === 'none' && !(node.ending !== null && node.answer === null)) return false
      if (query.ending !== null && node.ending !== query.ending) return false
      if (query.depthFrom !== null && node.depth < query.depthFrom) return false
      if (query.depthTo !== null && node.depth > query.depthTo) return false
      if (query.rewardFrom === null && query.rewardTo === null) return true
      if (node.reward == null) return false
      return node.reward >= (query.rewardFrom ?? 0) && node.reward <= (query.rewardTo ?? 1)
    }
    const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 2 })
    const queries = fc.record({
      text: fc.constantFrom('', '', 'GIVES 1', 'apples', '3 boxes', 'e'),
      answer: maybe(fc.constantFrom('20', '24', 'none such')),
      rewardFrom: maybe(fc.constantFrom(0, 0.25, 0.5, 1)),
      rewardTo: maybe(fc.constantFrom(0, 0.5, 0.75, 1)),
      verdict: maybe(fc.constantFrom(...VERDICTS)),
      ending: maybe(fc.constantFrom(...Ending.options)),
      depthFrom: maybe(fc.integer({ min: 0, max: 9 })),
      depthTo: maybe(fc.integer({ min: 0, max: 30 })),
    })
    const order = outlineRows(grown, new Set()).map(({ id }) => id)
    let found = 0
    fc.assert(
      fc.property(queries, (query) => {
        const nothing = query.text === '' && conditionsOf(query).length === 0
        const expected = nothing ? [] : order.filter((id) => id !== 0 && meets(grown.nodes[id]!, query))
        found += expected.length
        expect(findNodes(grown, query)).toEqual(expected)
      }),
      { numRuns: 300 },
    )
    expect(found).toBeGreaterThan(1000)
  })

  it('drops a condition as a whole', () => {
    const query = asked({ text: 'x', rewardFrom: 0.2, rewardTo: 0.4, depthFrom: 2 })
    expect(conditionsOf(query)).toEqual(['reward', 'depth'])
    expect(without(query, 'reward')).toEqual(asked({ text: 'x', depthFrom: 2 }))
  })
})

describe('the walk over hits', () => {
  const find = new Find()
  it('goes to the next and the one before, around the ends, and to the first from anywhere else', () => {
    const hits = [4, 9, 2]
    expect([4, 9, 2, 7, null].map((from) => find.beside(hits, from, 1))).toEqual([9, 2, 4, 4, 4])
    expect([4, 9, 2, 7, null].map((from) => find.beside(hits, from, -1))).toEqual([2, 4, 9, 2, 2])
    expect(find.beside([], 4, 1)).toBeNull()
  })

  it('looks again when the question or the tree is another one, and not otherwise', () => {
    let tree: Tree = finishedTree()
    let looks = 0
    const newest = () => {
      looks++
      return tree
    }
    find.look(newest, 10)
    expect([find.hits, looks]).toEqual([null, 0])
    find.query = asked({ answer: '77' })
    find.look(newest, 10)
    expect(find.hits).toEqual([4, 5])
    const { hits } = find
    find.look(newest, 10)
    expect(find.hits).toBe(hits)
    tree = emptyTree()
    find.look(newest, 10)
    expect(find.hits).toEqual([])
    find.query = NO_QUERY
    find.look(newest, 10)
    expect(find.hits).toBeNull()
  })

  it('sees what a growing tree adds, in time', async () => {
    const tree = finishedTree()
    const growing = new Find()
    growing.query = asked({ answer: '77' })
    growing.look(() => tree, 1)
    grow(tree, 8, { text: 'The answer is: 77', ending: 'answer', answer: '77', correct: true })
    growing.look(() => tree, 2)
    await expect.poll(() => growing.hits).toEqual([4, 5, 9])
    expect(growing.within(9)).toEqual([4, 5])
    growing.hide()
    expect(growing.hits).toBeNull()
  })
})
