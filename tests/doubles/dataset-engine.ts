// The calls about datasets, for the window's tests: lines of `question = answer`, kept while the page is open.
// Knows what the window shows of them. Does not know the real formats.
import type { CheckedArgument, TopicMessage } from '../../src-main/contract/api.ts'
import type { DatasetInfo, DatasetPreview } from '../../src-main/contract/dataset.ts'
import { PREVIEW_ROWS } from '../../src-main/contract/dataset.ts'
import { EspalierError } from '../../src-main/contract/errors.ts'
import type { Problem } from '../../src-main/contract/problem.ts'

type Upload = CheckedArgument<'problems.preview'>

interface Surroundings {
  /** The catalog's problems. */
  catalog: readonly Problem[]
  post: (topic: 'problems.changed', message: TopicMessage<'problems.changed'>) => void
}

/** The answers, and the problems of a dataset: the catalog's where none is named. */
export function datasetCalls({ catalog, post }: Surroundings) {
  const added = new Map<string, { info: DatasetInfo; problems: readonly Problem[] }>()
  const datasets = (): DatasetInfo[] => [
    {
      id: 'arithmetic-test',
      name: 'Arithmetic word problems, test',
      problems: catalog.length,
      references: catalog.length,
      leftOut: 0,
      source: null,
    },
    ...[...added.values()].map(({ info }) => info),
  ]
  const changed = () => post('problems.changed', { datasets: datasets() })

  return {
    problemsOf: (dataset: string | null): readonly Problem[] => added.get(dataset ?? '')?.problems ?? catalog,
    answers: {
      'problems.datasets': () => ({ datasets: datasets(), faults: [] }),
      'problems.preview': (upload: Upload): DatasetPreview => {
        const { problems, ...rest } = readLines(upload)
        return { ...rest, rows: problems.slice(0, PREVIEW_ROWS), problems: problems.length, name: 'mine' }
      },
      'problems.add': ({ name, ...upload }: CheckedArgument<'problems.add'>) => {
        if (added.has(name)) {
          throw new EspalierError({ code: 'bad-input', message: `There is a dataset “${name}” already.`, advice: '' })
        }
        const { problems, references, faults, format, mapping } = readLines(upload)
        const source = { file: upload.file, sha256: '0'.repeat(64), format, mapping, added: '2026-01-01T00:00:00.000Z' }
        const info = { id: name, name, problems: problems.length, references, leftOut: faults.length, source }
        added.set(name, { info, problems: problems.map((problem) => ({ ...problem, dataset: name })) })
        changed()
        return { dataset: info, faults, notes: [] }
      },
      'problems.remove': ({ id }: { id: string }) => {
        added.delete(id)
        changed()
        return {}
      },
    },
  }
}

function readLines({ file, bytes, mapping }: Upload) {
  const lines = new TextDecoder().decode(bytes).split('\n')
  if (lines.join('').trim() === '') {
    throw new EspalierError({ code: 'bad-input', message: `${file} is empty.`, advice: 'Choose another file.' })
  }
  const chosen = mapping ?? { question: 'left', answer: 'right', level: null, id: null }
  const rows = lines.map((line) => line.split(' = '))
  const part = (row: readonly string[], field: string | null) =>
    field === null ? undefined : row[['left', 'right'].indexOf(field)]
  const problems = rows.flatMap((row, at): Problem[] => {
    const question = part(row, chosen.question)
    if (row.length !== 2 || question === undefined) return []
    return [{ id: `line-${at + 1}`, question, answer: part(row, chosen.answer) ?? null, level: null, dataset: file }]
  })
  const faults = rows.flatMap((row, at) =>
    row.length === 2
      ? []
      : [{ code: 'bad-input' as const, message: `${file}, line ${at + 1}: there is no “=”.`, advice: '' }],
  )
  return {
    problems,
    format: 'Equations',
    fields: ['left', 'right'],
    mapping: chosen,
    references: problems.filter(({ answer }) => answer !== null).length,
    faults,
    faultCount: faults.length,
    notes: [],
  }
}
