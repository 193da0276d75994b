// The report of an experiment: one HTML file that needs no network and runs no script.
// Knows its sections. Does not know words (export-text.ts), escaping (html-table.ts), how the picture is drawn, or what may be in it
// (svg-tree.ts).
import { CLAIMS, methodClaims, sizeClaims, VERDICTS } from '../../../contract/experiment-claims.ts'
import type { Claim } from '../../../contract/experiment-claims.ts'
import { flopsNote } from '../../../contract/flops-note.ts'
import { samplingsOf } from '../../../contract/experiment-sampling.ts'
import { COST_AXES } from '../../../contract/experiment-summary.ts'
import type { CostAxis, Estimate, ExperimentSummary, LineName } from '../../../contract/experiment-summary.ts'
import { threeDigits, writeHundredths } from '../../../contract/notation.ts'
import { AXIS_FORMULAS, AXIS_NAMES, TEXT } from './export-text.ts'
import { folded, htmlEscape, list, section, subheading, table } from './html-table.ts'
import type { Html } from './html-table.ts'
import { checkPicture } from './svg-tree.ts'

/** No script, no request, no frame, no form: styles of the file itself are all that is allowed. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"

const STYLE = `
:root { color-scheme: light dark; --text: #1c1f23; --ground: #ffffff; --soft: #5b636d; --line: #d5dae0; --band: #f4f6f8 }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e9ed; --ground: #16191d; --soft: #a3acb7; --line: #3a4149; --band: #1e2227 }
}
body { margin: 2rem auto; padding: 0 1rem; max-width: 96rem; color: var(--text); background: var(--ground);
  font: 16px/1.5 system-ui, sans-serif }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2.5rem } h3 { font-size: 1rem; font-weight: 600; max-width: 48rem }
li { max-width: 60rem; margin: 0.4rem 0 } small { color: var(--soft) } p { max-width: 48rem }
.wide { overflow-x: auto; margin: 1rem 0 } figure { margin: 1rem 0 } figure svg { max-width: 100%; height: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.9rem }
caption { text-align: left; color: var(--soft); padding-bottom: 0.3rem }
.quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
th, td { text-align: left; vertical-align: top; font-weight: normal; padding: 0.25rem 0.75rem; border-bottom: 1px solid var(--line);
  white-space: nowrap }
thead th { font-weight: 600 } th.number, td.number { text-align: right } tbody tr:nth-child(even) { background: var(--band) }
summary { cursor: pointer } .warning { border-left: 4px solid #b45309; padding-left: 0.75rem }
@media print { details > * { display: block } }
`

/**
 * The whole file. `picture` is an SVG element that the caller drew, or '' for none; it goes in as it is. Throws a RangeError where
 * it is anything else than a drawing.
 */
