// What every figure of an experiment starts from: its lines with their looks and names, what is filtered out, and the legend.
// Knows summaries and looks. Does not know which figure is made of them.
import type { ExperimentSummary } from '../../src-main/contract/experiment-summary.ts'
import { AROUND } from './figure.ts'
import type { FigurePanel, LegendEntry } from './figure.ts'
import { legendColumn, legendRows } from './legend.ts'
import type { MethodStyle, PolicyStyle } from './series-style.ts'
import { methodStyles, policyStyles } from './series-style.ts'

export interface SummaryFigureRequest {
  summary: ExperimentSummary
  /** Methods (by place) and policies (by id) that the reader filtered out. */
  hidden: { methods: ReadonlySet<number>; policies: ReadonlySet<string> }
  /** Pixels of the whole figure, and of its main part. */
  width: number
  height: number
  /** Width of a text in the legend's font, pixels. */
  measure: (text: string) => number
}

export interface Looks {
  methods: { id: string; label: string; style: MethodStyle; shown: boolean }[]
  policies: { id: string; label: string; style: PolicyStyle; shown: boolean }[]
}

/** Names and looks of methods and policies, those in `hidden` marked. */
export function looksOf({ summary, hidden }: Pick<SummaryFigureRequest, 'summary' | 'hidden'>): Looks {
  const { policies } = summary.header
  const styles = methodStyles(summary.methods)
  const policyLooks = policyStyles(policies.length)
  const sizes = policies.map(({ shape }) => shape?.parameters ?? 0)
  // From small to large, whatever their order in the specification; models of unknown size come first.
  const bySize = policies.map((_, place) => place).sort((a, b) => sizes[a]! - sizes[b]!)
  return {
    methods: summary.methods.map(({ label }, place) => ({
      id: String(place),
      label,
      style: styles[place]!,
      shown: !hidden.methods.has(place),
    })),
    policies: policies.map(({ id, name }, place) => ({
      id,
      label: name,
      style: policyLooks[bySize.indexOf(place)]!,
      shown: !hidden.policies.has(id),
    })),
  }
}

/** Narrower figures have their legend below. */
const COLUMN_FROM = 760

/** The legend's entries, placed, and what is left for the panels. */
export function withLegend(
  request: SummaryFigureRequest,
  looks: Looks,
  parts: { policies: boolean; frontier: boolean; hollow: boolean },
): { legend: LegendEntry[]; room: { width: number; height: number }; height: number } {
  const { width, height, measure } = request
  const wanted = {
    methods: looks.methods,
    policies: parts.policies ? looks.policies : [],
    frontier: parts.frontier,
    hollow: parts.hollow,
    measure,
  }
  if (width >= COLUMN_FROM) {
    const column = legendColumn(wanted)
    const left = width - column.width
    return {
      legend: column.entries.map((entry) => ({ ...entry, x: left, y: entry.y + AROUND.top - 8 })),
      room: { width: left - 16, height: Math.max(height, column.height + AROUND.top + 12) },
      height: Math.max(height, column.height + AROUND.top + 12),
    }
  }
  const rows = legendRows(wanted, width - AROUND.left)
  return {
    legend: rows.entries.map((entry) => ({ ...entry, x: entry.x + AROUND.left - 8, y: entry.y + height + 4 })),
    room: { width, height },
    height: height + rows.height + 8,
  }
}

/** A panel with nothing in it yet. */
export function emptyPanel(box: Pick<FigurePanel, 'x' | 'y' | 'width' | 'height'>): FigurePanel {
  return {
    ...box,
    title: '',
    note: '',
    xLabel: '',
    yLabel: '',
    xTicks: [],
    yTicks: [],
    lines: [],
    bars: [],
    series: [],
    words: [],
    foreign: false,
  }
}
