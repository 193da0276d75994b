// Problems from a JSON Lines file, line by line, in the formats of the table.
// Knows the table, ids and faults. Does not know the formats (dataset-format.ts), or which files exist.
import type { ErrorReport } from '../../contract/errors.ts'
import { Problem } from '../../contract/problem.ts'
import type { DatasetFormat, Line, Part } from './dataset-format.ts'
import { GSM8K_FORMAT } from './gsm8k-format.ts'
import { PLAIN_FORMAT } from './plain-format.ts'

/** The first that fits a line is taken; the plain one fits all. A new format is a file beside these and a row here. */
const FORMATS: readonly DatasetFormat[] = [GSM8K_FORMAT, PLAIN_FORMAT]

export interface DatasetContent {
  problems: Problem[]
  /** One report for each line that is left out, with its number and field. */
  faults: ErrorReport[]
}

/**
 * Reads the lines of a dataset. A bad line never loses the good ones.
 * Ids that are missing become `line-<number>`; an id that came before is a fault, because runs name problems by id.
 */
export function readDataset({ text, dataset, name }: { text: string; dataset: string; name: string }): DatasetContent {
  const problems: Problem[] = []
  const faults: ErrorReport[] = []
  const lineOfId = new Map<string, number>()
  const lines = text.replace(/^\uFEFF/u, '').split('\n')
  for (const [index, content] of lines.entries()) {
    if (content.trim() === '') continue
    const number = index + 1
    const fault = (field: string, what: string) =>
      faults.push({
        code: 'bad-input',
        message: `${name}, line ${number}${field && `, field “${field}”`}: ${what}`,
        advice: 'Correct the line; the other lines are used.',
      })
    const line = fieldsOf(content)
    if (line === null) {
      fault('', 'this is not a JSON object.')
      continue
    }
    const { names, partsOf } = FORMATS.find(({ fits }) => fits(line)) ?? PLAIN_FORMAT
    const { id, question, answer, level } = partsOf(line)
    const parsed = Problem.safeParse({
      id: id ?? `line-${number}`,
      question,
      answer: answer ?? null,
      level: level ?? null,
      dataset,
    })
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      const field = names[issue?.path[0] as Part]
      fault(field, line[field] === undefined ? 'it is missing.' : (issue?.message ?? 'it does not fit.'))
      continue
    }
    const earlier = lineOfId.get(parsed.data.id)
    if (earlier !== undefined) {
      fault(names.id, `“${parsed.data.id}” is the id of line ${earlier} already.`)
      continue
    }
    lineOfId.set(parsed.data.id, number)
    problems.push(parsed.data)
  }
  return { problems, faults }
}

function fieldsOf(content: string): Line | null {
  try {
    const value: unknown = JSON.parse(content)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Line) : null
  } catch {
    return null
  }
}