export function htmlOf(summary: ExperimentSummary, picture = ''): string {
  const { header, points } = summary
  if (picture !== '') checkPicture(picture)
  const name = htmlEscape(header.spec.name)
  const label = htmlEscape(TEXT.figure)
  const complete = points.length > 0 && points.every((point) => point.complete)
  const parts: Html[] = [
    settingOf(summary),
    ...(picture === ''
      ? []
      : [section(TEXT.figure, null, { html: `<figure aria-label="${label}">${picture}</figure>` })]),
    ...claimsOf(summary),
    resultsOf(summary),
    ...levelsOf(summary),
    adviceOf(summary),
    comparisonsOf(summary),
    ratiosOf(summary),
    ...lawsOf(summary),
    ...calibrationOf(summary),
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name} · ${htmlEscape(TEXT.report)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${name}</h1>
<p>${htmlEscape(TEXT.report)}. ${htmlEscape(TEXT.madeBy(header.app))}</p>
${complete ? '' : `<p class="warning">${htmlEscape(TEXT.unfinished)}</p>`}
${parts.map(({ html }) => html).join('\n')}
</main>
</body>
</html>
`
}

function settingOf({ header, methods }: ExperimentSummary): Html {
  const { spec, policies, verifier, problems } = header
  const each = samplingsOf(spec, policies).map(({ temperature }) => temperature)
  const temperatures =
    new Set(each).size === 1 ? String(each[0]) : each.map((one, at) => `${policies[at]!.name} ${one}`).join(', ')
  const rows: [string, string][] = [
    [TEXT.policies, policies.map(({ name }) => name).join(', ')],
    [TEXT.verifier, verifier?.name ?? TEXT.noVerifier],
    [TEXT.dataset, spec.problems.dataset ?? TEXT.firstDataset],
    [TEXT.problems, String(problems.length)],
    [TEXT.methods, methods.map(({ label }) => label).join('; ')],
    [TEXT.budgets, spec.budgets.join(', ')],
    [TEXT.seeds, spec.seeds.join(', ')],
    [TEXT.temperature, temperatures],
  ]
  const setting = table(
    TEXT.setting,
    [TEXT.name, TEXT.setting],
    rows.map(([header, value]) => [{ header }, value]),
    { quiet: true },
  )
  const costs = table(
    [TEXT.costNote, flopsNote([...header.policies, header.verifier])].filter(Boolean).join(' '),
    [TEXT.axis, TEXT.formula],
    COST_AXES.map((axis) => [{ header: AXIS_NAMES[axis] }, AXIS_FORMULAS[axis]]),
  )
  return section(TEXT.setting, null, setting, costs)
}

function claimsOf(summary: ExperimentSummary): Html[] {
  const parts: [string, Claim[]][] = [
    [CLAIMS.size, sizeClaims(summary)],
    [CLAIMS.method, methodClaims(summary)],
  ]
  const known = parts.filter(([, claims]) => claims.length > 0)
  if (known.length === 0) return []
  const items = known.flatMap(([heading, claims]) => [
    subheading(heading),
    list(claims.map(({ verdict, text, details }) => ({ lead: VERDICTS[verdict], text, details }))),
  ])
  return [section(CLAIMS.title, null, ...items)]
}

function resultsOf(summary: ExperimentSummary): Html {
  const axes = knownAxes(summary)
  const heads = [
    ...[TEXT.policy, TEXT.method, TEXT.budget, TEXT.problems, TEXT.seeds],
    ...[`${TEXT.accuracy}, %`, TEXT.interval, TEXT.overSeeds],
    ...axes.map((axis) => AXIS_NAMES[axis]),
    ...axes.map((axis) => `${TEXT.onFrontier}, % (${AXIS_NAMES[axis]})`),
  ]
  const rows = summary.points.map((point) => [
    { header: policyName(summary, point.policy) },
    summary.methods[point.method]!.label,
    point.budget,
    point.problems,
    point.seeds,
    writeHundredths(point.accuracy.value),
    interval(point.accuracy, writeHundredths),
    point.overSeeds ? interval(point.overSeeds, writeHundredths) : TEXT.none,
    ...axes.map((axis) => plain(point.cost[axis])),
    ...axes.map((axis) => (point.onFrontier[axis] === null ? TEXT.none : writeHundredths(point.onFrontier[axis]))),
  ])
  const note = `${TEXT.accuracyNote} ${TEXT.poolNote} ${TEXT.onFrontier}: ${TEXT.frontierNote}`
  return section(TEXT.results, note, table(TEXT.results, heads, rows, { quiet: true }))
}

function levelsOf(summary: ExperimentSummary): Html[] {
  const levels = [...new Set(summary.points.flatMap((point) => point.levels.map(({ level }) => level)))].sort(
    (a, b) => a - b,
  )
  if (levels.length === 0) return []
  const heads = [TEXT.policy, TEXT.method, TEXT.budget, ...levels.map((level) => `${TEXT.level(level)}, %`)]
  const rows = summary.points.map((point) => [
    ...pointCells(summary, point),
    ...levels.map((level) => {
      const own = point.levels.find((one) => one.level === level)
      return own ? `${writeHundredths(own.accuracy.value)} (${interval(own.accuracy, writeHundredths)})` : TEXT.none
    }),
  ])
  return [section(TEXT.byLevel, null, folded(TEXT.byLevel, table(TEXT.byLevel, heads, rows, { quiet: true })))]
}

function adviceOf(summary: ExperimentSummary): Html {
  const tables = knownAxes(summary).map((axis) => {
    const rows = summary.advice
      .filter((entry) => entry.axis === axis)
      .map(({ cost, point }) => {
        const { accuracy } = summary.points[point]!
        return [
          { header: plain(cost) },
          ...pointCells(summary, summary.points[point]!),
          writeHundredths(accuracy.value),
        ]
      })
    return table(AXIS_NAMES[axis], [TEXT.fromCost, TEXT.policy, TEXT.method, TEXT.budget, `${TEXT.accuracy}, %`], rows)
  })
  return section(TEXT.advice, TEXT.adviceNote, ...tables)
}

function comparisonsOf(summary: ExperimentSummary): Html {
  const heads = [
    ...[TEXT.policy, TEXT.method, TEXT.budget, TEXT.against],
    ...[`${TEXT.difference}, %`, TEXT.interval, TEXT.p, TEXT.note],
  ]
  const tables = knownAxes(summary).map((axis) => {
    const rows = summary.comparisons
      .filter((entry) => entry.axis === axis)
      .map(({ point, against, difference, p, beyond }) => [
        ...pointCells(summary, summary.points[point]!),
        summary.methods[against.method]!.label,
        writeHundredths(difference.value),
        interval(difference, writeHundredths),
        plain(p),
        beyond ? TEXT.beyond : '',
      ])
    return folded(AXIS_NAMES[axis], table(AXIS_NAMES[axis], heads, rows, { quiet: true }))
  })
  return section(TEXT.comparisons, TEXT.comparisonsNote, ...tables)
}

function ratiosOf(summary: ExperimentSummary): Html {
  const heads = [TEXT.reference, `${TEXT.wanted}, %`, TEXT.challenger, TEXT.ratio, TEXT.interval, `${TEXT.reached}, %`]
  const tables = knownAxes(summary).map((axis) => {
    const rows = summary.ratios
      .filter((entry) => entry.axis === axis)
      .map(({ reference, challenger, accuracy, ratio, reached }) => [
        { header: lineName(summary, reference) },
        writeHundredths(accuracy),
        lineName(summary, challenger),
        ratio ? plain(ratio.value) : TEXT.never,
        ratio ? interval(ratio, plain) : TEXT.none,
        writeHundredths(reached),
      ])
    return folded(AXIS_NAMES[axis], table(AXIS_NAMES[axis], heads, rows, { quiet: true }))
  })
  return section(TEXT.ratios, TEXT.ratiosNote, ...tables)
}

function lawsOf(summary: ExperimentSummary): Html[] {
  if (summary.laws.length === 0) return []
  const heads = [TEXT.method, TEXT.axis, TEXT.a, TEXT.interval, TEXT.b, TEXT.interval, TEXT.points]
  const rows = summary.laws.map(({ method, axis, a, b, points }) => [
    { header: summary.methods[method]!.label },
    AXIS_NAMES[axis],
    plain(a.value),
    interval(a, plain),
    plain(b.value),
    interval(b, plain),
    points,
  ])
  return [section(TEXT.laws, TEXT.lawsNote, table(TEXT.laws, heads, rows, { quiet: true }))]
}

function calibrationOf(summary: ExperimentSummary): Html[] {
  if (summary.calibration.length === 0) return []
  const nameOf = (policy: string | null) => (policy === null ? TEXT.allPolicies : policyName(summary, policy))
  const scores = table(
    TEXT.calibration,
    [TEXT.policy, TEXT.solutions, TEXT.auc, TEXT.brier],
    summary.calibration.map(({ policy, solutions, auc, brier }) => [
      { header: nameOf(policy) },
      solutions,
      plain(auc),
      plain(brier),
    ]),
    { quiet: true },
  )
  const bins = summary.calibration.map(({ policy, bins }) =>
    table(
      nameOf(policy),
      [TEXT.bin, TEXT.solutions, `${TEXT.meanScore}, %`, `${TEXT.right}, %`],
      bins.map((bin) => [
        { header: interval(bin, writeHundredths) },
        bin.count,
        writeHundredths(bin.score),
        writeHundredths(bin.right),
      ]),
    ),
  )
  return [section(TEXT.calibration, TEXT.calibrationNote, scores, ...bins)]
}

/** Axes on which any point has a cost. */
function knownAxes({ points }: ExperimentSummary): CostAxis[] {
  return COST_AXES.filter((axis) => points.some(({ cost }) => cost[axis] !== null))
}

function pointCells(summary: ExperimentSummary, { policy, method, budget }: LineName & { budget: number }) {
  return [policyName(summary, policy), summary.methods[method]!.label, budget]
}

function lineName(summary: ExperimentSummary, { policy, method }: LineName): string {
  return `${policyName(summary, policy)}, ${summary.methods[method]!.label}`
}

function policyName({ header }: ExperimentSummary, policy: string): string {
  return header.policies.find(({ id }) => id === policy)?.name ?? policy
}

function plain(value: number | null): string {
  if (value === null) return TEXT.none
  const { mantissa, exponent } = threeDigits(value)
  return exponent === null ? mantissa : `${mantissa}e${exponent}`
}

/** Both ends with the same rounding. */
function interval({ low, high }: Omit<Estimate, 'value'>, write: (value: number) => string): string {
  return `${write(low)} to ${write(high)}`
}
