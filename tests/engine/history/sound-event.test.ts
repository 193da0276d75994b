// Stored events that are known without the schema: what it refuses is refused.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RunEvent } from '../../../src-main/contract/event.ts'
import { isSoundEvent } from '../../../src-main/engine/history/sound-event.ts'
import { GOLDEN_RUNS } from '../../doubles/golden-runs.ts'
import { asEvents } from '../../doubles/long-run.ts'

const STEP = {
  ...{ id: 3, parent: 1, depth: 2, text: 'a', tokenIds: [1, 2], logProbabilities: [-0.5, -1] },
  ...{ ending: 'answer', answer: '7', correct: true, tokens: 2, certainty: 0.5, hand: 'asked' },
}
const added = (node: unknown) => ({ sequence: 4, seconds: 1.5, change: { type: 'node-added', node } })
const scored = (node: unknown, reward: unknown) => ({
  sequence: 4,
  seconds: 1.5,
  change: { type: 'node-scored', node, reward },
})

describe('a stored event', () => {
  it.each(GOLDEN_RUNS)('is sound in every run that was stored: $name', ({ changes }) => {
    for (const event of asEvents(changes)) expect(isSoundEvent(event)).toBe(true)
  })

  const values = fc.oneof(
    fc.constantFrom(
      undefined,
      null,
      true,
      '',
      'answer',
      'asked',
      'written',
      0,
      3,
      -1,
      0.5,
      1e300,
      [],
      [0],
      [-1],
      [0.5],
    ),
    fc.constantFrom([null], ['1'], {}, Infinity, 2 ** 60),
  )

  it('is what the schema takes, whatever stands in a field', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(STEP)), values, (field, value) => {
        for (const event of [added({ ...STEP, [field]: value }), scored(value, 0.5), scored(1, value), added(value)]) {
          expect(isSoundEvent(event)).toBe(RunEvent.safeParse(event).success)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('has a place and a time', () => {
    fc.assert(
      fc.property(fc.constantFrom('sequence', 'seconds', 'change'), values, (field, value) => {
        const event = { ...added(STEP), [field]: value }
        expect(isSoundEvent(event)).toBe(RunEvent.safeParse(event).success)
      }),
    )
  })
})
