// Rows of a cache that stay on the device between passes: what a batch decodes is fed as tokens, and comes back as logits.
// Knows planes on the device, which rows go on, fork, come and go. Does not know the names of a graph's inputs, or what tokens mean.
//
// The new tokens' keys and values come back, too, because the CPU keeps a copy of the cache: prefixes are cut out of it, and
// whatever a device does not know (a new row, a longer cache) is taken from it.
import * as ort from 'onnxruntime-node'
import type { CacheGraphs } from './cache-graphs.ts'
import { int64Tensor } from './int64-tensor.ts'
import type { CacheShape } from './cache-shape.ts'
import type { Batch, KeptRows, Output } from './model-graph.ts'

/** One pass over planes: [keys, values] of each layer in turn. The new tokens' planes may be on the device. */
export type DevicePass = (
  batch: Batch,
  planes: readonly ort.Tensor[],
) => Promise<Omit<Output, 'keys' | 'values'> & { fresh: readonly ort.Tensor[] }>

interface Held {
  rows: number
  positions: number
  planes: readonly ort.Tensor[]
}

export function openDeviceRows({
  shape,
  pass,
  graphs,
}: {
  shape: CacheShape
  pass: DevicePass
  graphs: CacheGraphs
}): KeptRows & { release(): void } {
  let held: Held | null = null

  const release = () => {
    for (const plane of held?.planes ?? []) plane.dispose()
    held = null
  }

  /** Makes the planes on the device those of this batch. */
  const follow = async (batch: Batch, origins: Int32Array): Promise<readonly ort.Tensor[]> => {
    const { rows, positions, pastLengths } = batch
    const known = held?.positions === positions ? held : null
    const sources = new Int32Array(rows)
    const entering: number[] = []
    for (let row = 0; row < rows; row++) {
      if (!known) sources[row] = row
      // A row without tokens holds nothing that could be read, so any will do.
      else if (pastLengths[row] === 0) sources[row] = row < known.rows ? row : 0
      else if (origins[row]! >= 0) sources[row] = origins[row]!
      else sources[row] = known.rows + entering.push(row) - 1
    }
    if (known?.rows === rows && sources.every((source, row) => source === row)) return known.planes
    const before = known?.planes ?? planesOf(batch, shape)
    const order = int64Tensor(sources, [rows])
    const planes =
      entering.length === 0
        ? await graphs.gather(before, order)
        : await graphs.join(before, planesOf(rowsOf(batch, shape, entering), shape), order)
    release()
    held = { rows, positions, planes }
    return planes
  }

  return {
    async run(batch, origins): Promise<Output> {
      try {
        const planes = await follow(batch, origins)
        const { fresh, ...answer } = await pass(batch, planes)
        const append = () => graphs.append(planes, fresh, placesBehind(batch, shape))
        return { ...answer, ...(await taken(graphs, fresh, append)) }
      } catch (error) {
        // What the device holds now is not known; the next pass brings all of it anew.
        release()
        throw error
      }
    },
    release,
  }
}

/** Takes the new tokens' planes off the device, in one piece, and frees them there; before that, `use` may read them. */
export async function taken(
  graphs: Pick<CacheGraphs, 'fetch'>,
  fresh: readonly ort.Tensor[],
  use: () => Promise<void> = () => Promise.resolve(),
): Promise<Pick<Output, 'keys' | 'values'>> {
  let numbers: Float32Array
  try {
    await use()
    numbers = await graphs.fetch(fresh)
  } finally {
    for (const plane of fresh) plane.dispose()
  }
  const size = numbers.length / fresh.length
  const parts = fresh.map((_, plane) => numbers.subarray(plane * size, (plane + 1) * size))
  return {
    keys: parts.filter((_, plane) => plane % 2 === 0),
    values: parts.filter((_, plane) => plane % 2 === 1),
  }
}

/** Where the new token of each row and head stands: [rows, heads, 1, 3 (row, head, position)]. */
function placesBehind({ rows, pastLengths }: Batch, { heads }: CacheShape): ort.Tensor {
  const places = new Int32Array(rows * heads * 3)
  for (let place = 0; place < rows * heads; place++) {
    const row = Math.floor(place / heads)
    places.set([row, place % heads, pastLengths[row]!], place * 3)
  }
  return int64Tensor(places, [rows, heads, 1, 3])
}

/** The planes of a batch as the CPU holds them: [keys, values] of each layer in turn. */
export function planesOf(
  { rows, positions, keys, values }: Pick<Batch, 'rows' | 'positions' | 'keys' | 'values'>,
  { heads, headSize }: CacheShape,
): ort.Tensor[] {
  const dims = [rows, heads, positions, headSize]
  return keys.flatMap((plane, layer) => [
    new ort.Tensor('float32', plane, dims),
    new ort.Tensor('float32', values[layer]!, dims),
  ])
}

/** Copies some rows of a batch. */
function rowsOf({ positions, keys, values }: Batch, { heads, headSize }: CacheShape, rows: readonly number[]) {
  const size = heads * positions * headSize
  const copies = (planes: readonly Float32Array[]) =>
    planes.map((plane) => {
      const copy = new Float32Array(rows.length * size)
      rows.forEach((row, place) => copy.set(plane.subarray(row * size, (row + 1) * size), place * size))
      return copy
    })
  return { rows: rows.length, positions, keys: copies(keys), values: copies(values) }
}
