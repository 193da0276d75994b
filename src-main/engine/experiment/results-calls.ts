// The calls about results of others: looked at, and kept as an experiment or as runs.
// Knows the order of the steps. Does not know formats, folders or how runs are stored.
import { randomUUID } from 'node:crypto'
import type { CallAnswers, CallsAbout, CheckedArgument } from '../../contract/api.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { RunRecord } from '../../contract/run.ts'
import { askForeign } from '../foreign/foreign-reader.ts'
import { labelledRun } from '../foreign/labelled-run.ts'
import type { Experiments } from './experiments.ts'
import { importedHeader, importedResult } from './imported-results.ts'

export interface Results {
  calls: CallAnswers<CallsAbout<'results'>>
  /** `results.solutions` into a folder that the caller names. */
  keepIn(folder: string, what: CheckedArgument<'results.solutions'>): Promise<{ id: string }>
}

/** `keepRun` takes a run that is done into the history. */
export function createResultsCalls(options: {
  version: string
  experiments: Pick<Experiments, 'keep'>
  keepRun: (record: RunRecord) => void
}): Results {
  const { version: app, experiments, keepRun } = options
  const keep = async ({ file, bytes, as }: CheckedArgument<'results.solutions'>, folder?: string) => {
    const read = await askForeign('solutions', { file, bytes })
    const header = importedHeader(file, read, { as, app })
    const results = read.problems.map((problem) => importedResult(header, problem))
    return experiments.keep({ header, problems: read.problems, results }, folder)
  }
  const calls: Results['calls'] = {
    'results.preview': (upload) => askForeign('preview', upload),
    'results.solutions': async (what) => ({ experiment: (await keep(what)).id, runs: [] }),
    async 'results.trees'({ file, bytes, first, count }) {
      const { format, rewards, trees, total } = await askForeign('trees', { file, bytes, first, count })
      if (trees.length === 0) throw beyond(file, total)
      const created = new Date().toISOString()
      const records = trees.map((tree) =>
        labelledRun(tree, { id: randomUUID(), created, app, source: { file, format, rewards } }),
      )
      // The history has the newest on top: so the first tree comes last.
      for (const record of records.toReversed()) keepRun(record)
      return { experiment: null, runs: records.map(({ header }) => header.id) }
    },
  }
  return { calls, keepIn: (folder, what) => keep(what, folder) }
}

function beyond(file: string, total: number): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `${file} holds ${total} ${total === 1 ? 'tree' : 'trees'}.`,
    advice: 'Begin with one of them.',
  })
}
