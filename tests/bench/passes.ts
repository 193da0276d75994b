// Passes through ONNX Runtime as timed-session-worker.ts writes them down, and how much of a stretch of time they fill.
import { readFileSync } from 'node:fs'

/** The variable that names the file. */
export const PASSES = 'ESPALIER_PASSES'

export interface Pass {
  /** Milliseconds since 1970. */
  start: number
  end: number
  rows: number
}

/** The passes of a file, in the order in which they started. */
export function readPasses(file: string): Pass[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const passes = lines.map((line): Pass => {
    const [start, end, rows] = line.split(' ').map(Number) as [number, number, number]
    return { start, end, rows }
  })
  return passes.sort((a, b) => a.start - b.start)
}

/** The share, 0 to 1, of the time from `start` to `end` in which no pass goes on. The passes are in the order of their starts. */
export function shareOutside(passes: readonly Pass[], { start, end }: Pick<Pass, 'start' | 'end'>): number {
  let inside = 0
  let covered = start
  for (const pass of passes) {
    const from = Math.max(pass.start, covered)
    const to = Math.min(pass.end, end)
    if (to <= from) continue
    inside += to - from
    covered = to
  }
  return 1 - inside / (end - start)
}
