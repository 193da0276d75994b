// Whether passes in place can be trusted on this machine: ONNX Runtime's attention over a cache of ours, beside plain arithmetic.
// Knows one small graph and what it must give. Does not know models. A crash is not caught: it would be of the library itself, which
// every session needs.
import { openNativeSession, steady } from '../native/native-session.ts'
import type { Bound } from '../native/native-session.ts'
import { onnxBytes } from './onnx-bytes.ts'
import { float } from './written-graph.ts'

const [ROWS, HEADS, SHARED, SIZE, POSITIONS] = [2, 4, 2, 16, 8]
const WIDTH = (HEADS + 2 * SHARED) * SIZE
/** Positions that each row holds before the pass. */
const PASTS = [5, 2]
/** Largest difference of numbers between -1 and 1. */
const TOLERANCE = 1e-5
const SCALE = 0.25

let known: Promise<boolean> | null = null

/** Found out once in a thread. */
export function worksInPlace(): Promise<boolean> {
  return (known ??= checkInPlace(openNativeSession))
}

/** Never rejects: what cannot be called does not work. */
export async function checkInPlace(open: typeof openNativeSession): Promise<boolean> {
  const noise = (count: number, seed: number) =>
    steady.floats(count).map((_, at) => Math.sin((at + 1) * 12.9898 + seed))
  const fresh = noise(ROWS * WIDTH, 1)
  const [keys, values] = [noise(ROWS * SHARED * POSITIONS * SIZE, 2), noise(ROWS * SHARED * POSITIONS * SIZE, 3)]
  const [cosine, sine] = [Math.cos, Math.sin].map((of) =>
    steady.floats((POSITIONS * SIZE) / 2).map((_, at) => of(Math.floor(at / (SIZE / 2)) / (1 + (at % (SIZE / 2))))),
  ) as [Float32Array, Float32Array]
  const given = steady.floats(ROWS * HEADS * SIZE)
  const expected = attention({ fresh, keys: keys.slice(), values: values.slice(), cosine, sine })
  try {
    const session = await open(graph(), { threads: 1, settings: {} })
    try {
      const planes = (when: 'before' | 'after'): Bound[] => [
        { name: `keys.${when}`, numbers: keys, shape: [ROWS, SHARED, POSITIONS, SIZE] },
        { name: `values.${when}`, numbers: values, shape: [ROWS, SHARED, POSITIONS, SIZE] },
      ]
      const table = [POSITIONS, SIZE / 2]
      const binding = session.bind(
        [
          { name: 'fresh', numbers: fresh, shape: [ROWS, 1, WIDTH] },
          { name: 'last', numbers: filled(PASTS), shape: [ROWS] },
          { name: 'longest', numbers: filled([Math.max(...PASTS) + 1]), shape: [1] },
          { name: 'cosine', numbers: cosine, shape: table },
          { name: 'sine', numbers: sine, shape: table },
          ...planes('before'),
        ],
        [{ name: 'given', numbers: given, shape: [ROWS, 1, HEADS * SIZE] }, ...planes('after')],
      )
      try {
        binding.run()
      } finally {
        binding.release()
      }
    } finally {
      session.release()
    }
  } catch {
    return false
  }
  return isNear(given, expected.mixed) && isNear(keys, expected.keys) && isNear(values, expected.values)
}

function graph(): Uint8Array {
  const plane = { type: 'float32', shape: ['rows', SHARED, 'positions', SIZE] } as const
  const table = { type: 'float32', shape: ['positions', SIZE / 2] } as const
  return onnxBytes({
    nodes: [
      {
        op: 'GroupQueryAttention',
        domain: 'com.microsoft',
        inputs: ['fresh', '', '', 'keys.before', 'values.before', 'last', 'longest', 'cosine', 'sine'],
        outputs: ['given', 'keys.after', 'values.after'],
        attributes: { num_heads: HEADS, kv_num_heads: SHARED, scale: float(SCALE), do_rotary: 1 },
      },
    ],
    inputs: {
      fresh: { type: 'float32', shape: ['rows', 'chunk', WIDTH] },
      last: { type: 'int32', shape: ['rows'] },
      longest: { type: 'int32', shape: [1] },
      cosine: table,
      sine: table,
      'keys.before': plane,
      'values.before': plane,
    },
    outputs: {
      given: { type: 'float32', shape: ['rows', 'chunk', HEADS * SIZE] },
      'keys.after': plane,
      'values.after': plane,
    },
  })
}

/** The same in plain arithmetic: the new keys and values stand in the cache then. */
function attention({
  fresh,
  keys,
  values,
  cosine,
  sine,
}: Record<'fresh' | 'keys' | 'values' | 'cosine' | 'sine', Float32Array>) {
  const half = SIZE / 2
  const mixed = new Float32Array(ROWS * HEADS * SIZE)
  for (const [row, past] of PASTS.entries()) {
    const turned = (head: number) => {
      const at = row * WIDTH + head * SIZE
      return Array.from({ length: SIZE }, (_, n) => {
        const [cos, sin] = [cosine[past * half + (n % half)]!, sine[past * half + (n % half)]!]
        return fresh[at + n]! * cos + (n < half ? -fresh[at + n + half]! : fresh[at + n - half]!) * sin
      })
    }
    const placeOf = (shared: number, position: number) => ((row * SHARED + shared) * POSITIONS + position) * SIZE
    for (let shared = 0; shared < SHARED; shared++) {
      keys.set(turned(HEADS + shared), placeOf(shared, past))
      const at = row * WIDTH + (HEADS + SHARED + shared) * SIZE
      values.set(fresh.subarray(at, at + SIZE), placeOf(shared, past))
    }
    for (let head = 0; head < HEADS; head++) {
      const shared = Math.floor((head * SHARED) / HEADS)
      const query = turned(head)
      const weights = Array.from({ length: past + 1 }, (_, position) => {
        const at = placeOf(shared, position)
        return Math.exp(SCALE * query.reduce((sum, number, n) => sum + number * keys[at + n]!, 0))
      })
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      for (const [position, weight] of weights.entries()) {
        const at = placeOf(shared, position)
        for (let n = 0; n < SIZE; n++) mixed[(row * HEADS + head) * SIZE + n]! += (weight / total) * values[at + n]!
      }
    }
  }
  return { mixed, keys, values }
}

function filled(numbers: readonly number[]): Int32Array {
  const all = steady.integers(numbers.length)
  all.set(numbers)
  return all
}

function isNear(given: Float32Array, expected: Float32Array): boolean {
  return given.every((number, at) => Math.abs(number - expected[at]!) < TOLERANCE)
}
