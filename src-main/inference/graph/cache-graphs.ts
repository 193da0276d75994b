// Graphs that move keys and values on the device: small ones without weights, over all planes of a cache at once.
// Knows their inputs and outputs; a plane is the keys or the values of one layer. Does not know when they run (device-rows.ts).
import * as ort from 'onnxruntime-node'
import { onnxBytes } from './onnx-bytes.ts'
import type { GraphNode } from './onnx-bytes.ts'

export interface CacheGraphs {
  /** New planes [next, heads, positions, headSize], which stay on the device: row n is row `sources[n]` of `past`. */
  gather(past: readonly ort.Tensor[], sources: ort.Tensor): Promise<ort.Tensor[]>
  /** The same, with rows of `fresh` behind those of `past`. */
  join(past: readonly ort.Tensor[], fresh: readonly ort.Tensor[], sources: ort.Tensor): Promise<ort.Tensor[]>
  /** Writes new tokens [rows, heads, 1, headSize] into planes on the device, at `places` [rows, heads, 1, 3 (row, head, position)]. */
  append(planes: readonly ort.Tensor[], fresh: readonly ort.Tensor[], places: ort.Tensor): Promise<void>
  /** The numbers of planes of one shape, one behind the other, in the memory of the CPU. */
  fetch(planes: readonly ort.Tensor[]): Promise<Float32Array>
  release(): Promise<void>
}

/** Opens the graphs for so many planes, on WebGPU. */
export async function openCacheGraphs(planes: number): Promise<CacheGraphs> {
  const each = Array.from({ length: planes }, (_, plane) => plane)
  const past = each.map((plane) => `past.${plane}`)
  const fresh = each.map((plane) => `fresh.${plane}`)
  const after = each.map((plane) => `after.${plane}`)
  const typed = <Type>(names: readonly string[], type: Type) => Object.fromEntries(names.map((name) => [name, type]))
  const floats = (names: readonly string[]) => typed(names, { type: 'float32' } as const)
  const open = (
    nodes: readonly GraphNode[],
    inputs: Parameters<typeof onnxBytes>[0]['inputs'],
    outputs: readonly string[],
    location: 'cpu' | 'gpu-buffer',
  ) =>
    ort.InferenceSession.create(onnxBytes({ nodes, inputs, outputs: floats(outputs) }), {
      executionProviders: ['webgpu'],
      logSeverityLevel: 3,
      ...(location === 'cpu' ? {} : { preferredOutputLocation: typed(outputs, location) }),
    })
  const named = (names: readonly string[], tensors: readonly ort.Tensor[]) =>
    Object.fromEntries(names.map((name, index) => [name, tensors[index]!]))

  const gather = await open(
    each.map((plane) => ({
      op: 'Gather',
      inputs: [past[plane]!, 'sources'],
      outputs: [after[plane]!],
      attributes: { axis: 0 },
    })),
    { ...floats(past), sources: { type: 'int64' } },
    after,
    'gpu-buffer',
  )
  const join = await open(
    each.flatMap((plane): GraphNode[] => [
      { op: 'Concat', inputs: [past[plane]!, fresh[plane]!], outputs: [`all.${plane}`], attributes: { axis: 0 } },
      { op: 'Gather', inputs: [`all.${plane}`, 'sources'], outputs: [after[plane]!], attributes: { axis: 0 } },
    ]),
    { ...floats(past), ...floats(fresh), sources: { type: 'int64' } },
    after,
    'gpu-buffer',
  )
  // No location is preferred, because then the outputs that are handed in are not written (onnxruntime-node 1.30).
  const append = await open(
    each.map((plane) => ({
      op: 'ScatterND',
      inputs: [past[plane]!, 'places', fresh[plane]!],
      outputs: [after[plane]!],
    })),
    { ...floats(past), ...floats(fresh), places: { type: 'int64' } },
    after,
    'cpu',
  )
  const fetch = await open(
    [{ op: 'Concat', inputs: fresh, outputs: ['all'], attributes: { axis: 0 } }],
    floats(fresh),
    ['all'],
    'cpu',
  )

  return {
    async gather(before, sources) {
      const output = await gather.run({ ...named(past, before), sources })
      return after.map((name) => output[name]!)
    },
    async join(before, rows, sources) {
      const output = await join.run({ ...named(past, before), ...named(fresh, rows), sources })
      return after.map((name) => output[name]!)
    },
    async append(kept, tokens, places) {
      // Each plane is input and output, so only the new tokens are written.
      await append.run({ ...named(past, kept), ...named(fresh, tokens), places }, named(after, kept))
    },
    async fetch(tensors) {
      const { all } = await fetch.run(named(fresh, tensors))
      return all!.data as Float32Array
    },
    async release() {
      for (const session of [gather, join, append, fetch]) await session.release()
    },
  }
}
