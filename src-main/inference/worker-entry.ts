// Where the entry file of a worker thread lies: beside its room in the sources, beside the other entries in the build.
// Knows both layouts. Does not know what the workers do.

/** The file of the worker `name` of `room`. In the build this module may lie among the entries or in their folder `shared`. */
export function workerEntry(room: 'inference' | 'engine', name: string): URL {
  if (import.meta.url.endsWith('.ts')) return new URL(`../${room}/${name}.ts`, import.meta.url)
  const entries = import.meta.url.includes('/shared/') ? '../' : './'
  return new URL(`${entries}${name}.js`, import.meta.url)
}
