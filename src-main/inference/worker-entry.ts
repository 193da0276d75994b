// Where the entry file of a worker thread lies: beside its room in the sources, beside the other entries in the build.
// Knows both layouts, and the limits of a worker's heap. Does not know what the workers do.

/**
 * What every worker may hold of young objects. V8's own limit is eight times as high, and a worker grows towards it and keeps
 * that memory: after 2,000 short runs the process had 170 to 190 MB more.
 */
export const WORKER_LIMITS = { maxYoungGenerationSizeMb: 24 }

/** The file of the worker `name` of `room`. In the build this module may lie among the entries or in their folder `shared`. */
export function workerEntry(room: 'inference' | 'engine', name: string): URL {
  if (import.meta.url.endsWith('.ts')) return new URL(`../${room}/${name}.ts`, import.meta.url)
  const entries = import.meta.url.includes('/shared/') ? '../' : './'
  return new URL(`${entries}${name}.js`, import.meta.url)
}
