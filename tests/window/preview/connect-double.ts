// Stands in for src-renderer/engine.ts in the preview: `?pace=60&failAfter=3` set the double.
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
  return (window.double = windowEngine({ pace: Number(query.get('pace') ?? 40), failAfter }))
}
