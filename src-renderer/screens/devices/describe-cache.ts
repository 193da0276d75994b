// What is told of a model's prefix caches, in one line: how full they are, and how much they saved.
// Knows the record and notation. Does not know components.
import type { CacheUse } from '../../../src-main/contract/cache-use.ts'
import { hitRate } from '../../../src-main/contract/cache-use.ts'
import { writeMebibytes, writePercent } from '../../../src-main/contract/notation.ts'
import { DEVICE } from '../../text/device.ts'

/** Bytes held against their limit, then the hit rate since the model was loaded. */
export function describeCache(use: CacheUse): string {
  const rate = hitRate(use)
  return rate === null ? fill(use) : DEVICE.cacheHits(fill(use), writePercent(rate))
}

function fill({ caches, bytes, byteLimit, mostBytes }: CacheUse): string {
  if (caches > 0) return DEVICE.cache(caches, writeMebibytes(bytes), writeMebibytes(caches * byteLimit))
  return mostBytes > 0 ? DEVICE.cacheBetweenRuns(writeMebibytes(mostBytes)) : DEVICE.cacheEmpty
}
