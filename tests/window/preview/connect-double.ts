// Stands in for src-renderer/engine.ts in the preview: `?pace=60&failAfter=3&experiments=done,running&devices=tested&models=many` set the double.
import type { Furnished } from '../../doubles/experiment-engine.ts'
import { windowEngine } from '../../doubles/window-engine.ts'
import type { WindowEngine } from '../../doubles/window-engine.ts'

declare global {
  interface Window {
    double?: WindowEngine
  }
}

export function connectEngine(): WindowEngine {
  const query = new URLSearchParams(location.search)
  const failAfter = Number(query.get('failAfter') ?? Infinity)
  return (window.double = windowEngine({
    pace: Number(query.get('pace') ?? 40),
    failAfter,
    experiments: (query.get('experiments') ?? '').split(',').filter(Boolean) as Furnished[],
    library: query.get('models') === 'many' ? 'many' : 'embedded',
    devicesTested: query.get('devices') === 'tested',
    experimentPace: Number(query.get('experimentPace') ?? 250),
  }))
}
