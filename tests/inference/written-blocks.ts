// The matrices of a checkpoint in rows or blocks of small integers, and the same numbers as floats, each in a file of its own.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  BlockTensor,
  Checkpoint,
  FloatTensor,
  RowTensor,
  Stretch,
  Tensor,
} from '../../src-main/inference/weights/checkpoint.ts'

export type BlockKind = Pick<BlockTensor, 'bits' | 'block'> & { hasMinima: boolean }
export type SmallKind = BlockKind | 'rows'

/** `folder` is written to. All tensors must be in single precision. */
export function inSmaller(
  { tensors }: Checkpoint,
  folder: string,
  kind: SmallKind,
): { smaller: Checkpoint; floats: Checkpoint } {
  const files = ['numbers', 'scales', 'minima', 'floats'].map((name) => openFile(join(folder, `${name}.bin`)))
  const [numberFile, scaleFile, minimumFile, floatFile] = files as [File, File, File, File]
  const pairs = [...tensors].map(([name, tensor]): [string, Tensor, FloatTensor] => {
    if (tensor.kind !== 'float' || tensor.type !== 'F32') throw new RangeError(`${name} is not in single precision.`)
    const numbers = numbersOf(tensor)
    if (tensor.shape.length !== 2) return [name, tensor, tensor]
    const shape = [tensor.shape[0]!, tensor.shape[1]!] as const
    if (kind === 'rows') {
      const made = inWholeRows(numbers, shape)
      const rows: RowTensor = {
        kind: 'rows',
        shape,
        numbers: numberFile.add(made.numbers),
        scales: scaleFile.add(made.scales),
      }
      return [name, rows, { ...tensor, ...floatFile.add(made.values) }]
    }
    const made = madeSmaller(numbers, shape, kind)
    const { bits, block } = kind
    const blocks: BlockTensor = {
      kind: 'blocks',
      bits,
      block,
      shape,
      numbers: numberFile.add(made.numbers),
      scales: scaleFile.add(made.scales),
      minima: made.minima && minimumFile.add(made.minima),
    }
    return [name, blocks, { ...tensor, ...floatFile.add(made.values) }]
  })
  for (const file of files) file.close()
  const common = { rotary: 'halves', normsHoldOne: false } as const
  return {
    smaller: { ...common, tensors: new Map(pairs.map(([name, smaller]) => [name, smaller])) },
    floats: { ...common, tensors: new Map(pairs.map(([name, , floats]) => [name, floats])) },
  }
}

function numbersOf({ file, offset, bytes }: Stretch): Float32Array {
  return new Float32Array(Uint8Array.from(readFileSync(file).subarray(offset, offset + bytes)).buffer)
}

/** Rows as RowTensor has them, and what they stand for. */
function inWholeRows(matrix: Float32Array, [outputs, inputs]: readonly [number, number]) {
  const numbers = new Int8Array(matrix.length)
  const scales = Float32Array.from(
    { length: outputs },
    (_, row) => Math.max(...matrix.subarray(row * inputs, (row + 1) * inputs).map(Math.abs)) / 127,
  )
  const values = matrix.map((value, at) => {
    const scale = scales[Math.floor(at / inputs)]!
    numbers[at] = scale === 0 ? 0 : Math.round(value / scale)
    return numbers[at] * scale
  })
  return { numbers, scales, values }
}

/** Blocks as BlockTensor has them, and what they stand for. What fills the last block of a row up is not 0, and must not count. */
function madeSmaller(matrix: Float32Array, [outputs, inputs]: readonly [number, number], kind: BlockKind) {
  const { bits, block, hasMinima } = kind
  const count = Math.ceil(inputs / block)
  const values = new Float32Array(matrix.length)
  const scales = new Float32Array(outputs * count)
  const minima = hasMinima ? new Float32Array(outputs * count) : null
  const numbers = new Uint8Array((outputs * count * block * bits) / 8).fill(bits === 8 ? 200 : 0xcc)
  const [middle, most] = [2 ** (bits - 1), 2 ** bits - 1]
  for (let at = 0; at < outputs * count; at++) {
    const [row, from] = [Math.floor(at / count), (at % count) * block]
    const own = matrix.subarray(row * inputs + from, row * inputs + Math.min(from + block, inputs))
    const [low, high] = [Math.min(...own), Math.max(...own)]
    scales[at] = minima ? (high - low) / most : Math.max(Math.abs(low), Math.abs(high)) / (middle - 1)
    if (minima) minima[at] = low
    for (const [place, value] of own.entries()) {
      const offset = minima ? low : 0
      const number = Math.round((value - offset) / scales[at]!) + (minima ? 0 : middle)
      values[row * inputs + from + place] = scales[at]! * (number - (minima ? 0 : middle)) + offset
      const slot = at * block + place
      if (bits === 8) numbers[slot] = number
      else
        numbers[slot >> 1] =
          slot % 2 === 0 ? number | (numbers[slot >> 1]! & 0xf0) : (numbers[slot >> 1]! & 0x0f) | (number << 4)
    }
  }
  return { numbers, scales, minima, values }
}

interface File {
  add(numbers: Uint8Array | Int8Array | Float32Array): Stretch
  close(): void
}

function openFile(file: string): File {
  const parts: Uint8Array[] = []
  let end = 0
  return {
    add({ buffer, byteOffset, byteLength }) {
      parts.push(new Uint8Array(buffer, byteOffset, byteLength))
      const offset = end
      end += byteLength
      return { file, offset, bytes: byteLength }
    },
    close() {
      writeFileSync(file, Buffer.concat(parts))
    },
  }
}
