// The in-place graph: a pass reads keys and values where the cache has them, and writes the new tokens' behind them.
// Knows its inputs and outputs (in-place-writer.ts writes them), and for how long numbers stay bound to it. Does not know how sessions are
// opened.
import type { ModelDesign, Rotary } from '../architecture/design.ts'
import { steady } from '../native/native-session.ts'
import type { Binding, Bound, NativeSession } from '../native/native-session.ts'
import { LAST_PLACES, LONGEST, PLANES, TABLES } from './in-place-attention.ts'
import { POSITION_BLOCK } from './kv-cache.ts'
import type { Batch, ModelGraph, Output } from './model-graph.ts'
import type { HeadSizes } from './written-head.ts'

/** Bindings that are kept: of rows that decode, of chunks, and of either before it changed its shape. */
const KEPT_BINDINGS = 3

/** Numbers of one shape of passes, and their binding. */
interface Shape {
  batch: Pick<Batch, 'rows' | 'chunk' | 'positions' | 'keys'> & { places: number }
  ids: BigInt64Array
  lastPlaces: Int32Array
  longest: Int32Array
  places: BigInt64Array
  binding: Binding
}

type Design = Pick<ModelDesign, 'layers' | 'keyValueHeads' | 'headSize' | 'rotaries'>

/** Throws what ONNX Runtime says where it cannot run the graph. */
export function openInPlaceGraph(session: NativeSession, design: Design, head: HeadSizes): ModelGraph {
  let shapes: Shape[] = []
  let answers = openAnswers(head, 1)
  let tables = openTables(design.rotaries, 0)

  const forget = (forgotten: readonly Shape[]) => {
    for (const { binding } of forgotten) binding.release()
    shapes = shapes.filter((shape) => !forgotten.includes(shape))
  }

  const bound = (batch: Batch): Shape => {
    if (batch.places.length > answers.places) {
      forget(shapes)
      answers = openAnswers(head, batch.places.length)
    }
    if (batch.positions > tables.positions) {
      forget(shapes)
      tables = openTables(design.rotaries, 2 * batch.positions)
    }
    const known = shapes.find((shape) => isOf(shape, batch))
    const shape = known ?? openShape(session, batch, { design, head, answers, tables })
    shapes = [shape, ...shapes.filter((other) => other !== shape)]
    forget(shapes.slice(KEPT_BINDINGS))
    return shape
  }

  const pass = (batch: Batch): Output => {
    const { chunk, tokens, pastLengths, places } = batch
    const shape = bound(batch)
    fill(shape.ids, tokens)
    fill(shape.places, places)
    let longest = 0
    for (const [row, past] of pastLengths.entries()) {
      shape.lastPlaces[row] = past + chunk - 1
      longest = Math.max(longest, past + chunk)
    }
    // ONNX Runtime would write behind the end of the cache.
    if (longest > batch.positions) throw new RangeError(`${longest} positions in a cache of ${batch.positions}.`)
    shape.longest[0] = longest
    shape.binding.run()
    return {
      logits: answers.logits.subarray(0, places.length * head.classes),
      classes: head.classes,
      masses: answers.masses && answers.masses.subarray(0, places.length * head.blocks!),
      keys: [],
      values: [],
    }
  }

  const alone = isSameAlone(pass, design)
  forget(shapes)
  return {
    run: (batch) => Promise.resolve().then(() => pass(batch)),
    inPlace: { alone },
    release() {
      forget(shapes)
      return Promise.resolve()
    },
  }
}

/** Memory for what passes give. */
interface Answers {
  places: number
  /** [places, classes] */
  logits: Float32Array
  /** [places, blocks] */
  masses: Float32Array | null
}

function openAnswers({ classes, blocks }: HeadSizes, places: number): Answers {
  return {
    places,
    logits: steady.floats(places * classes),
    masses: blocks === null ? null : steady.floats(places * blocks),
  }
}

/** Cosine and sine of each position, for each rotary of the design: [positions, size / 2] */
interface Tables {
  positions: number
  all: { cosine: Float32Array; sine: Float32Array; pairs: number }[]
}

