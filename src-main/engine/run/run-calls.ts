// The calls about runs: those that go on are steered, all are in the history.
// Knows which room answers what. Does not know how runs are started or stored.
import type { CallAnswers, CallsAbout } from '../../contract/api.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { openHistory } from '../history/history.ts'
import type { Topics } from '../topics.ts'
import type { LiveRuns } from './live-runs.ts'
import type { RunCommand } from './search-calls.ts'
import { runAsPaper } from '../foreign/paper-run.ts'

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
    async 'runs.steer'({ id, steering }) {
      checkOwn(id)
      await runs.steer(id, steering)
      return {}
    },
    'runs.list': (page) => history.list(page),
    'runs.open'({ id }) {
      const record = history.read(id)
      if (!record) throw noSuchRun(id)
      return record
    },
    'runs.export'({ id }) {
      const record = history.read(id)
      if (!record) throw noSuchRun(id)
      return runAsPaper([record])
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

function noSuchRun(id: string): EspalierError {
  return new EspalierError({
    code: 'not-found',
    message: 'This run is not in the history.',
    advice: 'It may have been deleted; choose another one.',
    details: id,
  })
}

function foreignRun(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'This run goes on in another window of Espalier.',
    advice: 'Steer it there.',
  })
}
