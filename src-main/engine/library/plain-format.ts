// The plain format of datasets, which is also that of the embedded problems: question, answer and, if there are, id and level.
// Knows how their values may be written. Does not know the fields' names, or what a problem may hold (contract/problem.ts).
import type { DatasetFormat } from './dataset-format.ts'

export const PLAIN_FORMAT: DatasetFormat = {
  name: 'Questions and answers',
  fits: () => true,
  partsOf(record, mapping) {
    const valueOf = (field: string | null) => (field === null ? undefined : written(record.get(field)))
    const answer = valueOf(mapping.answer)
    return {
      id: valueOf(mapping.id),
      question: valueOf(mapping.question),
      // An empty reference is none.
      answer: typeof answer === 'string' ? answer.trim() || null : answer,
      level: levelOf(mapping.level === null ? undefined : record.get(mapping.level)),
    }
  },
}

/** A value as text: numbers may stand for texts, and halves of a character, which no file can hold, are replaced. */
function written(value: unknown): unknown {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? value.toWellFormed() : value
}

/** 3, “3” or “Level 3”; a word that is no number is no level. */
function levelOf(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const number = /^\s*(?:level\s*)?(-?\d+(?:\.\d+)?)\s*$/iu.exec(value)?.[1]
  return number === undefined ? null : Number(number)
}