function openTables(rotaries: readonly Rotary[], positions: number): Tables {
  const all = rotaries.map(({ frequencies, factor, size }) => {
    const pairs = size / 2
    const [cosine, sine] = [steady.floats(positions * pairs), steady.floats(positions * pairs)]
    for (let position = 0; position < positions; position++) {
      for (let pair = 0; pair < pairs; pair++) {
        const angle = position * frequencies[pair]!
        cosine[position * pairs + pair] = factor * Math.cos(angle)
        sine[position * pairs + pair] = factor * Math.sin(angle)
      }
    }
    return { cosine, sine, pairs }
  })
  return { positions, all }
}

function isOf({ batch: known }: Shape, { rows, chunk, positions, places, keys }: Batch): boolean {
  return (
    known.keys === keys &&
    known.rows === rows &&
    known.chunk === chunk &&
    known.positions === positions &&
    known.places === places.length
  )
}

function openShape(
  session: NativeSession,
  { rows, chunk, positions, places: asked, keys, values }: Batch,
  { design, head, answers, tables }: { design: Design; head: HeadSizes; answers: Answers; tables: Tables },
): Shape {
  const places = asked.length
  const [ids, lastPlaces, longest] = [steady.longs(rows * chunk), steady.integers(rows), steady.integers(1)]
  const wanted = steady.longs(places)
  const planeShape = [rows, design.keyValueHeads, positions, design.headSize]
  const planes = (name: (layer: number, which: 'key' | 'value') => string): Bound[] =>
    keys.flatMap((numbers, layer) => [
      { name: name(layer, 'key'), numbers, shape: planeShape },
      { name: name(layer, 'value'), numbers: values[layer]!, shape: planeShape },
    ])
  const inputs: Bound[] = [
    { name: 'input_ids', numbers: ids, shape: [rows, chunk] },
    { name: LAST_PLACES, numbers: lastPlaces, shape: [rows] },
    { name: LONGEST, numbers: longest, shape: [1] },
    { name: 'logit_places', numbers: wanted, shape: [places] },
    ...tables.all.flatMap(({ cosine, sine, pairs }, rotary) => [
      { name: TABLES.cosine(rotary), numbers: cosine, shape: [tables.positions, pairs] },
      { name: TABLES.sine(rotary), numbers: sine, shape: [tables.positions, pairs] },
    ]),
    ...planes(PLANES.before),
  ]
  const { logits, masses } = answers
  const given = (name: string, numbers: Float32Array, size: number): Bound => ({
    name,
    numbers: numbers.subarray(0, places * size),
    shape: [places, size],
  })
  const outputs = [
    given('logits', logits, head.classes),
    ...(masses ? [given('block_masses', masses, head.blocks!)] : []),
    ...planes(PLANES.after),
  ]
  const binding = session.bind(inputs, outputs)
  return { batch: { rows, chunk, positions, places, keys }, ids, lastPlaces, longest, places: wanted, binding }
}

/** Numbers that are not negative, as the low words of longer ones, on a little-endian machine as all of ours are. */
function fill(wide: BigInt64Array, values: Int32Array): void {
  const words = new Int32Array(wide.buffer, wide.byteOffset, wide.length * 2)
  for (let index = 0; index < values.length; index++) words[index * 2] = values[index]!
}

/** Whether one row alone takes kernels that give the same bits as those of two rows: tried with some past of no meaning. */
function isSameAlone(pass: (batch: Batch) => Output, { layers, keyValueHeads, headSize }: Design): boolean {
  const given = (rows: number) => {
    const waves = new Float32Array(rows * keyValueHeads * POSITION_BLOCK * headSize).map((_, at) => Math.sin(at))
    const planes = () =>
      Array.from({ length: layers }, () => {
        const plane = steady.floats(waves.length)
        plane.set(waves)
        return plane
      })
    const [keys, values] = [planes(), planes()]
    const { logits, classes } = pass({
      rows,
      chunk: 1,
      positions: POSITION_BLOCK,
      tokens: new Int32Array(rows).fill(1),
      pastLengths: new Int32Array(rows).fill(POSITION_BLOCK / 2),
      places: Int32Array.from({ length: rows }, (_, row) => row),
      keys,
      values,
    })
    return logits.slice(0, classes)
  }
  const two = given(2)
  return given(1).every((logit, index) => Object.is(logit, two[index]))
}
