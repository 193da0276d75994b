// A WebAssembly module of two loops over a row of logits, four at a time, assembled here, instruction by instruction: plain
// JavaScript takes several times as long over a large vocabulary. Only instructions with IEEE results are used, so the numbers
// have the same bits on every machine. Knows opcodes (WebAssembly 2.0 with its vector instructions, webassembly.github.io/spec).
// Does not know sampling.
import { POWER_OF_TWO } from './exponential.ts'

/** Logits of a block; a row is padded to whole blocks. */
export const BLOCK = 64

/** All places are in bytes; a row holds at least one block. `to` holds one single-precision number for each block. */
export interface VectorLoops {
  memory: { buffer: ArrayBuffer }
  /** Writes the highest logit of each block of the row that ends at `end` and begins at 0. */
  maxima(end: number, to: number): void
  /** Writes the sum of 2^((logit - highest) * scale) of each block; scale is at most 1e30. */
  masses(end: number, to: number, highest: number, scale: number): void
}

type Code = readonly number[]

/** What is used of the engine's WebAssembly, which the types of Node lack. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    Module: new (code: Uint8Array) => object
    Instance: new (module: object) => { exports: unknown }
  }
}

const I32 = 0x7f
const F32 = 0x7d
const V128 = 0x7b

const text = (name: string): Code => [name.length, ...Buffer.from(name)]
const get = (local: number): Code => [0x20, local]
const set = (local: number): Code => [0x21, local]
const vector = (...code: number[]): Code => [0xfd, ...code]
const load = (place: number): Code => vector(0x00, 4, ...unsigned(place))
const singles = (value: number): Code => vector(0x0c, ...Array.from({ length: 4 }, () => single(value)).flat())
const integers = (value: number): Code =>
  vector(0x0c, ...Array.from({ length: 4 }, () => [...new Uint8Array(Int32Array.of(value).buffer)]).flat())
/** Combines each of the four numbers of a local with that `by` places further, round. */
const folded = (local: number, by: number, operation: Code): Code => [
  ...[...get(local), ...get(local), ...get(local)],
  ...vector(0x0d, ...Array.from({ length: 16 }, (_, byte) => (byte + 4 * by) % 16)),
  ...operation,
]

const SPLAT = vector(0x13)
const FIRST = vector(0x1f, 0)
const ADD = vector(0xe4, 0x01)
const SUBTRACT = vector(0xe5, 0x01)
const MULTIPLY = vector(0xe6, 0x01)
const HIGHER = vector(0xeb, 0x01)
const ADD_INTEGERS = vector(0xae, 0x01)
const SHIFT_LEFT = vector(0xab, 0x01)

/** Loads of a block, and the running sums over them, so that no addition waits for the one before. */
const LOADS = BLOCK / 4
const SUMS = 4

/** Instantiates the module with room for so many bytes. */
export function openVectorLoops(bytes: number): VectorLoops {
  const module = new WebAssembly.Module(assemble(Math.ceil(bytes / 65_536)))
  return new WebAssembly.Instance(module).exports as VectorLoops
}

function assemble(pages: number): Uint8Array {
  const section = (id: number, ...items: Code[]): Code => {
    const body = [items.length, ...items.flat()]
    return [id, ...unsigned(body.length), ...body]
  }
  const sized = (body: Code): Code => [...unsigned(body.length), ...body]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [0x60, 2, I32, I32, 0], [0x60, 4, I32, I32, F32, F32, 0]),
    ...section(3, [0], [1]),
    ...section(5, [0x00, ...unsigned(pages)]),
    ...section(7, [...text('memory'), 2, 0], [...text('maxima'), 0, 0], [...text('masses'), 0, 1]),
    ...section(10, sized(maximaBody()), sized(massesBody())),
  ])
}

