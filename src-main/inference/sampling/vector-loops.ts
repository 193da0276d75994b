// Loops over a row of logits, four at a time, in WebAssembly: plain JavaScript takes several times as long over a large
// vocabulary. Knows blocks, weights and lists of tokens. Does not know the settings of sampling.
import { POWER_OF_TWO } from './exponential.ts'
import * as wasm from './vector-code.ts'
import type { Code, Routine } from './vector-code.ts'

const { I32, F32, V128, get, set, tee, integer, load } = wasm

/** Logits of a block; a row is padded to whole blocks. */
export const BLOCK = 64

/**
 * All places are in bytes. A row begins at 0 and ends at `end`, and its weights stand as far behind their logits as `end` is;
 * it holds at least one block. Results of blocks are single-precision numbers.
 */
export interface VectorLoops {
  memory: { buffer: ArrayBuffer }
  /** Writes the highest logit of each block to `to`. */
  maxima(end: number, to: number): void
  /** Writes each logit's weight, 2^((logit - highest) * scale), and their sum in each block to `to`; scale is at most 1e30. */
  masses(end: number, to: number, highest: number, scale: number): void
  /** Writes the sum of the weights of the logits from `lowest` on in each block to `to`. `from` and `until` enclose at least one. */
  sums(end: number, to: number, from: number, until: number, lowest: number): void
  /**
   * Adds weights to bins: the rounded distance of the logit below `top` times `scale`, where what is above `top` or too far below
   * stands in the first or the last. `to` holds four sums for each of `BINS`. Takes one of `SHARE` tokens, four in a row, at
   * other places in each of `SHARE` blocks.
   */
  bins(end: number, to: number, top: number, scale: number): void
  /**
   * Writes the ids of the tokens between `from` and `until` with logits from `low` on and below `high` to `to`, as integers, and
   * returns the place behind them. Ends early, behind the block with which that place is beyond `room`. The blocks' highest
   * logits stand from `maxima` on, `PACKING` at `packing`; what is behind the list is overwritten. `from` and `until` enclose at
   * least one block.
   */
  list(
    from: number,
    until: number,
    to: number,
    low: number,
    high: number,
    maxima: number,
    room: number,
    packing: number,
  ): number
}

/** How `bins` samples a row. */
export const BINS = 1024
export const SHARE = 4

/** For each set of four, as bits, the bytes of those that are in it, and then others. */
export const PACKING = Uint8Array.from({ length: 16 * 16 }, (_, place) => {
  const [set, byte] = [place >> 4, place & 15]
  const inside = [0, 1, 2, 3].filter((lane) => (set >> lane) & 1)
  return (inside[byte >> 2] ?? 0) * 4 + (byte & 3)
})

/** Loads of a block, and the running sums over them, so that no addition waits for the one before. */
const LOADS = Array.from({ length: BLOCK / 4 }, (_, load) => load * 16)
const SUMS = 4

/** Instantiates the loops with room for so many bytes. */
export function openVectorLoops(bytes: number): VectorLoops {
  return wasm.openModule(bytes, {
    maxima: maxima(),
    masses: masses(),
    sums: sums(),
    bins: bins(),
    list: list(),
  }) as VectorLoops
}

function maxima(): Routine {
  const [end, to, place, highest] = [0, 1, 2, 3]
  const body = [...get(place), ...load(0)]
  for (const at of LOADS.slice(1)) body.push(...get(place), ...load(at), ...wasm.HIGHER)
  body.push(...set(highest), ...wasm.folded(highest, 2, wasm.HIGHER), ...set(highest))
  body.push(...wasm.folded(highest, 1, wasm.HIGHER), ...wasm.single(0))
  const steps = { [to]: 4, [place]: BLOCK * 4 }
  return {
    parameters: [I32, I32],
    locals: [I32, V128],
    body: [...wasm.LOOP, ...get(to), ...body, ...wasm.storeSingle(0), ...again({ steps, place, end })],
  }
}

/**
 * Adding this puts a number's whole part, rounded, into the low bits of the sum; what is lost is taken away again to see it. (The
 * instructions that round and convert are slow where a machine has other rules for numbers that do not fit.)
 */
const ROUNDING = 1.5 * 2 ** 23

