// MATH (arXiv 2103.03874) and MATH500: problem, solution, “Level 3”; the answer stands in the solution's box where it has no field.
// Knows these fields. Does not know how a text states its answer (grading), or the rest of a record.
import { extractAnswer } from '../../grading/extract-answer.ts'
import type { DatasetFormat } from './dataset-format.ts'
import { PLAIN_FORMAT } from './plain-format.ts'

const SOLUTION = 'solution'

/** Characters at a solution's end in which its answer is looked for. */
const END = 20_000

export const MATH_FORMAT: DatasetFormat = {
  name: 'MATH',
  fits: (record, mapping) => mapping.question === 'problem' && typeof record.get(SOLUTION) === 'string',
  partsOf(record, mapping) {
    const parts = PLAIN_FORMAT.partsOf(record, mapping)
    const solution = parts.answer ?? record.get(SOLUTION)
    const worked = mapping.answer === SOLUTION || parts.answer === null || parts.answer === undefined
    return {
      ...parts,
      answer:
        worked && typeof solution === 'string' ? extractAnswer(solution.slice(-END).toWellFormed()) : parts.answer,
    }
  },
}
