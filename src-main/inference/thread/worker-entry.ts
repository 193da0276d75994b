// Where the entry file of a worker thread lies: beside its room in the sources, beside the other entries in the build.
// Knows both layouts, and the limits of a worker's heap. Does not know what the workers do.
import { basename } from 'node:path'

/**
 * What every worker may hold of young objects. V8's own limit is eight times as high, and a worker grows towards it and keeps
 * that memory: after 2,000 short runs the process had 170 to 190 MB more.
 */
export const WORKER_LIMITS = { maxYoungGenerationSizeMb: 24 }

/**
 * The file of a worker, named by its path under `src-main` without an ending. In the build this module may lie among the entries or
 * in their folder `shared`.
 */
export function workerEntry(path: string): URL {
  if (import.meta.url.endsWith('.ts')) return new URL(`../../${path}.ts`, import.meta.url)
  const entries = import.meta.url.includes('/shared/') ? '../' : './'
  return new URL(`${entries}${basename(path)}.js`, import.meta.url)
}
