// The lines of the history in SQLite: what lists filter, sort and group by, what a person says of runs, and what was discarded.
// Knows SQL of one table. Does not know events, files or other engines (store.ts opens the database).
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { RunFacet, RunFacets, RunGroup, RunLine, RunQuery, RunSort } from '../../contract/run-library.ts'
import { RunRemarks } from '../../contract/run-remarks.ts'
import { RunSummary } from '../../contract/run.ts'
import { methodById } from '../../contract/method.ts'
import { remarkText, searchText, searchWords } from './run-summary.ts'
import { storedValue } from './store-damage.ts'

/** What the database says of a page; lines that are damaged are left out and counted. */
export interface LinePage {
  total: number
  runs: RunLine[]
  groups?: RunGroup[]
  damaged: number
}

/** A run with what a person says of it. */
export interface RemarkedRun {
  id: string
  remarks: RunRemarks
}

/** The lines, by the ids of their runs; `put` takes the number that the table of runs gave, which is higher for a later run. */
export interface Lines {
  /** The line of a run that was written; what a person says of it stays, unless it is given. */
  put(number: number, summary: RunSummary, remarks?: RunRemarks): void
  list(query: RunQuery): LinePage
  /** Every run that is not discarded, oldest first. */
  ids(): string[]
  facets(): RunFacets
  remarks(id: string): RunRemarks | null
  /** Those that are not there are passed over. */
  remark(runs: readonly RemarkedRun[]): void
  /** Marks runs as discarded by an engine, or, with null, as kept again. Those that are not there are passed over. */
  discard(ids: readonly string[], by: string | null): void
  /** Every run that is discarded, with the engine that did it. */
  discarded(): { id: string; by: string }[]
}

const ORDERS: Record<RunSort, string> = {
  newest: 'run DESC',
  oldest: 'run',
  name: "name = '', name COLLATE NOCASE, run DESC",
  tokens: 'tokens DESC, run DESC',
  seconds: 'seconds DESC, run DESC',
}

/** Columns of a line's remarks. */
const REMARKS = 'name, tags, note, starred'
const BY_ID = 'run = (SELECT number FROM runs WHERE id = ?)'

export function linesOver(database: DatabaseSync): Lines {
  const putLine = database.prepare(`
    INSERT INTO lines (run, imported, correct, tokens, seconds, created, method, policy, policy_name, verifier, verifier_name,
      question, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (run) DO UPDATE SET correct = excluded.correct, tokens = excluded.tokens, seconds = excluded.seconds,
      words = excluded.words`)
  const putRemarks = database.prepare(
    'UPDATE lines SET name = ?, tags = ?, note = ?, starred = ?, remark_words = ? WHERE run = ?',
  )
  const getRemarks = database.prepare(`SELECT ${REMARKS} FROM lines WHERE ${BY_ID}`)
  const getNumber = database.prepare('SELECT number FROM runs WHERE id = ?')
  const getLine = database.prepare(`SELECT summary, ${REMARKS} FROM lines JOIN runs ON number = run WHERE run = ?`)
  const setDiscarded = database.prepare(`UPDATE lines SET discarded = ? WHERE ${BY_ID}`)
  const getDiscarded = database.prepare(
    'SELECT id, discarded FROM lines JOIN runs ON number = run WHERE discarded IS NOT NULL ORDER BY run',
  )
  const getIds = database.prepare('SELECT id FROM lines JOIN runs ON number = run WHERE discarded IS NULL ORDER BY run')
  const facet = (columns: string, from = 'lines', having = '') =>
    database.prepare(`SELECT ${columns}, count(*) AS runs FROM ${from} WHERE discarded IS NULL GROUP BY 1 ${having}`)
  const methods = facet('method AS id, method AS name')
  const policies = facet('policy AS id, max(policy_name) AS name')
  const verifiers = facet('verifier AS id, max(verifier_name) AS name', 'lines', 'HAVING verifier IS NOT NULL')
  const tags = facet('value AS id, value AS name', 'lines, json_each(lines.tags)')

  const writeRemarks = (number: number, remarks: RunRemarks) =>
    putRemarks.run(
      remarks.name,
      JSON.stringify(remarks.tags),
      remarks.note,
      Number(remarks.starred),
      remarkText(remarks),
      number,
    )

  return {
    put(number, summary, remarks) {
      const { imported, opened, correct, cost, seconds, created, method, policy, verifier, question } = summary
      putLine.run(
        number,
        Number(imported !== undefined || opened !== undefined),
        correct === null ? null : Number(correct),
        cost.policy.generatedTokens,
        seconds,
        created,
        method,
        policy?.id ?? '',
        policy?.name ?? '',
        verifier?.id ?? null,
        verifier?.name ?? null,
        question,
        searchText(summary),
      )
      if (remarks) writeRemarks(number, remarks)
    },
    list(query) {
      const { where, values } = conditionsOf(query)
      const order = ORDERS[query.sort ?? 'newest']
      const rows = query.grouped
        ? database.prepare(groupedSql(where, order)).all(...values, ...values, query.limit, query.offset)
        : database
            .prepare(`SELECT run FROM lines WHERE ${where} ORDER BY ${order} LIMIT ? OFFSET ?`)
            .all(...values, query.limit, query.offset)
      const total = database.prepare(`SELECT count(*) AS total FROM lines WHERE ${where}`).get(...values)
      const runs = rows.flatMap((row): RunLine[] => {
        // By itself, so that nothing is sorted but what the order asks for.
        const line = getLine.get(Number(row['run']))
        const summary = line && storedValue(String(line['summary']), RunSummary)
        const remarks = line && storedRemarks(line)
        return summary && remarks ? [{ ...summary, remarks }] : []
      })
      return {
        total: Number(total?.['total']),
        runs,
        ...(query.grouped ? { groups: groupsOf(rows) } : {}),
        damaged: rows.length - runs.length,
      }
    },
    ids: () => getIds.all().map((row) => String(row['id'])),
    facets() {
      const named = (rows: Record<string, unknown>[]): RunFacet[] =>
        rows
          .map((row) => ({ id: String(row['id']), name: String(row['name']), runs: Number(row['runs']) }))
          .filter(({ id }) => id !== '')
          .sort((one, other) => one.name.localeCompare(other.name, 'en'))
      return {
        methods: named(methods.all()).map((one) => ({ ...one, name: methodName(one.id) })),
        policies: named(policies.all()),
        verifiers: named(verifiers.all()),
        tags: named(tags.all()),
      }
    },
    remarks(id) {
      const row = getRemarks.get(id)
      return row ? storedRemarks(row) : null
    },
    remark(runs) {
      for (const { id, remarks } of runs) {
        const row = getNumber.get(id)
        if (row) writeRemarks(Number(row['number']), remarks)
      }
    },
    discard(ids, by) {
      for (const id of ids) setDiscarded.run(by, id)
    },
    discarded: () => getDiscarded.all().map((row) => ({ id: String(row['id']), by: String(row['discarded']) })),
  }
}

