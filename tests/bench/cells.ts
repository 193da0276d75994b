// Numbers and tables as the pages of the benchmark write them.
// Knows digits, units and Markdown. Does not know what is told.
import type { Machine } from './results.ts'

export function minuteOf(date: string): string {
  return `${date.slice(0, 16).replace('T', ' ')} UTC`
}

export function described({ processor, instructions = [], cores, memoryBytes, system }: Machine): string {
  const kind = instructions.length === 0 ? '' : ` (${instructions.join(', ')})`
  return `${processor}${kind}, ${cores} cores, ${round(memoryBytes / 2 ** 30)} GiB, ${system}`
}

export function tenths(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

export function rate(value: number | undefined): string {
  return value === undefined ? '–' : value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')
}

export function seconds(value: number | undefined): string {
  return value === undefined ? '–' : value < 1 ? value.toFixed(3) : value.toFixed(1)
}

export function mebibytes(bytes: number | undefined): string {
  return bytes === undefined ? '–' : Math.round(bytes / 2 ** 20).toLocaleString('en')
}

export function ratio(more: number | undefined, less: number | undefined): string {
  return more === undefined || less === undefined ? '–' : `${(more / less).toFixed(2)}x`
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

export function round(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value))
}
