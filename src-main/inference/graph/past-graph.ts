// Graphs as other tools export them: the whole key-value cache goes in and comes out, longer by the new tokens.
// Knows rows and what they ask for. Does not know the names of inputs and outputs (past-pass.ts).
//
// Each row goes through alone, with its own tokens and positions and no padding. Such graphs give right numbers then whatever is
// inside: positions that are counted from the mask or from the cache's length, windows that are counted in places of the cache,
// GroupQueryAttention, which takes no chunk beside another one. And a row's numbers cannot depend on its company. What it costs is
// the speed of many rows at once, which the delta graph has.
import type { ModelFolder } from '../model/model-folder.ts'
import { misfitOf } from './graph-fit.ts'
import type { GraphValues } from './graph-fit.ts'
import type { FileGraphKind } from './graph-kind.ts'
import type { GraphNames } from './graph-names.ts'
import { cacheShape } from './cache-shape.ts'
import type { CacheShape } from './cache-shape.ts'
import type { Batch, ModelGraph, Output } from './model-graph.ts'
import { BRANCH, openPastPass, planeNames, unknownInput } from './past-pass.ts'
import type { PastPass } from './past-pass.ts'

export const PAST_GRAPH: FileGraphKind = {
  fits: isPastGraph,
  misfit: pastMisfit,
  keptOnDevice: () => [],
  open: (session, folder) => pastGraph(openPastPass(session, folder), cacheShape(folder), session.inputNames),
}

/** What one row asks for. */
interface Row {
  tokens: Int32Array
  past: number
  planes: readonly Float32Array[]
  /** Tokens whose logits are wanted, in order. */
  wanted: readonly number[]
}

interface RowOutput {
  /** By wanted token. */
  logits: Map<number, Float32Array>
  classes: number
  /** Keys and values of each layer in turn: [heads, past + tokens, headSize] */
  planes: readonly Float32Array[]
}

/** Whether these are the inputs and outputs of such a graph. */
function isPastGraph({ inputs, outputs }: GraphNames): boolean {
  const own = ['input_ids', ...planeNames('past_key_values', 1)]
  const given = ['logits', ...planeNames('present', 1)]
  return own.every((name) => inputs.includes(name)) && given.every((name) => outputs.includes(name))
}

function pastMisfit(values: GraphValues, folder: ModelFolder): string | null {
  const unknown = unknownInput(values.inputs.map(({ name }) => name))
  return unknown === null ? misfitOf(values, folder) : `its graph asks for “${unknown}”, which Espalier does not know`
}

/** The graph over passes of one sequence each. */
export function pastGraph(pass: PastPass, shape: CacheShape, inputNames: readonly string[]): ModelGraph {
  const branched = inputNames.includes(BRANCH)
  /** Whether the graph has turned out to tell the logits of a pass's last token alone. */
  let tellsLast = false
  /** Of rows that only fill a batch up, and are the same in each. */
  let filler: { token: number; output: RowOutput } | null = null

  const passed = async (row: Row): Promise<RowOutput> => {
    const output: RowOutput = { logits: new Map(), classes: 0, planes: row.planes }
    let from = 0
    for (const to of endsOf(row, { branched, tellsLast })) {
      const { logits, classes, planes } = await pass({
        tokens: row.tokens.slice(from, to),
        past: row.past + from,
        planes: output.planes,
      })
      const told = logits.length / classes
      if (told < to - from && !tellsLast) {
        tellsLast = true
        return await passed(row)
      }
      for (const token of row.wanted.filter((token) => token >= from && token < to)) {
        const at = told - (to - token)
        output.logits.set(token, logits.subarray(at * classes, (at + 1) * classes))
      }
      Object.assign(output, { classes, planes })
      from = to
    }
    return output
  }

  return {
    async run(batch) {
      const gathered = openOutput(batch, shape)
      for (let at = 0; at < batch.rows; at++) {
        const row = rowOf(batch, shape, at)
        const token = row.past === 0 && row.tokens.length === 1 && row.wanted.length === 1 ? row.tokens[0]! : null
        const output = token !== null && filler?.token === token ? filler.output : await passed(row)
        if (token !== null) filler = { token, output }
        gathered.take(at, row, output)
      }
      return gathered.output()
    },
  }
}

/** Where the passes of a row end, as counts of its tokens. */
function endsOf({ tokens, past, wanted }: Row, graph: { branched: boolean; tellsLast: boolean }): number[] {
  if (graph.branched && past > 0) return Array.from(tokens, (_, at) => at + 1)
  if (graph.tellsLast) return [...new Set([...wanted.map((token) => token + 1), tokens.length])]
  return [tokens.length]
}

/** A row without the padding behind the last token that is asked about. */
function rowOf(batch: Batch, { heads, headSize }: CacheShape, at: number): Row {
  const { chunk, positions, tokens, pastLengths, places } = batch
  const own = [...places].filter((place) => Math.floor(place / chunk) === at).map((place) => place % chunk)
  const wanted = [...new Set(own)].sort((a, b) => a - b)
  const length = wanted.length === 0 ? chunk : wanted.at(-1)! + 1
  const past = pastLengths[at]!
  const stripe = positions * headSize
  const size = past * headSize
  const planes = batch.keys.flatMap((keys, layer) =>
    [keys, batch.values[layer]!].map((plane) => {
      const numbers = new Float32Array(heads * size)
      for (let head = 0; head < heads; head++) {
        const start = (at * heads + head) * stripe
        numbers.set(plane.subarray(start, start + size), head * size)
      }
      return numbers
    }),
  )
  return { tokens: tokens.slice(at * chunk, at * chunk + length), past, planes, wanted }
}

/** An output that fills up row by row. */
function openOutput({ rows, chunk, places, keys }: Batch, { heads, headSize }: CacheShape) {
  const size = rows * heads * chunk * headSize
  const planes = Array.from({ length: keys.length * 2 }, () => new Float32Array(size))
  let logits: Float32Array | null = null
  let classes = 0
  return {
    take(at: number, row: Row, output: RowOutput) {
      logits ??= new Float32Array(places.length * output.classes)
      classes = output.classes
      for (const [index, place] of places.entries()) {
        if (Math.floor(place / chunk) === at) logits.set(output.logits.get(place % chunk)!, index * classes)
      }
      const fresh = row.tokens.length * headSize
      const stripe = row.past * headSize + fresh
      output.planes.forEach((plane, index) => {
        for (let head = 0; head < heads; head++) {
          const end = (head + 1) * stripe
          planes[index]!.set(plane.subarray(end - fresh, end), (at * heads + head) * chunk * headSize)
        }
      })
    },
    output: (): Output => ({
      logits: logits ?? new Float32Array(0),
      classes,
      masses: null,
      keys: planes.filter((_, plane) => plane % 2 === 0),
      values: planes.filter((_, plane) => plane % 2 === 1),
    }),
  }
}
