// What stands beside FLOPs of a server's model: who says how large it is.
// Knows the sentence. Does not know FLOPs (cost.ts) or where it stands.
import type { SizeSource } from './cost.ts'
import type { RunModel } from './run.ts'

const SOURCES: Readonly<Record<SizeSource, string>> = {
  server: 'the size that its server tells',
  'config.json': 'config.json',
  typed: 'typed size',
}

/** “FLOPs from typed size”, with the models named where they differ; null where all sizes are of models that are here, or none is known. */
export function flopsNote(models: readonly (Pick<RunModel, 'id' | 'shape' | 'sizeFrom'> | null)[]): string | null {
  const served = models.flatMap((model) =>
    model?.shape && model.sizeFrom ? [{ id: model.id, from: model.sizeFrom }] : [],
  )
  const [first] = served
  if (!first) return null
  if (served.every(({ from }) => from === first.from)) return `FLOPs from ${SOURCES[first.from]}`
  return `FLOPs from ${[...Map.groupBy(served, ({ from }) => from)]
    .map(([from, of]) => `${SOURCES[from]} (${of.map(({ id }) => id).join(', ')})`)
    .join(' and ')}`
}
