// Where each part of a form lies in its file.
// Knows the safetensors header that says so. Does not know files, or the numbers.
import type { BlockForm, BlockTable, FormFacts, FormMetadata, TensorForm } from './form.ts'
import { blocksOf, PARTS } from './form.ts'
import { TYPE_BITS } from './tensor-types.ts'

/** A part: a tensor of the file. */
export interface FormPart {
  name: string
  type: string
  shape: readonly number[]
  bytes: number
}

export interface FormLayout {
  /** The file's beginning: the length of the header, and the header. */
  header: Uint8Array
  /** Bytes from the start of the file, by the name of the part. */
  offsets: ReadonlyMap<string, number>
  /** Of the whole file. */
  bytes: number
}

/** Lays parts of wider numbers before those of narrower ones, so that each lies at a multiple of its numbers' size. */
export function layOut(tensors: readonly TensorForm[], facts: FormFacts): FormLayout {
  const parts = tensors.flatMap(partsOf)
  // Numbers of blocks and of rows come by multiples of 8 bytes.
  const width = ({ type }: FormPart) => (type === 'U8' || type === 'I8' ? 64 : TYPE_BITS.get(type)!)
  parts.sort((one, other) => width(other) - width(one))
  const entries: [string, object][] = []
  const places: [string, number][] = []
  let at = 0
  for (const { name, type, shape, bytes } of parts) {
    entries.push([name, { dtype: type, shape, data_offsets: [at, at + bytes] }])
    places.push([name, at])
    at += bytes
  }
  const text = JSON.stringify(Object.fromEntries([['__metadata__', metadataOf(tensors, facts)], ...entries]))
  const json = Buffer.from(text)
  // The header may end in spaces, so that the tensors begin at a multiple of 8.
  const length = Math.ceil(json.length / 8) * 8
  const header = Buffer.alloc(8 + length, ' ')
  header.writeBigUInt64LE(BigInt(length))
  header.set(json, 8)
  return {
    header,
    offsets: new Map(places.map(([name, place]) => [name, header.length + place])),
    bytes: header.length + at,
  }
}

function partsOf(tensor: TensorForm): FormPart[] {
  const { name, shape } = tensor
  if (tensor.kind === 'float') return [partOf(name, tensor.type, shape)]
  if (tensor.kind === 'rows') {
    return [partOf(name + PARTS.numbers, 'I8', shape), partOf(name + PARTS.scales, 'F32', [shape[0]])]
  }
  const sums = [shape[0], blocksOf(tensor)]
  return [
    partOf(name + PARTS.numbers, 'U8', [...sums, (tensor.block * tensor.bits) / 8]),
    partOf(name + PARTS.scales, 'F32', sums),
    ...(tensor.hasMinima ? [partOf(name + PARTS.minima, 'F32', sums)] : []),
  ]
}

function partOf(name: string, type: string, shape: readonly number[]): FormPart {
  return { name, type, shape, bytes: (shape.reduce((count, size) => count * size, 1) * TYPE_BITS.get(type)!) / 8 }
}

function metadataOf(tensors: readonly TensorForm[], facts: FormFacts): FormMetadata {
  const inBlocks = tensors.filter((tensor): tensor is BlockForm => tensor.kind === 'blocks')
  const table: BlockTable = Object.fromEntries(
    inBlocks.map(({ name, bits, block, shape }) => [name, [bits, block, shape[1]]]),
  )
  return {
    schema: 'espalier-form',
    version: '1',
    source: facts.source,
    weights: facts.weights,
    rotary: facts.rotary,
    norms_hold_one: facts.normsHoldOne ? 'yes' : 'no',
    blocks: JSON.stringify(table),
  }
}
