// The tree at any moment: every way there gives the tree that the fold of the events makes.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../../src-main/contract/event.ts'
import { foldChanges } from '../../../../src-main/contract/tree.ts'
import { Timeline } from '../../../../src-renderer/state/replay/timeline.ts'
import { GOLDEN_RUNS } from '../../../doubles/golden-runs.ts'
import { asEvents, longRun } from '../../../doubles/long-run.ts'

function timelineOf(events: readonly RunEvent[]): Timeline {
  const timeline = new Timeline()
  for (const event of events) timeline.push(event)
  return timeline
}

describe('the tree at a moment', () => {
  it('is that of a fold from the beginning, after any sequence of moments', () => {
    const runs = [...GOLDEN_RUNS.map(({ changes }) => changes), longRun(400)]
    fc.assert(
      fc.property(
        fc.constantFrom(...runs),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }),
        (changes, way) => {
          const timeline = timelineOf(asEvents(changes))
          const { tree } = timeline
          for (const part of way) {
            const position = Math.round(part * changes.length)
            timeline.goTo(position)
            expect(timeline.position).toBe(position)
            expect(timeline.tree).toBe(tree)
            expect(tree).toEqual(foldChanges(changes.slice(0, position)))
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  it('takes as many events in hand as lie between two moments, however long the run is', () => {
    let touched = 0
    const events = asEvents(longRun(20_000)).map(({ sequence, seconds, change }) => ({
      sequence,
      seconds,
      get change() {
        touched++
        return change
      },
    }))
    const timeline = timelineOf(events)
    timeline.goTo(events.length)
    expect(touched).toBe(events.length)
    for (const [to, steps] of [
      [events.length - 1, 1],
      [events.length - 101, 100],
      [events.length - 51, 50],
      [events.length - 51, 0],
    ] as const) {
      touched = 0
      timeline.goTo(to)
      expect(touched).toBe(steps)
    }
  })

  it('stays at the last sound event where one cannot follow, and goes on from there', () => {
    const changes = longRun(100)
    const broken = [
      ...changes.slice(0, 40),
      { type: 'node-scored', node: 9999, reward: 1 } as const,
      ...changes.slice(40),
    ]
    const timeline = timelineOf(asEvents(broken))
    expect(() => timeline.goTo(broken.length)).toThrow('There is no node 9999.')
    expect([timeline.position, timeline.length]).toEqual([40, 40])
    expect(timeline.tree).toEqual(foldChanges(changes.slice(0, 40)))
    for (const event of asEvents(changes).slice(40)) timeline.push(event)
    timeline.goTo(changes.length)
    timeline.goTo(7)
    expect(timeline.tree).toEqual(foldChanges(changes.slice(0, 7)))
  })

  it('is found by its time', () => {
    const timeline = timelineOf(asEvents(longRun(50), 0.5))
    expect(timeline.secondsAt(0)).toBe(0)
    expect(timeline.secondsAt(11)).toBe(5)
    expect(timeline.positionAt(5)).toBe(11)
    expect(timeline.positionAt(5.4)).toBe(11)
    expect(timeline.positionAt(1e9)).toBe(timeline.length)
    expect(timeline.secondsAt(timeline.length + 5)).toBe(timeline.secondsAt(timeline.length))
  })
})
