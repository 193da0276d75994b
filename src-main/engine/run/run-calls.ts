// The calls about runs: those that go on are steered, all are in the history.
// Knows which room answers what. Does not know how runs are started or stored.
import type { CallAnswers, CallsAbout } from '../../contract/api.ts'
import type { openHistory } from '../history/history.ts'
import type { Topics } from '../topics.ts'
import type { LiveRuns } from './live-runs.ts'
import type { RunCommand } from './search-calls.ts'
import { runAsPaper } from '../foreign/paper-run.ts'
import { libraryCalls } from './library-calls.ts'
import { foreignRun, keptRun, noSuchRun } from './run-faults.ts'

export function runCalls(options: {
  runs: LiveRuns
  history: ReturnType<typeof openHistory>
  topics: Topics
}): CallAnswers<CallsAbout<'runs'>> {
  const { runs, history, topics } = options
  const command =
    (what: RunCommand) =>
    ({ id }: { id: string }) => {
      if (!runs.command(id, what)) checkOwn(id)
      return {}
    }
  /** Throws where the run is not in the history, or goes on elsewhere. */
  const checkOwn = (id: string) => {
    if (history.summary(id) === null) throw noSuchRun(id)
    if (history.isForeign(id)) throw foreignRun()
  }

  return {
    'runs.start': (asked) => runs.start(asked),
    'runs.pause': command('pause'),
    'runs.resume': command('resume'),
    'runs.step': command('step'),
    'runs.stop': command('stop'),
    ...libraryCalls(options),
    async 'runs.steer'({ id, steering }) {
      checkOwn(id)
      await runs.steer(id, steering)
      return {}
    },
    'runs.open'({ id }) {
      return keptRun(history, id)
    },
    'runs.export'({ id }) {
      return runAsPaper([keptRun(history, id)])
    },
    async 'runs.delete'({ id }) {
      checkOwn(id)
      await runs.stop(id)
      history.delete(id)
      topics.post('run.deleted', { id })
      return {}
    },
  }
}