/** A page of runs, those of one question together; the newest run of a question tells it from all others. Takes the condition's values twice. */
function groupedSql(where: string, order: string): string {
  return `
    WITH problems AS MATERIALIZED (
      SELECT question AS asked, count(*) AS members, sum(correct = 1) AS hits, count(correct) AS graded, max(run) AS latest
      FROM lines WHERE ${where} GROUP BY question)
    SELECT run, question, members, hits, graded FROM lines JOIN problems ON asked = question WHERE ${where}
    ORDER BY latest DESC, ${order} LIMIT ? OFFSET ?`
}

/** The query's filter as SQL. Texts of the query are values only, never part of the statement. */
function conditionsOf(query: RunQuery): { where: string; values: SQLInputValue[] } {
  const parts: [condition: string, ...values: SQLInputValue[]][] = [['discarded IS NULL']]
  const when = (value: SQLInputValue | undefined, condition: string) => {
    if (value !== undefined) parts.push([condition, value])
  }
  for (const word of searchWords(query.query))
    parts.push(['(instr(words, ?) > 0 OR instr(remark_words, ?) > 0)', word, word])
  when(query.method, 'method = ?')
  when(query.policy, 'policy = ?')
  when(query.verifier, 'verifier = ?')
  if (query.verdict === 'ungraded') parts.push(['correct IS NULL'])
  else if (query.verdict !== undefined) parts.push(['correct = ?', Number(query.verdict === 'right')])
  if (query.starred) parts.push(['starred = 1'])
  when(query.tag, 'EXISTS (SELECT 1 FROM json_each(lines.tags) WHERE value = ?)')
  if (query.origin !== undefined) parts.push(['imported = ?', Number(query.origin === 'imported')])
  when(query.from, 'created >= ?')
  when(query.to, 'created < ?')
  return {
    where: parts.map(([condition]) => condition).join(' AND '),
    values: parts.flatMap(([, ...values]) => values),
  }
}

function groupsOf(rows: readonly Record<string, unknown>[]): RunGroup[] {
  const groups = new Map<string, RunGroup>()
  for (const row of rows) {
    const question = String(row['question'])
    const [runs, right, graded] = [row['members'], row['hits'] ?? 0, row['graded']].map(Number) as [
      number,
      number,
      number,
    ]
    groups.set(question, { question, runs, right, graded })
  }
  return [...groups.values()]
}

/** The remarks in a row; null where they are damaged. */
export function storedRemarks(row: Record<string, unknown>): RunRemarks | null {
  const { name, note, starred } = row
  const text = `{"name":${JSON.stringify(name)},"note":${JSON.stringify(note)},"starred":${String(starred === 1)},"tags":${String(row['tags'])}}`
  return storedValue(text, RunRemarks)
}

function methodName(id: string): string {
  try {
    return methodById(id).name
  } catch {
    return id
  }
}
