// Segments whose numbers a row of the cache holds for them: whoever reads either finds what was written.
import { describe, expect, it } from 'vitest'
import { openKeyValueCache, paddedRows } from '../../../src-main/inference/graph/kv-cache.ts'
import { Segment } from '../../../src-main/inference/graph/segment.ts'
import { uniformStream } from '../../../src-main/inference/sampling/sampler.ts'

const SHAPE = { layers: 2, heads: 2, headSize: 2 }
const NUMBERS = SHAPE.layers * 2 * SHAPE.heads * SHAPE.headSize

function segmentOf(positions: number, start: number): Segment {
  return new Segment(
    positions,
    Float32Array.from({ length: NUMBERS * positions }, (_, at) => start + at),
  )
}

/** A cache that lends, with rows that are admitted, grow, fork and leave as those of strands do. */
function openRows() {
  const cache = openKeyValueCache(SHAPE, { lends: true })
  const rows: { expected: Segment[]; length: number }[] = []
  const reserve = (count: number, positions: number) => cache.reserve({ rows: count, positions, kept: rows.length })
  return {
    rows,
    admit(all: readonly (readonly Segment[])[]) {
      const lengths = all.map((segments) => segments.reduce((sum, { positions }) => sum + positions, 0))
      reserve(rows.length + all.length, Math.max(...lengths, ...rows.map(({ length }) => length)) + 1)
      for (const [index, segments] of all.entries()) {
        cache.write(rows.length, segments, lengths[index])
        rows.push({ expected: [...segments], length: lengths[index]! })
      }
    },
    /** A pass writes a position of each row, and into those that it is padded to. */
    pass(value: number) {
      if (rows.length === 0) return
      reserve(rows.length, Math.max(...rows.map(({ length }) => length)) + 1)
      const padded = paddedRows(rows.length)
      for (const [plane, numbers] of [...cache.keys(padded), ...cache.values(padded)].entries()) {
        for (let row = 0; row < padded; row++) {
          const at = rows[row]?.length ?? 0
          for (let head = 0; head < SHAPE.heads; head++) {
            const start = ((row * SHAPE.heads + head) * cache.positions + at) * SHAPE.headSize
            numbers.fill(value + plane + row, start, start + SHAPE.headSize)
          }
        }
      }
      for (const [row, one] of rows.entries()) {
        one.expected.push(new Segment(1, cache.read(row, one.length, one.length + 1).numbers.slice()))
        one.length += 1
      }
    },
    fork(row: number) {
      const { expected, length } = rows[row]!
      reserve(rows.length + 1, length)
      cache.copy(row, rows.length, length)
      rows.push({ expected: [...expected], length })
    },
    leave(row: number) {
      const last = rows.length - 1
      if (row !== last) cache.copy(last, row, rows[last]!.length)
      rows[row] = rows[last]!
      rows.pop()
    },
    read: (row: number, from: number, to: number) => cache.read(row, from, to).numbers,
  }
}

