// What the engine is at, in the few figures that the program shows outside of its window: on the taskbar, and before it closes.
// Knows the topics that tell it. Does not know who shows it.
import type { EngineApi } from '../../contract/api.ts'

export interface Work {
  /** Searches that go on or wait, those that are paused included. */
  runs: number
  /** Those that are paused. */
  paused: number
  /** The experiment that goes on. */
  experiment: { name: string; done: number; units: number } | null
  downloads: number
}

export const IDLE: Work = { runs: 0, paused: 0, experiment: null, downloads: 0 }

/** What the engine's process tells the program. */
export type EngineNews = { kind: 'ready' } | { kind: 'work'; work: Work }

/** Tells the engine's work at each change of it. */
export function watchWork(engine: Pick<EngineApi, 'listen'>, told: (work: Work) => void): void {
  const runs = new Map<string, 'queued' | 'running' | 'paused'>()
  let work = IDLE
  const turn = (change: Partial<Work>) => {
    const next = { ...work, ...change }
    if (JSON.stringify(next) === JSON.stringify(work)) return
    work = next
    told(work)
  }
  engine.listen('run.summary', ({ id, state }) => {
    if (state === 'queued' || state === 'running' || state === 'paused') runs.set(id, state)
    else runs.delete(id)
    turn({ runs: runs.size, paused: [...runs.values()].filter((one) => one === 'paused').length })
  })
  engine.listen('run.deleted', ({ id }) => {
    if (runs.delete(id)) turn({ runs: runs.size, paused: [...runs.values()].filter((one) => one === 'paused').length })
  })
  let shown: string | null = null
  engine.listen('experiment.progress', ({ id, name, state, done, units }) => {
    if (state === 'running') {
      shown = id
      turn({ experiment: { name, done, units } })
    } else if (shown === id) {
      shown = null
      turn({ experiment: null })
    }
  })
  engine.listen('hub.changed', ({ downloads }) =>
    turn({ downloads: downloads.filter(({ state }) => state === 'running').length }),
  )
}

/** Whether the machine should not fall asleep. */
export function isWorking({ runs, paused, experiment, downloads }: Work): boolean {
  return runs > paused || experiment !== null || downloads > 0
}

/** The share of the experiment that is done; null where none goes on. */
export function shareDone({ experiment }: Work): number | null {
  return experiment && experiment.units > 0 ? experiment.done / experiment.units : null
}
