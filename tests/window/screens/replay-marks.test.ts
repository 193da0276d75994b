// Marks on the slider: which there are, in which words, and which one a click means.
import { describe, expect, it } from 'vitest'
import { markNear, replayMarks } from '../../../src-renderer/screens/solve/replay/marks.ts'
import { votePaths } from '../../../src-renderer/screens/solve/vote-paths.ts'
import { Moments } from '../../../src-renderer/state/replay/moments.ts'
import { asEvents, longRun } from '../../doubles/long-run.ts'
import { finishedTree } from '../../doubles/trees.ts'

const events = asEvents(longRun(3000))
const moments = new Moments(events, () => ({ by: 'majority', aggregate: 'last' }))
moments.follow()
const request = {
  moments,
  length: events.length,
  width: 600,
  found: [5, 2, 900],
  bookmarks: [{ at: 40, name: 'here' }],
}

describe('marks on the slider', () => {
  const marks = replayMarks(request)
  const of = (kind: string) => marks.filter((mark) => mark.kind === kind)

  it('stand for every round, found step and change of the lead', () => {
    const total = (kind: string): number => of(kind).reduce((sum, { count }) => sum + count, 0)
    expect(total('round')).toBe(moments.rounds.length)
    expect(total('lead')).toBe(moments.changes.length)
    expect(total('found')).toBe(3)
    expect(of('found').map(({ at }) => at)).toEqual([moments.addedAt[2], moments.addedAt[900]])
  })

  it('are one each for the first answers and the choice, which lie over the others', () => {
    expect(of('right')).toMatchObject([{ at: moments.firstRight!.at, count: 1 }])
    expect(of('chosen')).toMatchObject([{ at: events.length - 1, count: 1 }])
    expect(marks.at(-1)).toMatchObject({ kind: 'bookmark', at: 40, words: 'Bookmark: here' })
    const both = replayMarks({
      ...request,
      moments: Object.assign(Object.create(moments) as Moments, { firstAnswer: moments.firstRight }),
    })
    expect(both.filter(({ kind }) => kind === 'answer')).toEqual([])
  })

  it('are found by a click near them, and by none far from all', () => {
    const [chosen] = of('chosen')
    expect(markNear(of('chosen'), chosen!.place * 600 + 5, 600)).toBe(chosen)
    expect(markNear(of('chosen'), chosen!.place * 600 - 7, 600)).toBeNull()
  })

  it('are none before there is room or an event', () => {
    expect(replayMarks({ ...request, width: -11 })).toEqual([])
    expect(replayMarks({ ...request, length: 0 })).toEqual([])
  })
})

it('the paths of a vote are all its nodes up to the root', () => {
  expect(votePaths(finishedTree(), '77')).toEqual(new Set([0, 1, 3, 4, 5]))
  expect(votePaths(finishedTree(), '12')).toEqual(new Set())
})
