// One pass of one sequence through a graph that takes the keys and values of all tokens before, and gives them back with those of
// the new tokens behind: the exports of optimum, of transformers.js and of ONNX Runtime's generator.
// Knows the names and types of inputs and outputs, which not every export has all of. Does not know rows, paddings or caches.
import * as ort from 'onnxruntime-node'
import type { ModelFolder } from '../model/model-folder.ts'
import { isNumberType, numbersOf, numberTensor } from './half-numbers.ts'
import { int64Tensor } from './int64-tensor.ts'
import type { CacheShape } from './cache-shape.ts'
import { cacheShape } from './cache-shape.ts'

/** New tokens of one sequence, all of them real. */
export interface PastInput {
  tokens: Int32Array
  /** Positions before them. */
  past: number
  /** Keys and values of each layer in turn: [heads, past, headSize] */
  planes: readonly Float32Array[]
}

export interface PastOutput {
  /** Of all new tokens, or of the last one alone where the graph tells no more: [tokens or 1, classes] */
  logits: Float32Array
  classes: number
  /** Keys and values of each layer in turn, the new tokens' behind those that went in: [heads, past + tokens, headSize] */
  planes: Float32Array[]
}

export type PastPass = (input: PastInput) => Promise<PastOutput>

/** Inputs beside keys and values. */
const KNOWN: Readonly<Record<string, (input: PastInput) => { numbers: Int32Array; dims: readonly number[] }>> = {
  input_ids: ({ tokens }) => ({ numbers: tokens, dims: [1, tokens.length] }),
  attention_mask({ tokens, past }) {
    const total = past + tokens.length
    return { numbers: new Int32Array(total).fill(1), dims: [1, total] }
  },
  position_ids: (input) => ({ numbers: positionsOf(input), dims: [1, input.tokens.length] }),
  cache_position: (input) => ({ numbers: positionsOf(input), dims: [input.tokens.length] }),
  // All of them: which are wanted depends on the company of a row, and its numbers must not.
  num_logits_to_keep: () => ({ numbers: new Int32Array(1), dims: [] }),
  use_cache_branch: ({ past }) => ({ numbers: Int32Array.of(past > 0 ? 1 : 0), dims: [1] }),
}

/** Two graphs in one: a branch for the first tokens of all, and one that was made for one token behind others. */
export const BRANCH = 'use_cache_branch'

/** The first input that nobody here could give; null where there is none. */
export function unknownInput(inputs: readonly string[]): string | null {
  return inputs.find((name) => !Object.hasOwn(KNOWN, name) && !/^past_key_values\.\d+\.(key|value)$/.test(name)) ?? null
}

/** Keys and values of each layer in turn. */
export function planeNames(prefix: 'past_key_values' | 'present', layers: number): string[] {
  return Array.from(
    { length: layers * 2 },
    (_, plane) => `${prefix}.${plane >> 1}.${plane % 2 === 0 ? 'key' : 'value'}`,
  )
}

/** Passes of a session. They throw what ONNX Runtime does. */
export function openPastPass(session: ort.InferenceSession, folder: ModelFolder): PastPass {
  const shape = cacheShape(folder)
  const inputs = planeNames('past_key_values', shape.layers)
  const outputs = planeNames('present', shape.layers)
  const types = new Map(session.inputMetadata.flatMap((value) => (value.isTensor ? [[value.name, value.type]] : [])))
  const others = session.inputNames.flatMap((name) => (KNOWN[name] ? [{ name, feed: KNOWN[name] }] : []))
  const kept = types.get(inputs[0]!) ?? 'float32'
  const numberType = isNumberType(kept) ? kept : 'float32'
  return async (input) => {
    const feeds: Record<string, ort.Tensor> = {}
    for (const { name, feed } of others) {
      const { numbers, dims } = feed(input)
      feeds[name] = wholeTensor(types.get(name) ?? 'int64', numbers, dims)
    }
    const dims = [1, shape.heads, input.past, shape.headSize]
    inputs.forEach((name, plane) => (feeds[name] = numberTensor(numberType, input.planes[plane]!, dims)))
    const output = await session.run(feeds, ['logits', ...outputs])
    const logits = output['logits']!
    return {
      logits: numbersOf(logits),
      classes: logits.dims.at(-1)!,
      planes: outputs.map((name) => checkedPlane(output[name]!, shape, input.past + input.tokens.length)),
    }
  }
}

/** A cache that has other numbers than the positions say was made by a graph of another kind. */
function checkedPlane(tensor: ort.Tensor, { heads, headSize }: CacheShape, positions: number): Float32Array {
  const numbers = numbersOf(tensor)
  if (numbers.length === heads * positions * headSize) return numbers
  throw new RangeError(`Keys of the shape ${tensor.dims.join(' x ')} for ${positions} positions.`)
}

function positionsOf({ tokens, past }: PastInput): Int32Array {
  return tokens.map((_, at) => past + at)
}

function wholeTensor(type: string, numbers: Int32Array, dims: readonly number[]): ort.Tensor {
  if (type === 'int32') return new ort.Tensor('int32', numbers, dims)
  if (type === 'bool') return new ort.Tensor('bool', Uint8Array.from(numbers), dims)
  return int64Tensor(numbers, dims)
}
