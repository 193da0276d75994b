// The plot of BENCHMARKS.md as SVG: for each model tokens a second by batch, and seconds of each search.
// Knows how bars are drawn. Does not know how anything was measured.
import { scaleBand, scaleLinear } from 'd3-scale'
import { ENGINE_IDS, ENGINES } from './engine.ts'
import type { ByEngine } from './measure/rounds.ts'
import { nameOf } from './report.ts'
import type { Results } from './results.ts'

const PANEL = { width: 480, height: 240, left: 50, right: 14, top: 34, bottom: 30 }
const LEGEND = 36

interface Panel {
  title: string
  groups: { label: string; figures: ByEngine }[]
}

export function plotOf(results: Results): string {
  const rows = results.models.map(({ id, decode, searches }): Panel[] => [
    {
      title: `${id}: tokens/s by batch`,
      groups: decode
        .filter(({ topK }) => topK === decode[0]!.topK)
        .map(({ batch, tokensPerSecond }) => ({ label: String(batch), figures: tokensPerSecond })),
    },
    {
      title: `${id}: seconds of a search`,
      groups: searches.map((search) => ({ label: nameOf(search), figures: search.seconds })),
    },
  ])
  const width = PANEL.width * 2
  const height = LEGEND + PANEL.height * rows.length
  const panels = rows.flatMap((row, line) =>
    row.map(
      (panel, column) =>
        `<g transform="translate(${column * PANEL.width} ${LEGEND + line * PANEL.height})">${drawn(panel)}</g>`,
    ),
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="11" fill="#222">`,
    `<title>Espalier beside other engines, ${results.date.slice(0, 10)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    legend(),
    ...panels,
    '</svg>',
    '',
  ].join('\n')
}

function legend(): string {
  return ENGINE_IDS.map((id, index) => {
    const { name, colour } = ENGINES[id]
    const x = PANEL.left + index * 130
    return `<rect x="${x}" y="12" width="12" height="12" fill="${colour}"/><text x="${x + 18}" y="22">${name}</text>`
  }).join('')
}

function drawn({ title, groups }: Panel): string {
  const { width, height, left, right, top, bottom } = PANEL
  const heading = `<text x="${left}" y="${top - 16}" font-size="12" font-weight="600">${title}</text>`
  if (groups.length === 0) return `${heading}<text x="${left}" y="${top + 12}">Not measured.</text>`
  const values = groups.flatMap(({ figures }) => Object.values(figures))
  const across = scaleBand()
    .domain(groups.map(({ label }) => label))
    .range([left, width - right])
    .paddingInner(0.25)
    .paddingOuter(0.1)
  const within = scaleBand().domain(ENGINE_IDS).range([0, across.bandwidth()]).padding(0.08)
  const up = scaleLinear()
    .domain([0, Math.max(1e-9, ...values)])
    .nice()
    .range([height - bottom, top])
  const ticks = up.ticks(4).map((tick) => {
    const y = up(tick).toFixed(1)
    return `<path d="M${left} ${y}H${width - right}" stroke="#ddd"/><text x="${left - 6}" y="${y}" dy="3.5" text-anchor="end">${shown(tick)}</text>`
  })
  const bars = groups.flatMap(({ label, figures }) =>
    ENGINE_IDS.flatMap((id) => {
      const value = figures[id]
      if (value === undefined) return []
      const x = across(label)! + within(id)!
      const y = up(value)
      const size = `width="${within.bandwidth().toFixed(1)}" height="${(up(0) - y).toFixed(1)}"`
      const middle = (x + within.bandwidth() / 2).toFixed(1)
      return [
        `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${size} fill="${ENGINES[id].colour}"/>`,
        `<text x="${middle}" y="${(y - 3).toFixed(1)}" text-anchor="middle" font-size="9">${shown(value)}</text>`,
      ]
    }),
  )
  const labels = groups.map(({ label }) => {
    const middle = (across(label)! + across.bandwidth() / 2).toFixed(1)
    return `<text x="${middle}" y="${height - bottom + 16}" text-anchor="middle">${label}</text>`
  })
  return [heading, ...ticks, ...bars, ...labels].join('')
}

function shown(value: number): string {
  if (value >= 10 || value === 0) return Math.round(value).toLocaleString('en')
  return value.toPrecision(2)
}
