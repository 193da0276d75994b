// Masks of a written graph: which positions a token sees, as numbers that are added to its products with them.
// Knows how they come from the lengths of the rows, with a window or without. Does not know attention.
import type { WrittenGraph } from './written-graph.ts'

export interface Masks {
  /** For products with the cache: [rows, 1, 1, 1 or chunk, positions] */
  past: string
  /** For products with the pass's own tokens: [chunk, chunk] */
  chunk: string
}

export interface WrittenMasks {
  /** Positions that the cache has room for: [1] */
  room: string
  /** The masks of layers with such a window, counted with the token itself; null for none. */
  of(window: number | null): Masks
}

/** Added to a product whose share must be 0. */
const FAR = -1e9

export function openWrittenMasks(graph: WrittenGraph): WrittenMasks {
  const [zero, far] = [graph.number(0), graph.number(FAR)]
  const numbered = (name: string, source: string, axis: number) => {
    const size = graph.add('Shape', `${name}.shape`, [source], { start: axis, end: axis + 1 })
    const length = graph.add('Squeeze', `${name}.length`, [size, graph.integers(0)])
    return { size, numbers: graph.add('Range', `${name}.numbers`, [graph.integer(0), length, graph.integer(1)]) }
  }
  const room = numbered('past', 'past_key_values.0.key', 2)
  const slots = room.numbers
  const columns = numbered('chunk', 'input_ids', 1).numbers
  const rows = graph.add('Unsqueeze', 'chunk.rows', [columns, graph.integers(1)])
  const lengths = graph.add('Unsqueeze', 'past.lengths', ['past_lengths', graph.integers(1, 2, 3, 4)])
  const filled = graph.add('Less', 'past.filled', [slots, lengths])
  const before = graph.add('LessOrEqual', 'chunk.before', [columns, rows])
  const bias = (name: string, seen: string) => graph.add('Where', name, [seen, zero, far])

  const known = new Map<number | null, Masks>()
  const written = (window: number | null): Masks => {
    if (window === null) return { past: bias('past.bias', filled), chunk: bias('chunk.bias', before) }
    const name = `window.${window}`
    const size = graph.integer(window)
    // What lies as far back as the window is long is not seen any more.
    const rowEnds = graph.add('Sub', `${name}.chunk.ends`, [rows, size])
    const chunk = graph.add('And', `${name}.chunk.seen`, [
      before,
      graph.add('Greater', `${name}.chunk.near`, [columns, rowEnds]),
    ])
    const ends = graph.add('Add', `${name}.past.ends`, [lengths, rowEnds])
    const past = graph.add('And', `${name}.past.seen`, [
      filled,
      graph.add('Greater', `${name}.past.near`, [slots, ends]),
    ])
    return { past: bias(`${name}.past.bias`, past), chunk: bias(`${name}.chunk.bias`, chunk) }
  }

  return {
    room: room.size,
    of(window) {
      const masks = known.get(window) ?? written(window)
      known.set(window, masks)
      return masks
    },
  }
}