/** Parameters 0 end, 1 to; locals 2 place, 3 the highest so far. */
function maximaBody(): Code {
  const highest = [...get(2), ...load(0)]
  for (let at = 1; at < LOADS; at++) highest.push(...get(2), ...load(at * 16), ...HIGHER)
  highest.push(...set(3), ...folded(3, 2, HIGHER), ...set(3), ...folded(3, 1, HIGHER), ...FIRST)
  return [2, 1, I32, 1, V128, ...eachBlock({ to: 1, place: 2 }, highest), 0x0b]
}

/**
 * Adding this puts a number's whole part, rounded, into the low bits of the sum; what is lost is taken away again to see it. (The
 * instructions that round and convert are slow where a machine has other rules for numbers that do not fit.)
 */
const ROUNDING = 1.5 * 2 ** 23

/** Parameters 0 end, 1 to, 2 highest, 3 scale; locals 4 place, 5 to 8 sums, 9 the whole part's bits, 10 rest, then constants. */
function massesBody(): Code {
  const constants: Code[] = [
    [...get(2), ...SPLAT],
    [...get(3), ...SPLAT],
    ...[-127, ROUNDING, ...[1, ...POWER_OF_TWO]].map(singles),
    // The bits of 1. Those of a power of 2 are its exponent, in front of 23 bits of fraction, more.
    integers(0x3f800000),
  ]
  const constant = (index: number) => get(11 + index)
  const [highest, scale, least, rounding] = [constant(0), constant(1), constant(2), constant(3)] as const
  const one = constant(constants.length - 1)
  const coefficients = [1, ...POWER_OF_TWO].map((_, power) => constant(4 + power))
  const sum = Array.from({ length: LOADS }, (_, at) => {
    const power = [
      ...[...get(4), ...load(at * 16), ...highest, ...SUBTRACT, ...scale, ...MULTIPLY],
      // 2^-127 has the bits of 0: what is this small, minus infinity included, weighs nothing.
      ...[...least, ...HIGHER, ...set(10)],
      ...[...get(10), ...rounding, ...ADD, ...set(9)],
      ...[...get(10), ...get(9), ...rounding, ...SUBTRACT, ...SUBTRACT, ...set(10)],
    ]
    const polynomial = [...coefficients.at(-1)!]
    for (const coefficient of coefficients.slice(0, -1).reverse()) {
      polynomial.push(...get(10), ...MULTIPLY, ...coefficient, ...ADD)
    }
    const whole = [...get(9), 0x41, 23, ...SHIFT_LEFT, ...one, ...ADD_INTEGERS]
    const local = 5 + (at % SUMS)
    const weight = [...power, ...polynomial, ...whole, ...MULTIPLY]
    return at < SUMS ? [...weight, ...set(local)] : [...weight, ...get(local), ...ADD, ...set(local)]
  }).flat()
  sum.push(...get(5), ...get(6), ...ADD, ...get(7), ...get(8), ...ADD, ...ADD, ...set(5))
  sum.push(...folded(5, 2, ADD), ...set(5), ...folded(5, 1, ADD), ...FIRST)
  const kept = constants.flatMap((code, index) => [...code, ...set(11 + index)])
  return [2, 1, I32, 6 + constants.length, V128, ...kept, ...eachBlock({ to: 1, place: 4 }, sum), 0x0b]
}

/** Runs `number`, which leaves a single-precision number on the stack, for each block, and writes what it leaves. */
function eachBlock({ to, place }: { to: number; place: number }, number: Code): Code {
  const step = (local: number, by: number) => [...get(local), 0x41, ...signed(by), 0x6a, ...set(local)]
  const again = [...get(place), ...get(0), 0x49, 0x0d, 0]
  return [0x03, 0x40, ...get(to), ...number, 0x38, 2, 0, ...step(to, 4), ...step(place, BLOCK * 4), ...again, 0x0b]
}

function single(value: number): Code {
  return [...new Uint8Array(Float32Array.of(value).buffer)]
}

/** LEB128, the format's integers of any length. */
function unsigned(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]
}

function signed(value: number): Code {
  return value < 64 ? [value] : [(value & 127) | 128, ...signed(value >> 7)]
}
