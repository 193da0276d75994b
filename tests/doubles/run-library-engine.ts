// The library of runs inside the page: lists what an engine would, by words and star, and keeps what is said of runs.
// For the window's tests; that every filter finds what it should is for the store's own.
import type { TopicMessage, TopicName } from '../../src-main/contract/api.ts'
import { EspalierError } from '../../src-main/contract/errors.ts'
import type { RunQuery } from '../../src-main/contract/run-library.ts'
import type { RunEvent } from '../../src-main/contract/event.ts'
import { NO_REMARKS, remarked } from '../../src-main/contract/run-remarks.ts'
import type { RemarksChange, RunRemarks } from '../../src-main/contract/run-remarks.ts'
import type { RunHeader, RunSummary } from '../../src-main/contract/run.ts'

interface KeptRun {
  header: RunHeader
  events: RunEvent[]
  summary: RunSummary
}

export function runLibraryCalls<Run extends KeptRun>({
  runs,
  post,
}: {
  runs: Map<string, Run>
  post: <Name extends TopicName>(topic: Name, message: TopicMessage<Name>) => void
}): Record<string, (argument: never) => unknown> {
  const remarks = new Map<string, RunRemarks>()
  const discarded = new Map<string, Run>()
  const remarksOf = (id: string): RunRemarks => remarks.get(id) ?? NO_REMARKS

  return {
    'runs.list': ({ query = '', starred, sort = 'newest', offset = 0, limit = 100 }: Partial<RunQuery>) => {
      const found = [...runs.values()]
        .map(({ summary }) => ({ ...summary, remarks: remarksOf(summary.id) }))
        .filter((run) => `${run.question} ${run.remarks.name} ${run.remarks.note}`.includes(query))
        .filter((run) => !starred || run.remarks.starred)
      if (sort !== 'oldest') found.reverse()
      return { total: found.length, runs: found.slice(offset, offset + limit) }
    },
    'runs.facets': () => ({
      methods: [],
      policies: [],
      verifiers: [],
      tags: [...new Set([...remarks.values()].flatMap(({ tags }) => tags))].map((tag) => ({
        id: tag,
        name: tag,
        runs: 1,
      })),
    }),
    'runs.remark': ({ ids, change }: { ids: string[]; change: RemarksChange }) => {
      const changed = ids.map((id) => ({ id, remarks: remarked(remarksOf(id), change) }))
      for (const one of changed) remarks.set(one.id, one.remarks)
      post('run.remarked', { runs: changed })
      return { runs: changed }
    },
    'runs.discard': ({ ids }: { ids: string[] }) => {
      for (const id of ids) {
        const run = runs.get(id)
        if (run) discarded.set(id, run)
        runs.delete(id)
        post('run.deleted', { id })
      }
      return {}
    },
    'runs.restore': ({ ids }: { ids: string[] }) => {
      for (const id of ids) {
        const run = discarded.get(id)
        if (!run)
          throw new EspalierError({ code: 'not-found', message: 'This run has been removed for good.', advice: '' })
        runs.set(id, run)
        discarded.delete(id)
      }
      post('run.restored', { ids })
      return {}
    },
    'runs.erase': ({ ids }: { ids: string[] }) => {
      for (const id of ids) discarded.delete(id)
      return {}
    },
    'runs.delete': ({ id }: { id: string }) => {
      runs.delete(id)
      post('run.deleted', { id })
      return {}
    },
  }
}
