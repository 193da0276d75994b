// A model whose only logit is the sum of all tokens so far, which it keeps as keys: a row that lost or mixed up its cache says
// another number. One form takes the whole cache in each pass; the other keeps rows on a device, which here is plain loops.
import * as ort from 'onnxruntime-node'
import type { CacheGraphs } from '../../src-main/inference/graph/cache-graphs.ts'
import { openDeviceRows } from '../../src-main/inference/graph/rows-on-device.ts'
import type { Batch, ModelGraph, Output } from '../../src-main/inference/graph/model-graph.ts'

export interface SummingModel extends Pick<ModelGraph, 'run' | 'keepRows'> {
  /** What has gone through. */
  batches: Batch[]
}

/** `most`: rows that it has memory for. */
export function summingModel(most = Infinity): SummingModel {
  const batches: Batch[] = []
  return {
    batches,
    run(batch): Promise<Output> {
      const { rows, chunk, positions, tokens, pastLengths, places, keys } = batch
      if (rows > most) return Promise.reject(new Error(`no memory for ${rows} rows`))
      batches.push({ ...batch, tokens: tokens.slice(), pastLengths: pastLengths.slice() })
      const all = new Float32Array(rows * chunk)
      for (let row = 0; row < rows; row++) {
        let sum = 0
        for (let at = 0; at < pastLengths[row]!; at++) sum += keys[0]![row * positions + at]!
        for (let t = 0; t < chunk; t++) all[row * chunk + t] = sum += tokens[row * chunk + t]!
      }
      const fresh = Float32Array.from(tokens)
      const logits = new Float32Array(places.length).map((_, index) => all[places[index]!]!)
      return Promise.resolve({ logits, classes: 1, masses: null, keys: [fresh], values: [fresh.slice()] })
    },
  }
}

/** The same over rows on a device; `moves` tells of each time that they were put in another order how many came from here. */
export function keepingModel(most = Infinity): SummingModel & { moves: number[] } {
  const model = summingModel(most)
  const { moves, ...graphs } = loopGraphs()
  return {
    ...model,
    moves,
    keepRows: () =>
      openDeviceRows({
        shape: { layers: 1, heads: 1, headSize: 1 },
        graphs,
        async pass(batch, [keys, values]) {
          const output = await model.run({ ...batch, keys: [numbersOf(keys!)], values: [numbersOf(values!)] })
          const fresh = [...output.keys, ...output.values]
          return { ...output, fresh: fresh.map((plane) => new ort.Tensor('float32', plane, [batch.rows, 1, 1, 1])) }
        },
      }),
  }
}

function loopGraphs(): CacheGraphs & { moves: number[] } {
  const moves: number[] = []
  const onDevice = new WeakSet<ort.Tensor>()
  /** Rows of [rows, 1, positions, 1] planes in another order. */
  const ordered = (planes: readonly ort.Tensor[], order: ort.Tensor) =>
    planes.map((plane) => {
      const [, , positions] = plane.dims as [number, number, number, number]
      const rows = [...(order.data as BigInt64Array)].map((row) => {
        const own = numbersOf(plane).slice(Number(row) * positions, (Number(row) + 1) * positions)
        if (own.length !== positions) throw new Error(`There is no row ${row}.`)
        return [...own]
      })
      const next = new ort.Tensor('float32', Float32Array.from(rows.flat()), [rows.length, 1, positions, 1])
      onDevice.add(next)
      return next
    })
  return {
    moves,
    gather(past, sources) {
      moves.push(onDevice.has(past[0]!) ? 0 : past[0]!.dims[0]!)
      return Promise.resolve(ordered(past, sources))
    },
    join(past, fresh, sources) {
      moves.push(fresh[0]!.dims[0]!)
      const all = past.map((plane, index) => {
        const numbers = Float32Array.from([...numbersOf(plane), ...numbersOf(fresh[index]!)])
        const [positions] = plane.dims.slice(2) as [number]
        return new ort.Tensor('float32', numbers, [numbers.length / positions, 1, positions, 1])
      })
      return Promise.resolve(ordered(all, sources))
    },
    append(planes, fresh, places) {
      const at = [...(places.data as BigInt64Array)].map(Number)
      planes.forEach((plane, index) => {
        numbersOf(fresh[index]!).forEach((number, place) => {
          const [row, , position] = at.slice(place * 3) as [number, number, number]
          numbersOf(plane)[row * plane.dims[2]! + position] = number
        })
      })
      return Promise.resolve()
    },
    fetch: (planes) => Promise.resolve(Float32Array.from(planes.flatMap((plane) => [...numbersOf(plane)]))),
    release: () => Promise.resolve(),
  }
}

function numbersOf(tensor: ort.Tensor): Float32Array {
  return tensor.data as Float32Array
}