function masses(): Routine {
  const [end, to, top, factor, place, twin, whole, rest, weight] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
  const sum = (index: number) => 9 + (index % SUMS)
  const constants: Code[] = [
    [...get(top), ...wasm.SPLAT],
    [...get(factor), ...wasm.SPLAT],
    ...[-127, ROUNDING, ...[1, ...POWER_OF_TWO]].map(wasm.singles),
    // The bits of 1. Those of a power of 2 are its exponent, in front of 23 bits of fraction, more.
    wasm.integers(0x3f800000),
  ]
  const constant = (index: number) => get(sum(0) + SUMS + index)
  const [highest, scale, least, rounding] = [constant(0), constant(1), constant(2), constant(3)] as const
  const one = constant(constants.length - 1)
  const coefficients = [1, ...POWER_OF_TWO].map((_, power) => constant(4 + power))
  const body = LOADS.flatMap((at, index) => {
    const power = [
      ...[...get(place), ...load(at), ...highest, ...wasm.SUBTRACT, ...scale, ...wasm.MULTIPLY],
      // 2^-127 has the bits of 0: what is this small, minus infinity included, weighs nothing.
      ...[...set(rest), ...least, ...get(rest), ...wasm.HIGHER, ...set(rest)],
      ...[...get(rest), ...rounding, ...wasm.ADD, ...set(whole)],
      ...[...get(rest), ...get(whole), ...rounding, ...wasm.SUBTRACT, ...wasm.SUBTRACT, ...set(rest)],
    ]
    const polynomial = [...coefficients.at(-1)!]
    for (const coefficient of coefficients.slice(0, -1).reverse()) {
      polynomial.push(...get(rest), ...wasm.MULTIPLY, ...coefficient, ...wasm.ADD)
    }
    const powerOfWhole = [...get(whole), ...integer(23), ...wasm.SHIFT_LEFT, ...one, ...wasm.ADD_INTEGERS]
    const kept = [...power, ...get(twin), ...polynomial, ...powerOfWhole, ...wasm.MULTIPLY, ...tee(weight)]
    return [...kept, ...wasm.store(at), ...get(weight), ...addedTo(index, sum)]
  })
  const steps = { [to]: 4, [place]: BLOCK * 4, [twin]: BLOCK * 4 }
  return {
    parameters: [I32, I32, F32, F32],
    locals: [I32, I32, V128, V128, V128, ...Array<number>(SUMS + constants.length).fill(V128)],
    body: [
      ...constants.flatMap((code, index) => [...code, ...set(sum(0) + SUMS + index)]),
      ...[...get(end), ...set(twin), ...wasm.LOOP, ...body],
      ...[...get(to), ...total(sum), ...wasm.storeSingle(0), ...again({ steps, place, end })],
    ],
  }
}

function sums(): Routine {
  const [end, to, place, until, least, twin, lowest] = [0, 1, 2, 3, 4, 5, 6]
  const sum = (index: number) => 7 + (index % SUMS)
  const body = LOADS.flatMap((at, index) => [
    ...[...get(place), ...load(at), ...get(lowest), ...wasm.FROM, ...get(twin), ...load(at), ...wasm.AND],
    ...addedTo(index, sum),
  ])
  const steps = { [to]: 4, [place]: BLOCK * 4, [twin]: BLOCK * 4 }
  return {
    parameters: [I32, I32, I32, I32, F32],
    locals: [I32, V128, ...Array<number>(SUMS).fill(V128)],
    body: [
      ...[...get(place), ...get(end), ...wasm.ADD_INTEGER, ...set(twin)],
      ...[...get(least), ...wasm.SPLAT, ...set(lowest), ...wasm.LOOP, ...body],
      ...[...get(to), ...total(sum), ...wasm.storeSingle(0), ...again({ steps, place, end: until })],
    ],
  }
}

/** Adding this puts a whole number below `BINS` into the low bits of the sum. */
const WHOLE = 2 ** 23

function bins(): Routine {
  const [end, to, above, factor, place, from, bin, weight, top, scale, base, first, last, whole, mask] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
  ]
  const atWeights = [...get(from), ...get(end), ...wasm.ADD_INTEGER]
  const body = LOADS.filter((_, index) => index % SHARE === 0).flatMap((at) => {
    const distance = [...get(top), ...get(from), ...load(at), ...wasm.SUBTRACT, ...get(scale), ...wasm.MULTIPLY]
    const bounded = [...get(last), ...get(first), ...distance, ...wasm.HIGHER, ...wasm.LOWER]
    // A bin is 16 bytes, four sums, so that no addition waits for the one before.
    const number = [...bounded, ...get(whole), ...wasm.ADD, ...get(mask), ...wasm.AND]
    const places = [...number, ...integer(4), ...wasm.SHIFT_LEFT, ...get(base), ...wasm.ADD_INTEGERS]
    const four = [0, 1, 2, 3].flatMap((lane) => [
      ...[...get(bin), ...wasm.whole(lane), ...get(bin), ...wasm.whole(lane), ...wasm.loadSingle(lane * 4)],
      ...[...get(weight), ...wasm.single(lane), ...wasm.ADD_SINGLE, ...wasm.storeSingle(lane * 4)],
    ])
    return [...places, ...set(bin), ...atWeights, ...load(at), ...set(weight), ...four]
  })
  // The first of every fourth load in a block, the second in the next one, and so on.
  const block = [...get(place), ...integer(4), ...wasm.SHIFT_INTEGER_RIGHT]
  const offset = [...block, ...integer(16 * (SHARE - 1)), ...wasm.AND_INTEGER]
  return {
    parameters: [I32, I32, F32, F32],
    locals: [I32, I32, ...Array<number>(9).fill(V128)],
    body: [
      ...[...get(above), ...wasm.SPLAT, ...set(top), ...get(factor), ...wasm.SPLAT, ...set(scale)],
      ...[...get(to), ...wasm.SPLAT_WHOLE, ...set(base), ...wasm.singles(0), ...set(first)],
      ...[...wasm.singles(BINS - 1), ...set(last), ...wasm.singles(WHOLE), ...set(whole)],
      ...[...wasm.integers(BINS - 1), ...set(mask), ...wasm.LOOP],
      ...[...get(place), ...offset, ...wasm.ADD_INTEGER, ...set(from), ...body],
      ...again({ steps: { [place]: BLOCK * 4 }, place, end }),
    ],
  }
}

