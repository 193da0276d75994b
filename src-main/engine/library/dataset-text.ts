// The text in a file's bytes: UTF-8, UTF-16 or, where it can be nothing else, Latin-1.
// Knows byte order marks, encodings and the first bytes of files that are no text. Does not know what the text says.
import { EspalierError } from '../../contract/errors.ts'

export interface DatasetText {
  text: string
  /** What a person should know of the encoding, or null for UTF-8. */
  note: string | null
}

/** Files that are often taken for text, by their first bytes. */
const NO_TEXT: readonly { bytes: readonly number[]; what: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'a ZIP archive or an Excel workbook' },
  { bytes: [0x50, 0x4b, 0x05, 0x06], what: 'an empty ZIP archive' },
  { bytes: [0x1f, 0x8b], what: 'compressed with gzip' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'compressed with Zstandard' },
  { bytes: [0x50, 0x41, 0x52, 0x31], what: 'a Parquet file' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document' },
  { bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], what: 'a SQLite database' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a picture' },
  { bytes: [0xff, 0xd8, 0xff], what: 'a picture' },
  { bytes: [0xff, 0xfe, 0x00, 0x00], what: 'text in UTF-32' },
  { bytes: [0x00, 0x00, 0xfe, 0xff], what: 'text in UTF-32' },
]

/** Characters on either side of the first broken byte that tell which encoding it is of. */
const SAMPLE = 100_000

/** Reads the bytes as text, without a byte order mark. Throws `bad-input` for what is no text or holds broken UTF-8. */
export function textOf(bytes: Uint8Array, name: string): DatasetText {
  const other = NO_TEXT.find((kind) => kind.bytes.every((byte, at) => bytes[at] === byte))
  if (other) throw refused(name, `it is ${other.what}.`)
  const wide = wideEncodingOf(bytes)
  if (wide !== null) return { text: decoded(bytes, wide, name), note: `The file is ${wide.toUpperCase()}.` }
  const zero = bytes.indexOf(0)
  if (zero >= 0) throw refused(name, `it is no text: byte ${zero + 1} is zero.`)
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), note: null }
  } catch {
    return latin(bytes, name)
  }
}

/** UTF-16 by its mark, or by the zero bytes that Latin letters have in it on one side only. */
function wideEncodingOf(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const head = bytes.subarray(0, 1024)
  const zeros = [0, 0]
  for (const [at, byte] of head.entries()) if (byte === 0) zeros[at % 2]! += 1
  const most = 0.3 * (head.length / 2)
  if (zeros[0] === 0 && zeros[1]! > most) return 'utf-16le'
  return zeros[1] === 0 && zeros[0]! > most ? 'utf-16be' : null
}

function decoded(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be', name: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw refused(name, `it begins like ${encoding.toUpperCase()}, but parts of it are not.`)
  }
}

/**
 * Bytes that are not UTF-8: Latin-1, unless most of what lies outside of ASCII there is UTF-8 all the same, or control bytes tell that it
 * is no text at all.
 */
function latin(bytes: Uint8Array, name: string): DatasetText {
  const text = new TextDecoder('utf-8').decode(bytes)
  const first = text.indexOf('\uFFFD')
  const around = text.slice(Math.max(0, first - SAMPLE), first + SAMPLE)
  const broken = occurrences(around, /\uFFFD/gu)
  const whole = occurrences(around, /[^\p{ASCII}\uFFFD]/gu)
  const line = occurrences(text.slice(0, first), /\r\n|\n|\r/gu) + 1
  if (whole >= broken) throw refused(name, `it is not UTF-8: line ${line} has bytes that are none.`)
  if (/[^\P{Cc}\t-\r\u0080-\u009F]/u.test(text)) throw refused(name, 'it is no text: it holds control bytes.')
  return {
    text: new TextDecoder('windows-1252').decode(bytes),
    note: `The file is not UTF-8: from line ${line} on it was read as Latin-1. Check that its letters are right.`,
  }
}

function occurrences(text: string, pattern: RegExp): number {
  let count = 0
  while (pattern.test(text)) count += 1
  return count
}

function refused(name: string, what: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `${name} cannot be read: ${what}`,
    advice: 'Save it as UTF-8 text: JSON Lines, JSON or CSV.',
  })
}
