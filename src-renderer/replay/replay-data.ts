// What a page that replays a run holds of it, and how it stands in the page: as data that no browser runs.
// Knows the run's record and the page's two places. Does not know how the page shows it (page.ts), or who saves it.
import type { Change } from '../../src-main/contract/event.ts'
import { METHODS } from '../../src-main/contract/method.ts'
import type { RunHeader, RunRecord } from '../../src-main/contract/run.ts'
import { TEXT } from '../text/english.ts'
import { RESULTS } from '../text/results.ts'
import { xmlEscaped } from '../ui/svg-document.ts'

export interface ReplayData {
  /** What a person calls the run; empty for none. */
  name: string
  question: string
  reference: string | null
  /** Method, budget and seed, or where the run came from. */
  settings: string
  /** The models by their names. */
  models: string[]
  /** ISO 8601, UTC. */
  created: string
  /** What its rewards are called. */
  reward: string
  /** Those that the page shows: the seconds of searching time, and what changed. */
  events: { seconds: number; change: Change }[]
}

/** Where the data and the page's title stand in the template. */
const DATA_PLACE = '<script type="application/json">null</script>'
const TITLE_PLACE = '<title>Espalier</title>'

/** What the page needs of a run: token ids, log-probabilities and decisions are left out. */
export function replayData({ header, events }: RunRecord, name: string): ReplayData {
  const { spec, imported, policy, verifier, created } = header
  return {
    name,
    question: spec.problem.question,
    reference: spec.problem.answer,
    settings: imported ? RESULTS.from(imported.format, imported.place) : settingsOf(header),
    models: imported ? [] : [policy, verifier].flatMap((model) => model?.name ?? []),
    created,
    reward: RESULTS.reward(imported?.rewards),
    events: events.flatMap(({ seconds, change }): ReplayData['events'] => {
      if (change.type === 'decided' || change.type === 'notice') return []
      if (change.type !== 'node-added') return [{ seconds, change }]
      const node = { ...change.node, tokenIds: [], logProbabilities: [] }
      return [{ seconds, change: { type: 'node-added', node } }]
    }),
  }
}

/** The template with a run in it. Throws a RangeError where it is no template. */
export function fillPage(template: string, data: ReplayData): string {
  const title = data.name || data.question.slice(0, 80)
  // A text may hold the end of a script; in JSON every sign may be written by its number.
  const json = JSON.stringify(data).replace(/</g, '\\u003c')
  const filled = [
    [TITLE_PLACE, `<title>${xmlEscaped(title)} · Espalier</title>`],
    [DATA_PLACE, `<script type="application/json">${json}</script>`],
  ] as const
  return filled.reduce((page, [place, content]) => {
    const [before, after, more] = page.split(place)
    if (before === undefined || after === undefined || more !== undefined)
      throw new RangeError(`The page lacks ${place}.`)
    return before + content + after
  }, template)
}

function settingsOf({ spec }: RunHeader): string {
  const method = METHODS.find(({ id }) => id === spec.method)
  const budget = method?.parameters.find(({ key }) => key === method.budget)
  return [
    method?.name ?? spec.method,
    ...(budget ? [`${budget.label} ${spec.parameters[budget.key] ?? budget.default}`] : []),
    TEXT.run.seed(spec.seed),
  ].join(' · ')
}