describe('a segment of a row', () => {
  it('is lent where it is long and stays, and its memory is given back', () => {
    const cache = openKeyValueCache(SHAPE, { lends: true })
    cache.reserve({ rows: 3, positions: 100, kept: 0 })
    const [long, short, written] = [segmentOf(64, 0), segmentOf(63, 5000), segmentOf(64, 9000)]
    const before = long.numbers
    cache.write(0, [long, segmentOf(3, 4000)], 67)
    cache.write(1, [short], 63)
    cache.write(2, [written], 63)
    expect([long, short, written].map(({ lender }) => lender?.row ?? null)).toEqual([0, null, null])
    expect(before.length).toBe(0)
    expect(long.bytes).toBe(64 * NUMBERS * 4)
    expect(long.numbers).toEqual(segmentOf(64, 0).numbers)
    expect(long.lender).toBeNull()
  })

  it('stands where it stood when it comes again, whatever was decoded behind it', () => {
    const rows = openRows()
    const prompts = [segmentOf(80, 0), segmentOf(70, 10_000)]
    for (let call = 0; call < 3; call++) {
      rows.admit(prompts.map((prompt) => [prompt]))
      rows.pass(call)
      for (const row of [1, 0]) rows.leave(row)
      expect(prompts.map(({ lender }) => lender?.row)).toEqual([0, 1])
    }
  })

  it('is taken back where it comes again to its row, which will be written to within it', () => {
    const cache = openKeyValueCache(SHAPE, { lends: true })
    cache.reserve({ rows: 1, positions: 100, kept: 0 })
    const long = segmentOf(80, 0)
    cache.write(0, [long], 80)
    cache.write(0, [long], 79)
    expect(long.lender).toBeNull()
    for (const numbers of [...cache.keys(1), ...cache.values(1)]) numbers.fill(-1)
    expect(long.numbers).toEqual(segmentOf(80, 0).numbers)
  })

  it('is taken back before the cache is laid out anew, much narrower', () => {
    const cache = openKeyValueCache(SHAPE, { lends: true })
    cache.reserve({ rows: 2, positions: 400, kept: 0 })
    const long = segmentOf(80, 0)
    cache.write(1, [long], 80)
    expect(long.lender?.row).toBe(1)
    cache.reserve({ rows: 2, positions: 33, kept: 0 })
    expect([cache.positions, long.lender]).toEqual([64, null])
    for (const row of [0, 1]) cache.write(row, [segmentOf(33, 9000)])
    expect(long.numbers).toEqual(segmentOf(80, 0).numbers)
  })

  it('is not lent by a cache whose passes write elsewhere', () => {
    const cache = openKeyValueCache(SHAPE)
    cache.reserve({ rows: 1, positions: 100, kept: 0 })
    const long = segmentOf(90, 0)
    cache.write(0, [long], 90)
    expect(long.lender).toBeNull()
  })

  it.each(Array.from({ length: 30 }, (_, seed) => seed))(
    'keeps its numbers through any life of rows, seed %i',
    (seed) => {
      const uniform = uniformStream(seed)
      const below = (count: number) => Math.floor(uniform() * count)
      const prompts = Array.from({ length: 6 }, (_, index) => ({ positions: 40 + 20 * index, start: 100_000 * index }))
      const segments = prompts.map(({ positions, start }) => segmentOf(positions, start))
      const rows = openRows()
      const lentOnce = new Set<Segment>()
      for (let move = 0; move < 120; move++) {
        const kind = below(10)
        if (kind < 2) {
          rows.admit(
            Array.from({ length: 1 + below(5) }, () => [
              segments[below(6)]!,
              ...(below(2) ? [segmentOf(3, -move)] : []),
            ]),
          )
        } else if (kind < 6) rows.pass(move * 100)
        else if (rows.rows.length === 0) continue
        else if (kind < 7) rows.fork(below(rows.rows.length))
        else if (kind < 9) rows.leave(below(rows.rows.length))
        else while (rows.rows.length > 0) rows.leave(rows.rows.length - 1)
        for (const segment of segments) if (segment.lender) lentOnce.add(segment)
        for (const [row, { expected }] of rows.rows.entries()) {
          let at = 0
          for (const { positions, ...part } of expected.map((own) => ({ positions: own.positions, own }))) {
            const index = segments.indexOf(part.own)
            // To ask a prompt would take it back.
            const numbers = index < 0 ? part.own.numbers : segmentOf(positions, prompts[index]!.start).numbers
            expect(rows.read(row, at, at + positions), `move ${move}, row ${row}`).toEqual(numbers)
            at += positions
          }
        }
        if (below(8) === 0) {
          const index = below(6)
          expect(segments[index]!.numbers).toEqual(segmentOf(prompts[index]!.positions, prompts[index]!.start).numbers)
        }
      }
      for (const [index, { positions, start }] of prompts.entries()) {
        expect(segments[index]!.numbers).toEqual(segmentOf(positions, start).numbers)
      }
      expect(lentOnce.size).toBeGreaterThan(2)
    },
  )
})
