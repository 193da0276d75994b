// The thread that reads files of other programs: a large one takes seconds that would hold up every run if the engine spent them.
// Knows nothing between two calls. Does not know where files come from or who asks.
import { parentPort } from 'node:worker_threads'
import type { Calls } from '../../contract/channel.ts'
import { openChannel } from '../../contract/channel.ts'
import { EspalierError } from '../../contract/errors.ts'
import { threadPort } from '../../inference/thread/thread-port.ts'
import type { ForeignCalls } from './foreign-calls.ts'
import { readForeignFile } from './foreign-file.ts'
import type { ForeignFile } from './foreign-file.ts'
import { noProblem, previewOf } from './foreign-preview.ts'
import { byQuestion } from './labelled-run.ts'
import { problemsOf, solved } from './solved-problems.ts'

if (parentPort) {
  openChannel<Calls, ForeignCalls>(threadPort(parentPort, { staying: true }), {
    preview: ({ file, bytes }) => previewOf(file, readForeignFile(file, bytes)),
    solutions({ file, bytes }) {
      const read = ofKind(file, readForeignFile(file, bytes), 'solutions')
      const { kept, faults } = problemsOf(file, read.records)
      if (kept.length === 0) throw noProblem(file, faults)
      const { format, sha256 } = read
      return { format, sha256, faults: [...read.faults, ...faults], problems: kept.map(solved) }
    },
    trees({ file, bytes, first, count }) {
      const { format, rewards, together, records } = ofKind(file, readForeignFile(file, bytes), 'trees')
      const trees = together ? byQuestion(records) : records
      return { format, rewards, trees: trees.slice(first - 1, first - 1 + count), total: trees.length }
    },
  })
}

function ofKind<Kind extends ForeignFile['kind']>(
  file: string,
  read: ForeignFile,
  kind: Kind,
): Extract<ForeignFile, { kind: Kind }> {
  if (read.kind === kind) return read as Extract<ForeignFile, { kind: Kind }>
  throw new EspalierError({
    code: 'bad-input',
    message: `${file} holds ${read.kind === 'trees' ? 'labelled trees' : 'solutions of problems'} (${read.format}).`,
    advice: `Choose a file of ${kind === 'trees' ? 'PRM800K or Math-Shepherd' : 'results with solutions'}.`,
  })
}
