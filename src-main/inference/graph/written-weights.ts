// The weights of a written graph, which stay in the files that hold them.
// Knows how a tensor becomes a constant, a product or a row of the embedding, in each type that it can have. Does not know what the
// tensors are for.
import { dirname, relative, sep } from 'node:path'
import type { BlockTensor, Checkpoint, FloatTensor, Stretch, Tensor } from '../weights/checkpoint.ts'
import { brokenModel } from '../weights/model-faults.ts'
import { neededTensor } from '../weights/needed-tensor.ts'
import { ELEMENT } from './onnx-bytes.ts'
import type { Element } from './onnx-bytes.ts'
import type { WrittenGraph } from './written-graph.ts'
import { blockProduct, blockRows } from './written-blocks.ts'

/** Consecutive rows of a matrix: [outputs, inputs]. */
export interface MatrixPart {
  name: string
  outputs: number
  inputs: number
  /** The rows that are meant, where others lie in the same matrix. */
  rows?: { from: number; of: number }
}

export interface WrittenWeights {
  has(name: string): boolean
  /** Number of rows of a matrix of so many inputs, whatever it is. */
  outputsOf(name: string, inputs: number): number
  /** A vector in single precision. */
  vector(name: string, size: number): string
  /** `name` = `x` [rows, inputs] times the transposed matrix, plus the bias if there is one to be: [rows, outputs]. */
  product(name: string, x: string, matrix: MatrixPart, options?: { bias?: string | null }): string
  /** `name` = the rows of a matrix by their numbers `ids` [count]: [count, inputs], in single precision. */
  rows(name: string, ids: string, matrix: MatrixPart): string
}

const ELEMENTS: Readonly<Record<FloatTensor['type'], { element: Element; bytes: number }>> = {
  F32: { element: 'float32', bytes: 4 },
  F16: { element: 'float16', bytes: 2 },
  BF16: { element: 'bfloat16', bytes: 2 },
}
const FLOAT = ELEMENT.float32

/** The folder that all files lie in, however deep. `model`: its path. Throws `model-broken` where there is none: on several drives. */
export function commonFolder({ tensors }: Pick<Checkpoint, 'tensors'>, model: string): string {
  const files = new Set([...tensors.values()].flatMap(stretchesOf).map(({ file }) => file))
  const folders = new Set([...files].map((file) => dirname(file)))
  const [first = dirname(model), ...others] = folders
  return others.reduce((shared, folder) => {
    while (!`${folder}${sep}`.startsWith(shared.endsWith(sep) ? shared : `${shared}${sep}`)) {
      const above = dirname(shared)
      if (above === shared) throw brokenModel(model, 'its files lie on several drives', model)
      shared = above
    }
    return shared
  }, first)
}

/** `model`: its path, for messages. Asked for a tensor that is missing or has another shape, all throw `model-broken`. */
export function openWrittenWeights(
  graph: WrittenGraph,
  options: { checkpoint: Checkpoint; folder: string; model: string; rounding: boolean; packing: boolean },
): WrittenWeights {
  const { checkpoint, folder, model, rounding, packing } = options
  const locations = new Map<string, string>()
  const locationOf = (file: string) => {
    const location = locations.get(file) ?? relative(folder, file).split(sep).join('/')
    locations.set(file, location)
    return location
  }
  const stored = (name: string, type: Element, shape: readonly number[], { file, offset, bytes }: Stretch) =>
    graph.stored(name, type, shape, { location: locationOf(file), offset, bytes })
  const converted = new Set<string>()
  /** In single precision; ONNX Runtime converts once, when it opens the graph. */
  const single = (name: string, type: FloatTensor['type']) => {
    if (type === 'F32') return name
    const result = `${name}.single`
    if (!converted.has(result)) graph.add('Cast', result, [name], { to: FLOAT })
    converted.add(result)
    return result
  }
  const vector: WrittenWeights['vector'] = (name, size) => {
    const tensor = neededTensor(checkpoint, name, { model, shape: [size] })
    // Blocks are of matrices alone, so a vector's shape is never theirs.
    if (tensor.kind === 'blocks') throw new RangeError(`The vector ${name} is in blocks.`)
    return single(stored(name, ELEMENTS[tensor.type].element, [size], tensor), tensor.type)
  }
  const partOf = ({ name, outputs, inputs, rows }: MatrixPart) => {
    const tensor = neededTensor(checkpoint, name, { model, shape: [rows?.of ?? outputs, inputs] })
    return { tensor, label: rows ? `${name}.${rows.from}` : name, from: rows?.from ?? 0 }
  }
  const floatPart = (tensor: FloatTensor, label: string, from: number, { outputs, inputs }: MatrixPart) => {
    const { element, bytes } = ELEMENTS[tensor.type]
    const row = inputs * bytes
    return stored(label, element, [outputs, inputs], {
      file: tensor.file,
      offset: tensor.offset + from * row,
      bytes: outputs * row,
    })
  }

  return {
    has: (name) => checkpoint.tensors.has(name),
    outputsOf(name, inputs) {
      const shape: readonly number[] = neededTensor(checkpoint, name, { model }).shape
      const [outputs = 0] = shape
      neededTensor(checkpoint, name, { model, shape: [outputs, inputs] })
      return outputs
    },
    vector,
    product(name, x, matrix, { bias = null } = {}) {
      const { tensor, label, from } = partOf(matrix)
      const added = bias === null ? [] : [vector(bias, matrix.outputs)]
      if (tensor.kind === 'blocks') {
        const rows = blockStretches(tensor, from, matrix.outputs)
        const plain = blockProduct(graph, {
          name: bias === null ? name : `${name}.plain`,
          x,
          label,
          rows,
          stored,
          rounding,
        })
        return bias === null ? plain : graph.add('Add', name, [plain, ...added])
      }
      const weights = single(floatPart(tensor, label, from, matrix), tensor.type)
      return graph.add('Gemm', name, [x, weights, ...added], { transB: 1 })
    },
    rows(name, ids, matrix) {
      const part = partOf(matrix)
      const { tensor, from } = part
      // Under another name than in a product: once that matrix is laid out anew, the file is let go, and of it only the rows that are
      // read come to memory.
      const label = packing ? `${part.label}.rows` : part.label
      if (tensor.kind === 'blocks') {
        return blockRows(graph, { name, ids, label, rows: blockStretches(tensor, from, matrix.outputs), stored })
      }
      // Chosen before they are converted, so that the whole embedding is not.
      const source = floatPart(tensor, label, from, matrix)
      if (tensor.type === 'F32') return graph.add('Gather', name, [source, ids], { axis: 0 })
      return graph.add('Cast', name, [graph.add('Gather', `${name}.stored`, [source, ids], { axis: 0 })], { to: FLOAT })
    },
  }
}

/** Rows of a matrix in blocks. */
function blockStretches(tensor: BlockTensor, from: number, outputs: number): BlockTensor {
  if (outputs === tensor.shape[0]) return tensor
  const part = (stretch: Stretch): Stretch => {
    const row = stretch.bytes / tensor.shape[0]
    return { file: stretch.file, offset: stretch.offset + from * row, bytes: outputs * row }
  }
  return {
    ...tensor,
    shape: [outputs, tensor.shape[1]],
    numbers: part(tensor.numbers),
    scales: part(tensor.scales),
    minima: tensor.minima && part(tensor.minima),
  }
}

function stretchesOf(tensor: Tensor): Stretch[] {
  if (tensor.kind === 'float') return [tensor]
  return [tensor.numbers, tensor.scales, ...(tensor.minima ? [tensor.minima] : [])]
}
