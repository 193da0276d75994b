// Whether a line that is only in memory is one that a query asks for: what the store's SQL says of the lines on disk.
// Knows one line. Does not know the store, or the order of lines.
import type { RunLine, RunQuery } from '../../contract/run-library.ts'
import { remarkText, searchText, searchWords } from './run-summary.ts'

export function matchesQuery(line: RunLine, query: RunQuery): boolean {
  const { remarks, created } = line
  const text = `${searchText(line)}\n${remarkText(remarks)}`
  const verdict = line.correct === null ? 'ungraded' : line.correct ? 'right' : 'wrong'
  const origin = line.imported || line.opened ? 'imported' : 'own'
  const same = <Value>(wanted: Value | undefined, own: Value | undefined): boolean =>
    wanted === undefined || wanted === own
  return (
    searchWords(query.query).every((word) => text.includes(word)) &&
    same(query.method, line.method) &&
    same(query.policy, line.policy?.id) &&
    same(query.verifier, line.verifier?.id) &&
    same(query.verdict, verdict) &&
    same(query.origin, origin) &&
    (query.starred === undefined || remarks.starred) &&
    (query.tag === undefined || remarks.tags.includes(query.tag)) &&
    (query.from === undefined || created >= query.from) &&
    (query.to === undefined || created < query.to)
  )
}
