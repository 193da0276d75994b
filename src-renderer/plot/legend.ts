// The legend of a figure: entries in a column beside it or in rows below it.
// Knows places and widths of words. Does not know what an entry does when it is pressed.
import { EXPERIMENT } from '../text/experiment.ts'
import type { LegendEntry } from './figure.ts'
import type { MethodStyle, PolicyStyle } from './series-style.ts'

export interface LegendRequest {
  methods: readonly { id: string; label: string; style: MethodStyle; shown: boolean }[]
  /** Empty where every panel names its own policy. */
  policies: readonly { id: string; label: string; style: PolicyStyle; shown: boolean }[]
  frontier: boolean
  /** Whether any point is drawn hollow. */
  hollow: boolean
  /** Width of a text in the legend's font, pixels. */
  measure: (text: string) => number
}

export const LEGEND_ROW = 24
/** Pixels of the sign before an entry's words, and around an entry. */
const SIGN = 34
const GAP = 14

type Entry = Omit<LegendEntry, 'x' | 'y' | 'width'>

function entriesOf({ methods, policies, frontier, hollow }: LegendRequest): Entry[][] {
  const bare = { id: '', shown: true, colour: null, marker: null, dash: '', size: 4.4 }
  const heading = (text: string): Entry => ({ ...bare, kind: 'heading', text })
  const groups: Entry[][] = [
    [
      heading(EXPERIMENT.plot.legendMethods),
      ...methods.map(({ id, label, style, shown }): Entry => ({
        ...bare,
        ...style,
        kind: 'method',
        id,
        text: label,
        shown,
      })),
    ],
  ]
  if (policies.length > 0) {
    groups.push([
      heading(EXPERIMENT.plot.legendPolicies),
      ...policies.map(({ id, label, style, shown }): Entry => ({
        ...bare,
        ...style,
        kind: 'policy',
        marker: 'circle',
        id,
        text: label,
        shown,
      })),
    ])
  }
  const signs: Entry[] = []
  if (frontier) signs.push({ ...bare, kind: 'frontier', text: EXPERIMENT.plot.frontier })
  if (hollow) signs.push({ ...bare, kind: 'hollow', marker: 'circle', text: EXPERIMENT.plot.hollow })
  if (signs.length > 0) groups.push([heading(EXPERIMENT.plot.legendSigns), ...signs])
  return groups
}

/** Entries below each other from (0, 0) on, groups with a heading. */
export function legendColumn(request: LegendRequest): { entries: LegendEntry[]; width: number; height: number } {
  const groups = entriesOf(request)
  const width = Math.max(...groups.flat().map(({ text }) => SIGN + request.measure(text) + GAP))
  const entries: LegendEntry[] = []
  let y = 0
  for (const group of groups) {
    for (const entry of group) {
      entries.push({ ...entry, x: 0, y, width })
      y += LEGEND_ROW
    }
    y += 12
  }
  return { entries, width, height: y - 12 }
}

/** Entries beside each other in rows of this width; headings are left out, each group begins a row. */
export function legendRows(request: LegendRequest, room: number): { entries: LegendEntry[]; height: number } {
  const entries: LegendEntry[] = []
  let [x, y] = [0, 0]
  for (const [place, group] of entriesOf(request).entries()) {
    if (place > 0) [x, y] = [0, y + LEGEND_ROW]
    for (const entry of group) {
      if (entry.kind === 'heading') continue
      const width = SIGN + request.measure(entry.text) + GAP
      if (x > 0 && x + width > room) [x, y] = [0, y + LEGEND_ROW]
      entries.push({ ...entry, x, y, width })
      x += width
    }
  }
  return { entries, height: y + LEGEND_ROW }
}
