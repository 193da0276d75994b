// Problems from a JSON Lines file, recognised by their fields: question, answer and, if there are, id and level.
// Knows GSM8K's form of an answer ("... #### 42"). Does not know which files exist.
import type { ErrorReport } from '../../contract/errors.ts'
import { Problem } from '../../contract/problem.ts'

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
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue
    const number = index + 1
    const fault = (field: string, what: string) =>
      faults.push({
        code: 'bad-input',
        message: `${name}, line ${number}${field && `, field “${field}”`}: ${what}`,
        advice: 'Correct the line; the other lines are used.',
      })
    const fields = fieldsOf(line)
    if (fields === null) {
      fault('', 'this is not a JSON object.')
      continue
    }
    const parsed = Problem.safeParse({
      id: idOf(fields['id']) ?? `line-${number}`,
      question: fields['question'],
      answer: referenceOf(fields['answer']),
      level: fields['level'] ?? null,
      dataset,
    })
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      const field = String(issue?.path[0] ?? '')
      fault(field, fields[field] === undefined ? 'it is missing.' : (issue?.message ?? 'it does not fit.'))
      continue
    }
    const earlier = lineOfId.get(parsed.data.id)
    if (earlier !== undefined) {
      fault('id', `“${parsed.data.id}” is the id of line ${earlier} already.`)
      continue
    }
    lineOfId.set(parsed.data.id, number)
    problems.push(parsed.data)
  }
  return { problems, faults }
}

/** The reference inside an answer field: what follows the last `####` (GSM8K), else the whole text; null if there is none. */
export function referenceOf(answer: unknown): unknown {
  if (answer === undefined || answer === null) return null
  if (typeof answer === 'number') return String(answer)
  if (typeof answer !== 'string') return answer
  const mark = answer.lastIndexOf('####')
  return (mark < 0 ? answer : answer.slice(mark + 4)).trim()
}

function fieldsOf(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

function idOf(id: unknown): unknown {
  return typeof id === 'number' ? String(id) : id
}
