// Events as columns: what comes out of them, also over the web host's line, is what went in.
import fc from 'fast-check'
import { Packr } from 'msgpackr'
import { describe, expect, it } from 'vitest'
import { fromColumns, toColumns } from '../../src-main/contract/api-columns.ts'
import type { EventColumns } from '../../src-main/contract/event-columns.ts'
import { packEvents, unpackEvents } from '../../src-main/contract/event-columns.ts'
import type { RunEvent } from '../../src-main/contract/event.ts'
import { Ending, Hand } from '../../src-main/contract/node.ts'
import { GOLDEN_RUNS } from '../doubles/golden-runs.ts'
import { asEvents, longRun } from '../doubles/long-run.ts'

const packr = new Packr({ useRecords: false, moreTypes: true })
const overTheLine = (events: readonly RunEvent[]): RunEvent[] =>
  unpackEvents(packr.unpack(packr.pack(packEvents(events))) as EventColumns)

const id = fc.nat({ max: 2 ** 31 })
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0)
const node = fc.record(
  {
    id,
    parent: fc.option(id),
    depth: fc.nat({ max: 300 }),
    text: fc.string({ unit: 'grapheme' }),
    tokenIds: fc.array(id),
    logProbabilities: fc.array(number),
    tokens: fc.nat(),
    certainty: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    ending: fc.option(fc.constantFrom(...Ending.options)),
    answer: fc.option(fc.string({ unit: 'grapheme' })),
    correct: fc.option(fc.boolean()),
    hand: fc.constantFrom(...Hand.options),
  },
  {
    requiredKeys: ['id', 'parent', 'depth', 'text', 'tokenIds', 'logProbabilities', 'ending', 'answer', 'correct'],
    noNullPrototype: true,
  },
)
const change = fc.oneof(
  fc.record({ type: fc.constant('node-added' as const), node }, { noNullPrototype: true }),
  fc.record(
    { type: fc.constant('node-scored' as const), node: id, reward: fc.option(number) },
    { noNullPrototype: true },
  ),
  fc.record(
    { type: fc.constant('state' as const), state: fc.constant('paused' as const), error: fc.constant(null) },
    { noNullPrototype: true },
  ),
)

describe('events as columns', () => {
  it.each(GOLDEN_RUNS)('are the same events afterwards: $name', ({ changes }) => {
    const events = asEvents(changes)
    expect(overTheLine(events)).toEqual(events)
    // A part of a run, too.
    expect(overTheLine(events.slice(7, 20))).toEqual(events.slice(7, 20))
  })

  it('are the same events whatever they say', () => {
    fc.assert(
      fc.property(fc.array(change), id, (changes, first) => {
        const events = changes.map((one, index) => ({ sequence: first + index, seconds: index / 3, change: one }))
        expect(overTheLine(events)).toEqual(events)
      }),
    )
  })

  it('stand in the place of many events in what crosses a border, and nowhere else', () => {
    const events = asEvents(longRun(500))
    for (const name of ['runs.open', 'run.events'] as const) {
      const message = { id: 'a', events }
      expect(toColumns(name, message)).toEqual({ id: 'a', events: packEvents(events) })
      expect(fromColumns(name, toColumns(name, message))).toEqual(message)
      const few = { id: 'a', events: events.slice(0, 5) }
      expect(toColumns(name, few)).toBe(few)
      expect(fromColumns(name, few)).toBe(few)
    }
    expect(toColumns('runs.list', { events })).toEqual({ events })
  })
})
