// Axes of a plot: where a value stands in pixels, which ticks it has, and what they say.
// Knows d3's scales and the notation of powers. Does not know what is plotted.
import { scaleLinear, scaleLog } from 'd3-scale'

export interface Tick {
  /** Pixels along the axis. */
  at: number
  /** Empty for a tick that only has a line. */
  text: string
}

export interface Axis {
  /** Pixels of a value. */
  place: (value: number) => number
  ticks: Tick[]
}

interface AxisRequest {
  low: number
  high: number
  /** Pixels of the two ends. */
  from: number
  to: number
}

/** Pixels that a written tick needs along a log axis. */
const TICK_ROOM = 46

/** A logarithmic axis over positive values with some air at both ends: every tick a line, as many written as there is room for. */
export function logAxis({
  low,
  high,
  from,
  to,
  write = writePower,
}: AxisRequest & { write?: (value: number) => string }): Axis {
  const air = Math.max((high / low) ** 0.05, 1.12)
  const scale = scaleLog()
    .domain([low / air, high * air])
    .range([from, to])
  const values = scale.ticks(10)
  const room = Math.max(2, Math.abs(to - from) / TICK_ROOM)
  const written = [[1], [1, 3], [1, 2, 5]].map((mantissas) =>
    values.filter((value) => mantissas.includes(mantissaOf(value).mantissa)),
  )
  // Within less than a decade there may be no round mantissa: then any ticks will do.
  const fitting = written.filter((some) => some.length > 1)
  const chosen = fitting.findLast((some) => some.length <= room) ?? thinned(fitting[0] ?? values, Math.floor(room))
  return {
    place: (value) => scale(value),
    ticks: values.map((value) => ({ at: scale(value), text: chosen.includes(value) ? write(value) : '' })),
  }
}

/** A linear axis from a round value at or below `low` to one at or above `high`, with written ticks only. */
export function linearAxis({
  low,
  high,
  from,
  to,
  count = 6,
  write,
}: AxisRequest & { count?: number; write: (value: number) => string }): Axis {
  const scale = scaleLinear()
    .domain(low === high ? [low - 0.05, high + 0.05] : [low, high])
    .nice(count)
    .range([from, to])
  return {
    place: (value) => scale(value),
    ticks: scale.ticks(count).map((value) => ({ at: scale(value), text: write(value) })),
  }
}

/** The lowest and highest of some positive values; null where there is none. */
export function spanOf(values: readonly (number | null)[]): { low: number; high: number } | null {
  const known = values.filter((value): value is number => value !== null && value > 0 && Number.isFinite(value))
  return known.length === 0 ? null : { low: Math.min(...known), high: Math.max(...known) }
}

/** A power of ten as a paper prints it: `10⁸`, `3·10⁸`. */
export function writePower(value: number): string {
  const { mantissa, exponent } = mantissaOf(value)
  const power = `10${Array.from(String(exponent), (sign) => RAISED[sign] ?? sign).join('')}`
  return mantissa === 1 ? power : `${mantissa}·${power}`
}

const RAISED: Record<string, string> = {
  '-': '⁻',
  ...Object.fromEntries(Array.from('⁰¹²³⁴⁵⁶⁷⁸⁹', (sign, digit) => [String(digit), sign])),
}

function mantissaOf(value: number): { mantissa: number; exponent: number } {
  const exponent = Math.floor(Math.log10(value) + 1e-9)
  return { mantissa: Number((value / 10 ** exponent).toPrecision(6)), exponent }
}

function thinned(values: number[], room: number): number[] {
  const every = Math.ceil(values.length / room)
  return values.filter((_, place) => place % every === 0)
}
