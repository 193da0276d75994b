// The shape of a model's cache.
// Knows how many numbers a position has. Does not know where they are kept.
import type { ModelFolder } from '../model/model-folder.ts'

/** The shape of one cached position. */
export interface CacheShape {
  layers: number
  heads: number
  headSize: number
}

/** The shape of a model's cache. */
export function cacheShape(folder: Pick<ModelFolder, 'layers' | 'keyValueHeads' | 'headSize'>): CacheShape {
  return { layers: folder.layers, heads: folder.keyValueHeads, headSize: folder.headSize }
}

/** Bytes of the keys and values of one position. */
export function positionBytes({ layers, heads, headSize }: CacheShape): number {
  return layers * 2 * heads * headSize * Float32Array.BYTES_PER_ELEMENT
}
