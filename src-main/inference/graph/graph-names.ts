// The names of a graph's inputs and outputs, read from its file before any session opens it.
// Knows as much of the format as that needs (onnx.proto of ONNX; protocol buffers). Does not know what the names mean.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

export interface GraphNames {
  inputs: readonly string[]
  outputs: readonly string[]
}

/** ModelProto.graph; GraphProto.input and output; ValueInfoProto.name. */
const [GRAPH, INPUT, OUTPUT, NAME] = [7, 11, 12, 1]
/** Bytes that are read at once; weights are stepped over. */
const WINDOW = 65_536

/** A field that holds bytes: where they begin, and where the next field begins. */
interface Field {
  number: number
  from: number
  to: number
}

/** Throws a RangeError where the file is no graph, or is cut off. */
export function readGraphNames(path: string): GraphNames {
  const file = openSync(path, 'r')
  try {
    const byteAt = bytesOf(file)
    const whole = { from: 0, to: fstatSync(file).size }
    const graph = [...fieldsOf(byteAt, whole)].find(({ number }) => number === GRAPH)
    if (!graph) throw new RangeError('There is no graph in it.')
    const fields = [...fieldsOf(byteAt, graph)]
    const namesOf = (kind: number) =>
      fields.filter(({ number }) => number === kind).map((field) => nameOf(byteAt, field))
    return { inputs: namesOf(INPUT), outputs: namesOf(OUTPUT) }
  } finally {
    closeSync(file)
  }
}

type ByteAt = (place: number) => number

function bytesOf(file: number): ByteAt {
  const window = Buffer.alloc(WINDOW)
  let [from, length] = [0, 0]
  return (place) => {
    if (place < from || place >= from + length) [from, length] = [place, readSync(file, window, 0, WINDOW, place)]
    if (length === 0) throw new RangeError(`It ends at byte ${place}.`)
    return window[place - from]!
  }
}

/** The fields of a message that hold bytes, one behind the other. */
function* fieldsOf(byteAt: ByteAt, { from, to }: Pick<Field, 'from' | 'to'>): Generator<Field> {
  for (let at = from; at < to;) {
    const tag = varintAt(byteAt, at)
    const content = tag.end
    const number = Math.floor(tag.value / 8)
    const kind = tag.value % 8
    if (kind === 0) at = varintAt(byteAt, content).end
    else if (kind === 1) at = content + 8
    else if (kind === 5) at = content + 4
    else if (kind === 2) {
      const { value, end } = varintAt(byteAt, content)
      at = end + value
      if (at <= to) yield { number, from: end, to: at }
    } else throw new RangeError(`There is no field at byte ${from}.`)
    if (at > to) throw new RangeError(`It is cut off at byte ${to}.`)
  }
}

function nameOf(byteAt: ByteAt, message: Field): string {
  const name = [...fieldsOf(byteAt, message)].find(({ number }) => number === NAME)
  if (!name) return ''
  return Buffer.from(Array.from({ length: name.to - name.from }, (_, place) => byteAt(name.from + place))).toString()
}

/** Seven bits a byte, low ones first; at most ten bytes. */
function varintAt(byteAt: ByteAt, from: number): { value: number; end: number } {
  let value = 0
  for (let place = 0; place < 10; place++) {
    const byte = byteAt(from + place)
    value += (byte % 128) * 128 ** place
    if (byte < 128) return { value, end: from + place + 1 }
  }
  throw new RangeError(`There is no number at byte ${from}.`)
}
