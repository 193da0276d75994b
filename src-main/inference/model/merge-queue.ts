// Merges that may be done, the best first.
// Knows their order. Does not know tokens.

/** Two neighbours that may become one. */
export interface Merge {
  /** The least goes first; then the least order, then the least place. */
  rank: number
  order: number
  /** Where the left one stands. */
  place: number
  left: number
  right: number
  /** What they become. */
  id: number
}

/** A heap. */
export function openQueue(): { push: (merge: Merge) => void; pop: () => Merge | undefined } {
  const heap: Merge[] = []
  const swap = (one: number, other: number) => {
    const kept = heap[one]!
    heap[one] = heap[other]!
    heap[other] = kept
  }
  return {
    push(merge) {
      let at = heap.push(merge) - 1
      for (let parent = (at - 1) >> 1; at > 0 && isBefore(heap[at]!, heap[parent]!); parent = (at - 1) >> 1) {
        swap(at, parent)
        at = parent
      }
    },
    pop() {
      const best = heap[0]
      const last = heap.pop()
      if (heap.length === 0 || !last) return best
      heap[0] = last
      for (let at = 0; ;) {
        const [left, right] = [2 * at + 1, 2 * at + 2]
        if (left >= heap.length) return best
        const child = right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left
        if (!isBefore(heap[child]!, heap[at]!)) return best
        swap(at, child)
        at = child
      }
    },
  }
}

function isBefore(one: Merge, other: Merge): boolean {
  if (one.rank !== other.rank) return one.rank < other.rank
  if (one.order !== other.order) return one.order < other.order
  return one.place < other.place
}
