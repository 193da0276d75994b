// Rows of tokens through a graph, as tests feed them: known tokens in chunks with a cache, then a token at a time.
import { CHUNK_BLOCK, openKeyValueCache, paddedRows } from '../../src-main/inference/graph/kv-cache.ts'
import { newSegment } from '../../src-main/inference/graph/segment.ts'
import type { WrittenModel } from './written-model.ts'

export interface FedRows {
  /**
   * Feeds each row its next tokens and gives the logits of each of them, by row: [tokens * classes]. Rows may get different
   * numbers of tokens.
   */
  feed(tokens: readonly (readonly number[])[]): Promise<Float32Array[]>
}

/** `room`: positions that the cache has room for from the start; it must not grow. */
export function feedRows(
  { design, graph }: Pick<WrittenModel, 'design' | 'graph'>,
  count: number,
  room: number,
): FedRows {
  const shape = { layers: design.layers, heads: design.keyValueHeads, headSize: design.headSize }
  const cache = openKeyValueCache(shape)
  cache.reserve({ rows: count, positions: room, kept: 0 })
  const lengths = Array.from({ length: count }, () => 0)
  const segments = lengths.map(() => [] as ReturnType<typeof newSegment>[])
  const batchOf = (rows: number, chunk: number, tokens: readonly (readonly number[])[]) => {
    const ids = new Int32Array(rows * chunk)
    tokens.forEach((row, index) => ids.set(row, index * chunk))
    const pastLengths = new Int32Array(rows)
    pastLengths.set(lengths)
    const places = Int32Array.from(tokens.flatMap((row, index) => row.map((_, at) => index * chunk + at)))
    const { positions } = cache
    return {
      rows,
      chunk,
      positions,
      tokens: ids,
      pastLengths,
      places,
      keys: cache.keys(rows),
      values: cache.values(rows),
    }
  }
  /** A chunk goes in place alone. */
  const feedInPlace = async (chunk: number, tokens: readonly (readonly number[])[]) => {
    const given: Float32Array[] = []
    for (const [row, own] of tokens.entries()) {
      const batch = batchOf(count, chunk, [own])
      const part = (planes: readonly Float32Array[]) =>
        planes.map((plane) => plane.subarray((row * plane.length) / count, ((row + 1) * plane.length) / count))
      const { logits } = await graph.run({
        ...batch,
        rows: 1,
        tokens: batch.tokens.slice(0, chunk),
        pastLengths: Int32Array.of(lengths[row]!),
        keys: part(batch.keys),
        values: part(batch.values),
      })
      given.push(logits.slice())
      lengths[row]! += own.length
    }
    return given
  }
  return {
    async feed(tokens) {
      const longest = Math.max(...tokens.map((row) => row.length))
      const chunk = longest === 1 ? 1 : Math.ceil(longest / CHUNK_BLOCK) * CHUNK_BLOCK
      if (graph.inPlace && chunk > 1) return await feedInPlace(chunk, tokens)
      const output = await graph.run(batchOf(paddedRows(count, chunk), chunk, tokens))
      let from = 0
      return tokens.map((row, index) => {
        if (!graph.inPlace) {
          segments[index]!.push(newSegment({ shape, output, row: index, chunk, tokens: row.length }))
          cache.write(index, segments[index]!)
        }
        lengths[index]! += row.length
        const size = row.length * output.classes
        from += size
        return output.logits.slice(from - size, from)
      })
    },
  }
}
