// The weights of a written graph, which stay in the files that hold them.
// Knows how a tensor becomes a constant, a product or a row of the embedding, in each type that it can have. Does not know what the
// tensors are for.
import { dirname, relative, sep } from 'node:path'
import type { Checkpoint, FloatTensor, Stretch, Tensor } from '../weights/checkpoint.ts'
import { brokenModel } from '../weights/model-faults.ts'
import { neededTensor } from '../weights/needed-tensor.ts'
import { ELEMENT } from './onnx-bytes.ts'
import type { Element } from './onnx-bytes.ts'
import type { WrittenGraph } from './written-graph.ts'
import { blockProduct, blockRows } from './written-blocks.ts'
import { openRowProducts, scaledRows } from './written-rows.ts'

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
  /**
   * The same with all rows of several matrices of the same inputs, one behind the other, as one product: [rows, sum of outputs]; null
   * where they do not lie so in a file, or the graph is not to join them.
   */
  joined(name: string, x: string, matrices: readonly MatrixPart[]): string | null
  /** `name` = the rows of a matrix by their numbers `ids` [count]: [count, inputs], in single precision. */
  rows(name: string, ids: string, matrix: MatrixPart): string
}

const ELEMENTS: Readonly<Record<FloatTensor['type'], Element>> = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' }
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
  options: {
    checkpoint: Checkpoint
    folder: string
    model: string
    rounding: boolean
    packing: boolean
    /** Whether products of the same numbers may become one. */
    joining: boolean
  },
): WrittenWeights {
  const { checkpoint, folder, model, rounding, packing, joining } = options
  const locations = new Map<string, string>()
  const locationOf = (file: string) => {
    const location = locations.get(file) ?? relative(folder, file).split(sep).join('/')
    locations.set(file, location)
    return location
  }
  const stored = (name: string, type: Element, shape: readonly number[], { file, offset, bytes }: Stretch) =>
    graph.stored(name, type, shape, { location: locationOf(file), offset, bytes })
  const rowProduct = openRowProducts(graph, { stored, rounding })
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
    // Those are of matrices alone, so a vector's shape is never theirs.
    if (tensor.kind !== 'float') throw new RangeError(`The vector ${name} is in ${tensor.kind}.`)
    return single(stored(name, ELEMENTS[tensor.type], [size], tensor), tensor.type)
  }
  const partOf = ({ name, outputs, inputs, rows }: MatrixPart) => {
    const tensor = neededTensor(checkpoint, name, { model, shape: [rows?.of ?? outputs, inputs] })
    return { tensor: rowsOf(tensor, rows?.from ?? 0, outputs), label: rows ? `${name}.${rows.from}` : name }
  }
  const float = (label: string, tensor: FloatTensor) => stored(label, ELEMENTS[tensor.type], tensor.shape, tensor)
  /** `added`: the name of a vector that is added, or none. */
  const multiplied = (name: string, x: string, tensor: Tensor, label: string, added: readonly string[] = []) => {
    if (tensor.kind === 'float') {
      return graph.add('Gemm', name, [x, single(float(label, tensor), tensor.type), ...added], { transB: 1 })
    }
    const isPlain = added.length === 0
    const plain = isPlain ? name : `${name}.plain`
    if (tensor.kind === 'rows') rowProduct({ name: plain, x, label, matrix: tensor })
    else blockProduct(graph, { name: plain, x, label, rows: tensor, stored, rounding })
    return isPlain ? plain : graph.add('Add', name, [plain, ...added])
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
      const { tensor, label } = partOf(matrix)
      return multiplied(name, x, tensor, label, bias === null ? [] : [vector(bias, matrix.outputs)])
    },
    joined(name, x, matrices) {
      if (!joining) return null
      const parts = matrices.map(partOf)
      const tensor = asOne(parts.map((part) => part.tensor))
      return tensor && multiplied(name, x, tensor, parts.map(({ label }) => label).join('+'))
    },
    rows(name, ids, matrix) {
      const { tensor, label: usual } = partOf(matrix)
      // Under another name than in a product: once that matrix is laid out anew, the file is let go, and of it only the rows that are
      // read come to memory.
      const label = packing ? `${usual}.rows` : usual
      if (tensor.kind === 'blocks') return blockRows(graph, { name, ids, label, rows: tensor, stored })
      if (tensor.kind === 'rows') return scaledRows(graph, { name, ids, label, matrix: tensor, stored })
      // Chosen before they are converted, so that the whole embedding is not.
      const source = float(label, tensor)
      if (tensor.type === 'F32') return graph.add('Gather', name, [source, ids], { axis: 0 })
      return graph.add('Cast', name, [graph.add('Gather', `${name}.stored`, [source, ids], { axis: 0 })], { to: FLOAT })
    },
  }
}

/** Consecutive rows of a matrix, as a matrix. */
function rowsOf(tensor: Tensor, from: number, outputs: number): Tensor {
  const [all = 0, inputs = 0] = tensor.shape
  if (outputs === all) return tensor
  const part = ({ file, offset, bytes }: Stretch): Stretch => {
    const row = bytes / all
    return { file, offset: offset + from * row, bytes: outputs * row }
  }
  if (tensor.kind === 'float') return { ...tensor, shape: [outputs, inputs], ...part(tensor) }
  const { numbers, scales } = tensor
  if (tensor.kind === 'rows') {
    return { ...tensor, shape: [outputs, inputs], numbers: part(numbers), scales: part(scales) }
  }
  const minima = tensor.minima && part(tensor.minima)
  return { ...tensor, shape: [outputs, inputs], numbers: part(numbers), scales: part(scales), minima }
}

/** Matrices of one kind whose rows lie one behind the other, as one matrix; null where they do not. */
function asOne(tensors: readonly Tensor[]): Tensor | null {
  return tensors.slice(1).reduce<Tensor | null>((before, next) => before && behind(before, next), tensors[0] ?? null)
}

function behind(one: Tensor, other: Tensor): Tensor | null {
  const [outputs = 0, inputs = 0] = one.shape
  const [more = 0, same] = other.shape
  if (inputs !== same) return null
  const shape = [outputs + more, inputs] as const
  if (one.kind === 'float') {
    if (other.kind !== 'float' || one.type !== other.type) return null
    const stretch = longer(one, other)
    return stretch && { ...one, shape, ...stretch }
  }
  if (other.kind === 'float') return null
  const [numbers, scales] = [longer(one.numbers, other.numbers), longer(one.scales, other.scales)]
  if (one.kind === 'rows') {
    return other.kind === 'rows' && numbers && scales ? { ...one, shape, numbers, scales } : null
  }
  if (other.kind !== 'blocks' || one.bits !== other.bits || one.block !== other.block) return null
  const minima = one.minima && other.minima && longer(one.minima, other.minima)
  if (!numbers || !scales || (minima === null && (one.minima !== null || other.minima !== null))) return null
  return { ...one, shape, numbers, scales, minima }
}

/** Two stretches as one; null where the other does not begin where the one ends. */
function longer(one: Stretch, other: Stretch): Stretch | null {
  if (one.file !== other.file || one.offset + one.bytes !== other.offset) return null
  return { file: one.file, offset: one.offset, bytes: one.bytes + other.bytes }
}

function stretchesOf(tensor: Tensor): Stretch[] {
  if (tensor.kind === 'float') return [tensor]
  const { numbers, scales } = tensor
  return [numbers, scales, ...(tensor.kind === 'blocks' && tensor.minima ? [tensor.minima] : [])]
}
