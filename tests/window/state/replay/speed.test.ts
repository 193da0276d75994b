// Speeds: how long a replay takes, and that it shows every moment in order at each of them.
import { describe, expect, it } from 'vitest'
import { Moments } from '../../../../src-renderer/state/replay/moments.ts'
import { paceOf, SPEEDS } from '../../../../src-renderer/state/replay/speed.ts'
import type { Speed } from '../../../../src-renderer/state/replay/speed.ts'
import { Timeline } from '../../../../src-renderer/state/replay/timeline.ts'
import { asEvents, longRun } from '../../../doubles/long-run.ts'

function courseOf(length: number, pace: number) {
  const events = asEvents(longRun(length), pace)
  const timeline = new Timeline()
  for (const event of events) timeline.push(event)
  const moments = new Moments(events, () => ({ by: 'majority', aggregate: 'last' }))
  moments.follow()
  return {
    length: events.length,
    secondsAt: (position: number) => timeline.secondsAt(position),
    positionAt: (seconds: number) => timeline.positionAt(seconds),
    addedAt: moments.addedAt,
  }
}

/** Moments that a replay shows from the start, a frame every 20 ms, and the seconds that it took. */
function play(speed: Speed, course: ReturnType<typeof courseOf>): { shown: number[]; seconds: number } {
  const { perSecond, placeOf, positionAt } = paceOf(speed, course)
  const shown: number[] = []
  let place = placeOf(0)
  for (let frame = 0; frame < 500_000; frame++, place += 0.02 * perSecond) {
    shown.push(positionAt(place))
    if (shown.at(-1)! >= course.length) return { shown, seconds: frame * 0.02 }
  }
  throw new Error('The replay never ends.')
}

describe('a replay', () => {
  it.each(SPEEDS)('goes forward from the start to the end: %s', (speed) => {
    for (const pace of [0, 0.01]) {
      const course = courseOf(600, pace)
      const { shown } = play(speed, course)
      expect(shown).toEqual(shown.toSorted((a, b) => a - b))
      expect(shown[0]).toBeLessThan(20)
      expect(shown.at(-1)).toBe(course.length)
      // Wherever it is taken up, it goes on from there.
      const { placeOf, positionAt } = paceOf(speed, course)
      for (const position of [0, 1, 17, 300, course.length - 1]) {
        expect(positionAt(placeOf(position))).toBeGreaterThanOrEqual(position)
      }
    }
  })

  it('takes 4 to 16 seconds as a whole', () => {
    expect(play('fit', courseOf(600, 0.0001)).seconds).toBeCloseTo(4, 1)
    expect(play('fit', courseOf(600, 0.01)).seconds).toBeCloseTo(6.3, 0)
    expect(play('fit', courseOf(600, 2)).seconds).toBeCloseTo(16, 1)
    expect(play('fit', courseOf(600, 0)).seconds).toBeCloseTo(4, 1)
  })

  it('takes the recorded time over the factor', () => {
    const course = courseOf(600, 0.01)
    const recorded = course.secondsAt(course.length)
    for (const [speed, factor] of [
      ['0.25x', 0.25],
      ['1x', 1],
      ['16x', 16],
    ] as const) {
      expect(Math.abs(play(speed, course).seconds - recorded / factor)).toBeLessThan(0.05)
    }
  })

  it('gives every step the same time, each with its batch’s rewards before the next', () => {
    const course = courseOf(600, 0.01)
    const steps = course.addedAt.length
    for (const [speed, perSecond] of [
      ['even-4', 4],
      ['even-64', 64],
    ] as const) {
      expect(Math.abs(play(speed, course).seconds - (steps - 1) / perSecond)).toBeLessThan(0.05)
    }
    const { positionAt } = paceOf('even-1', course)
    for (let step = 0; step < steps - 1; step++) expect(positionAt(step)).toBe(course.addedAt[step + 1]! - 1)
    expect(positionAt(steps - 1)).toBe(course.length)
  })

  it('plays four steps a second times the factor where no time was recorded', () => {
    const course = courseOf(300, 0)
    expect(play('2x', course).seconds).toBeCloseTo((course.addedAt.length - 1) / 8, 1)
  })
})
