// The plain format of datasets, which is also that of the embedded problems: question, answer and, if there are, id and level.
// Knows these fields. Does not know other formats, or what a problem may hold (contract/problem.ts).
import type { DatasetFormat } from './dataset-format.ts'

export const PLAIN_FORMAT: DatasetFormat = {
  fits: () => true,
  names: { id: 'id', question: 'question', answer: 'answer', level: 'level' },
  partsOf({ id, question, answer, level }) {
    const reference = textOf(answer)
    return { id: textOf(id), question, answer: typeof reference === 'string' ? reference.trim() : reference, level }
  },
}

/** Texts may be written as numbers. */
function textOf(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value
}