function list(): Routine {
  const [place, until, to, least, most, maximum, room, packing, bits, low, high, ids, step] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
  ]
  // Without branches, which would be taken at random.
  const body = LOADS.flatMap((at) => [
    ...[...get(place), ...load(at), ...get(low), ...wasm.FROM, ...get(place), ...load(at), ...get(high), ...wasm.LESS],
    ...[...wasm.AND, ...wasm.BITS, ...set(bits)],
    // Four ids are written, those that are in first; the place moves on behind these, so the next ones replace the others.
    ...[...get(to), ...get(ids), ...get(packing), ...get(bits), ...integer(4), ...wasm.SHIFT_INTEGER_LEFT],
    ...[...wasm.ADD_INTEGER, ...load(0), ...wasm.PICK, ...wasm.store(0)],
    ...[...get(ids), ...get(step), ...wasm.ADD_INTEGERS, ...set(ids)],
    ...[...get(to), ...get(bits), ...wasm.COUNT_BITS, ...integer(2), ...wasm.SHIFT_INTEGER_LEFT, ...wasm.ADD_INTEGER],
    ...set(to),
  ])
  const first = [...get(place), ...integer(2), ...wasm.SHIFT_INTEGER_RIGHT, ...wasm.SPLAT_WHOLE]
  const steps = { [maximum]: 4, [place]: BLOCK * 4 }
  return {
    parameters: [I32, I32, I32, F32, F32, I32, I32, I32],
    result: I32,
    locals: [I32, V128, V128, V128, V128],
    body: [
      ...[...get(least), ...wasm.SPLAT, ...set(low), ...get(most), ...wasm.SPLAT, ...set(high)],
      ...[...wasm.integers(4), ...set(step), ...wasm.LOOP],
      ...[...get(maximum), ...wasm.loadSingle(0), ...get(least), ...wasm.SINGLE_FROM, ...wasm.IF],
      ...[...first, ...wasm.integers(0, 1), ...wasm.ADD_INTEGERS, ...set(ids), ...body, ...wasm.END],
      ...again({ steps, place, end: until, while: [...get(to), ...get(room), ...wasm.NOT_ABOVE, ...wasm.AND_INTEGER] }),
      ...get(to),
    ],
  }
}

/** Adds the number on the stack to a running sum; the first four of a block begin one each. */
function addedTo(index: number, sum: (index: number) => number): Code {
  return index < SUMS ? set(sum(index)) : [...get(sum(index)), ...wasm.ADD, ...set(sum(index))]
}

/** The running sums together, as a single-precision number. */
function total(sum: (index: number) => number): Code {
  return [
    ...[...get(sum(0)), ...get(sum(1)), ...wasm.ADD, ...get(sum(2)), ...get(sum(3)), ...wasm.ADD, ...wasm.ADD],
    ...[...set(sum(0)), ...wasm.folded(sum(0), 2, wasm.ADD), ...set(sum(0)), ...wasm.folded(sum(0), 1, wasm.ADD)],
    ...wasm.single(0),
  ]
}

/** The end of a loop: moves places on by bytes, and goes round again where there is more and the condition holds. */
function again(options: { steps: Record<number, number>; place: number; end: number; while?: Code }): Code {
  const steps = Object.entries(options.steps).flatMap(([local, by]) => [
    ...[...get(Number(local)), ...integer(by), ...wasm.ADD_INTEGER, ...set(Number(local))],
  ])
  const more = [...get(options.place), ...get(options.end), ...wasm.BELOW, ...(options.while ?? [])]
  return [...steps, ...more, ...wasm.BRANCH_IF, ...wasm.END]
}
