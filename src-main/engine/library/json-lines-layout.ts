// JSON Lines: one object a line. A bad line never loses the good ones.
// Knows lines. Does not know what the objects hold.
import type { DatasetLayout } from './dataset-layout.ts'
import { objectOf, recordsInside } from './json-record.ts'

/** Lines that are looked at to tell JSON Lines from JSON over many lines. */
const SAMPLE = 100

export const JSON_LINES_LAYOUT: DatasetLayout = {
  name: 'JSON Lines',
  fits(text) {
    if (text.trimStart().startsWith('[')) return false
    const sample: string[] = []
    for (const { content } of linesOf(text)) if (sample.push(content.trim()) === SAMPLE) break
    // One object on one line may be the records' wrapping.
    if (sample.length === 1 && recordsInside(sample[0]!)) return false
    return sample.filter((line) => line.startsWith('{') && line.endsWith('}')).length * 2 >= sample.length
  },
  *recordsOf(text) {
    for (const { number, content } of linesOf(text)) {
      yield { place: `line ${number}`, id: `line-${number}`, record: objectOf(content) }
    }
  },
}

/** The lines that hold something, with their numbers from 1; a line ends as it does on any system. */
export function* linesOf(text: string): Generator<{ number: number; content: string }> {
  const end = /\r\n|\n|\r/gu
  for (let from = 0, number = 1; from <= text.length; number++) {
    const match = end.exec(text)
    const content = text.slice(from, match?.index)
    if (content.trim() !== '') yield { number, content }
    if (!match) return
    from = end.lastIndex
  }
}
