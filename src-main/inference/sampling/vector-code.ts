// The WebAssembly that the sampler's loops are made of, assembled instruction by instruction: code is an array of bytes. Only
// instructions with IEEE results are here, so the numbers have the same bits on every machine.
// Knows opcodes (WebAssembly 2.0 with its vector instructions, webassembly.github.io/spec). Does not know logits.

export type Code = readonly number[]

/** The types of values: 32 bits, whole or a single-precision number, or four of them. */
export const I32 = 0x7f
export const F32 = 0x7d
export const V128 = 0x7b

/** Loops, conditions and branches; a branch names how many of the blocks around it it passes over. */
export const LOOP: Code = [0x03, 0x40]
export const IF: Code = [0x04, 0x40]
export const BRANCH_IF: Code = [0x0d, 0]
export const END: Code = [0x0b]

export const get = (local: number): Code => [0x20, local]
export const set = (local: number): Code => [0x21, local]
/** Sets a local and leaves the value on the stack. */
export const tee = (local: number): Code => [0x22, local]

export const integer = (value: number): Code => [0x41, ...signed(value)]
export const ADD_INTEGER: Code = [0x6a]
export const AND_INTEGER: Code = [0x71]
export const SHIFT_INTEGER_LEFT: Code = [0x74]
export const SHIFT_INTEGER_RIGHT: Code = [0x76]
export const COUNT_BITS: Code = [0x69]
export const BELOW: Code = [0x49]
export const NOT_ABOVE: Code = [0x4d]

export const loadSingle = (place: number): Code => [0x2a, 2, ...unsigned(place)]
export const storeSingle = (place: number): Code => [0x38, 2, ...unsigned(place)]
export const ADD_SINGLE: Code = [0x92]
export const SINGLE_FROM: Code = [0x60]

const vector = (...code: number[]): Code => [0xfd, ...code]
export const load = (place: number): Code => vector(0x00, 4, ...unsigned(place))
export const store = (place: number): Code => vector(0x0b, 4, ...unsigned(place))
export const singles = (value: number): Code => four(Float32Array.of(value, value, value, value))
/** Four whole numbers, each more than the one before by a step. */
export const integers = (value: number, step = 0): Code =>
  four(Int32Array.of(value, value + step, value + 2 * step, value + 3 * step))
export const SPLAT = vector(0x13)
export const SPLAT_WHOLE = vector(0x11)
export const single = (lane: number): Code => vector(0x1f, lane)
export const whole = (lane: number): Code => vector(0x1b, lane)
export const ADD = vector(0xe4, 0x01)
export const SUBTRACT = vector(0xe5, 0x01)
export const MULTIPLY = vector(0xe6, 0x01)
/** The second where it is lower or higher than the first, which stays where either is no number. */
export const LOWER = vector(0xea, 0x01)
export const HIGHER = vector(0xeb, 0x01)
export const ADD_INTEGERS = vector(0xae, 0x01)
export const SHIFT_LEFT = vector(0xab, 0x01)
/** Comparisons leave all bits set where they hold. */
export const FROM = vector(0x46)
export const LESS = vector(0x43)
export const AND = vector(0x4e)
/** The highest bit of each of four, as a whole number. */
export const BITS = vector(0xa4, 0x01)

/** Picks bytes of the first of two by the places that the second holds. */
export const PICK = vector(0x0e)

/** Combines each of the four numbers of a local with that `by` places further, round. */
export const folded = (local: number, by: number, operation: Code): Code => [
  ...[...get(local), ...get(local), ...get(local)],
  ...vector(0x0d, ...Array.from({ length: 16 }, (_, byte) => (byte + 4 * by) % 16)),
  ...operation,
]

/** What is used of the engine's WebAssembly, which the types of Node lack. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    Module: new (code: Uint8Array) => object
    Instance: new (module: object) => { exports: unknown }
  }
}

/** A function of the module: the types of its parameters, of its result if it has one, of its locals, and its instructions. */
export interface Routine {
  parameters: readonly number[]
  result?: number
  locals: readonly number[]
  body: Code
}

/** Instantiates a module with room for so many bytes; its exports are `memory` and the routines by their names. */
export function openModule(bytes: number, routines: Readonly<Record<string, Routine>>): unknown {
  const section = (id: number, ...items: Code[]): Code => [id, ...sized([items.length, ...items.flat()])]
  const text = (name: string): Code => [name.length, ...Buffer.from(name)]
  const sized = (body: Code): Code => [...unsigned(body.length), ...body]
  const all = Object.values(routines)
  const code = Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, ...all.map(({ parameters, result }) => [0x60, ...list(parameters), ...list(result ? [result] : [])])),
    ...section(3, ...all.map((_, index) => [index])),
    ...section(5, [0x00, ...unsigned(Math.ceil(bytes / 65_536))]),
    ...section(7, [...text('memory'), 2, 0], ...Object.keys(routines).map((name, index) => [...text(name), 0, index])),
    ...section(
      10,
      ...all.map(({ locals, body }) => sized([locals.length, ...locals.flatMap((type) => [1, type]), ...body, ...END])),
    ),
  ])
  return new WebAssembly.Instance(new WebAssembly.Module(code)).exports
}

function list(types: readonly number[]): Code {
  return [types.length, ...types]
}

function four(values: Float32Array | Int32Array): Code {
  return vector(0x0c, ...new Uint8Array(values.buffer))
}

/** LEB128, the format's integers of any length. */
function unsigned(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]
}

function signed(value: number): Code {
  return value < 64 ? [value] : [(value & 127) | 128, ...signed(value >> 7)]
}
