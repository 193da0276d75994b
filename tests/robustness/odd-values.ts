// Values that a file or a message may hold in place of what belongs there: drawn by fast-check, so that a seed brings them again.
// Knows kinds of damage. Does not know what is read.
import fc from 'fast-check'

/** A document with the names of the fields that lead to its damage; null where no single field is damaged. */
export interface Damaged<Value> {
  value: Value
  fields: string[] | null
}

/** Lists in lists, deeper than any record. */
function nested(depth: number): unknown {
  let value: unknown = []
  for (let level = 0; level < depth; level++) value = [value]
  return value
}

const NUMBERS = [-1, 0, 0.5, 1e12, 2 ** 31, 2 ** 53, 1e308, -0.0, NaN, Infinity]
const TEXTS = ['', ' ', 'no such word', '\u0000', '\ud800', '1e400', '__proto__', 'constructor', 'x'.repeat(30_000)]
/** What JSON can hold, and what only a message can. */
const ODD = [
  ...NUMBERS,
  ...TEXTS,
  ...[null, true, [], {}, nested(500), Array.from({ length: 2000 }, () => 0), { type: 'no such type', kind: 7 }],
  JSON.parse('{"__proto__": 1}') as unknown,
]
const ODDER = [...ODD, undefined, 10n, new Date(0), new Map([[1, 2]]), new Uint8Array(3), /x/, new Error('x')]

interface Edit {
  /** Which child at each level, modulo how many there are. */
  path: number[]
  kind: 'replace' | 'drop' | 'rename' | 'wrap' | 'repeat'
  odd: unknown
}

const edit = (odd: readonly unknown[]): fc.Arbitrary<Edit> =>
  fc.record({
    path: fc.array(fc.nat(1000), { maxLength: 7 }),
    kind: fc.constantFrom('replace', 'replace', 'replace', 'drop', 'rename', 'wrap', 'repeat'),
    odd: fc.constantFrom(...odd),
  })

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** The value with one place changed, and the names on the way there. */
function edited(value: unknown, { path, kind, odd }: Edit): { value: unknown; fields: string[] } {
  const [turn, ...rest] = path
  const keys = Array.isArray(value) ? [...value.keys()] : isPlain(value) ? Object.keys(value) : []
  if (turn === undefined || keys.length === 0) {
    return { value: kind === 'wrap' ? [value] : kind === 'repeat' ? { value } : odd, fields: [] }
  }
  const key = keys[turn % keys.length]!
  const last = rest.length === 0
  if (Array.isArray(value)) {
    const list = value as unknown[]
    const at = Number(key)
    if (last && kind === 'drop') return { value: list.toSpliced(at, 1), fields: [] }
    if (last && kind === 'repeat') return { value: list.toSpliced(at, 0, list[at]), fields: [] }
    const inner = edited(list[at], { path: rest, kind, odd })
    return { value: list.with(at, inner.value), fields: inner.fields }
  }
  const fields = value as Record<string, unknown>
  const { [key]: content, ...others } = fields
  const named = String(key)
  if (last && kind === 'drop') return { value: others, fields: [named] }
  if (last && kind === 'rename') return { value: { ...others, [`${named}x`]: content }, fields: [named] }
  const inner = edited(content, { path: rest, kind, odd })
  return { value: { ...fields, [key]: inner.value }, fields: [named, ...inner.fields] }
}

function damagedBy(value: unknown, edits: readonly Edit[]): Damaged<unknown> {
  const changes = edits.reduce<{ value: unknown; fields: string[] }>((before, one) => edited(before.value, one), {
    value,
    fields: [],
  })
  return { value: changes.value, fields: edits.length === 1 ? changes.fields : null }
}

/**
 * One of these values, with one to three of its parts changed; more often one. `fits`: whether a value was sound before, since else
 * another field may be told. `anyKind`: also parts that no JSON holds.
 */
export function damagedValue(
  values: fc.Arbitrary<unknown>,
  { anyKind = false, fits = () => true }: { anyKind?: boolean; fits?: (value: unknown) => boolean } = {},
): fc.Arbitrary<Damaged<unknown>> {
  const edits = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(edit(anyKind ? ODDER : ODD)) },
    { weight: 1, arbitrary: fc.array(edit(anyKind ? ODDER : ODD), { minLength: 2, maxLength: 3 }) },
  )
  return fc.tuple(values, edits).map(([value, changes]) => {
    const damaged = damagedBy(value, changes)
    return fits(value) ? damaged : { ...damaged, fields: null }
  })
}

/** One of these texts with some of its parts cut out, doubled, replaced or put elsewhere. */
export function damagedText(texts: readonly string[], words: readonly string[] = []): fc.Arbitrary<string> {
  const odd = fc.constantFrom(...TEXTS, '{', '}', '[', ']', '"', '\\', '\n', '\ufeff', ',', '9'.repeat(400), ...words)
  const change = fc.record({ at: fc.nat(), length: fc.nat(40), put: fc.option(odd, { nil: '' }), again: fc.nat(3) })
  return fc.tuple(fc.constantFrom(...texts), fc.array(change, { maxLength: 6 })).map(([text, changes]) =>
    changes.reduce((now, { at, length, put, again }) => {
      const from = now.length === 0 ? 0 : at % now.length
      const part = now.slice(from, from + length)
      return now.slice(0, from) + put + part.repeat(again) + now.slice(from + length)
    }, text),
  )
}

/** One of these files with bytes flipped, cut off, doubled, or taken for a number that cannot be. */
export function damagedBytes(files: readonly Uint8Array[], reach = Infinity): fc.Arbitrary<Uint8Array> {
  const numbers = [0, 1, -1, 2 ** 31, 2 ** 32, 2 ** 40, 2 ** 53].map((number) => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64LE(BigInt(number))
    return bytes
  })
  const change = fc.record({
    at: fc.nat(),
    kind: fc.constantFrom('flip', 'flip', 'number', 'cut', 'take out', 'double'),
    length: fc.nat(64),
    byte: fc.nat(255),
    number: fc.constantFrom(...numbers),
  })
  return fc.tuple(fc.constantFrom(...files), fc.array(change, { minLength: 1, maxLength: 4 })).map(([file, changes]) =>
    changes.reduce<Buffer>((now, { at, kind, length, byte, number }) => {
      const from = now.length === 0 ? 0 : at % Math.min(now.length, reach)
      const [before, after] = [now.subarray(0, from), now.subarray(from)]
      switch (kind) {
        case 'flip':
          return Buffer.concat([before, Buffer.from([byte]), after.subarray(1)])
        case 'number':
          return Buffer.concat([before, number, after.subarray(8)])
        case 'cut':
          return Buffer.from(before)
        case 'take out':
          return Buffer.concat([before, after.subarray(length)])
        case 'double':
          return Buffer.concat([before, after.subarray(0, length), after])
      }
    }, Buffer.from(file)),
  )
}
