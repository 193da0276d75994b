// The prefix cache: keys and values of prefixes that may be continued, as a tree over token ids.
// Knows match, insert and evict. Does not know models; whoever asks computes what is not here, always in the same way, so that
// a hit and a recomputation give the same bits (decoder.ts, step-scorer.ts).
import type { Segment } from './kv-cache.ts'

/** A piece of a prefix: some tokens, their keys and values, and what the model said after the last of them. */
export interface Piece {
  tokens: readonly number[]
  segment: Segment
  /** Logits after the last token, or null if nobody needs them. */
  logits: Float32Array | null
}

export interface Match {
  /** The pieces from the start, in order. */
  pieces: readonly Piece[]
  /** Tokens they cover. */
  length: number
}

export interface PrefixCache {
  /** The longest chain of whole pieces that `tokens` begins with. */
  match(tokens: readonly number[]): Match
  /** Adds a piece behind the prefix that ends before it. Does nothing if that prefix is not here any more. */
  insert(prefix: readonly number[], piece: Piece): void
  /** Bytes held. */
  readonly bytes: number
}

interface Branch {
  piece: Piece | null
  parent: Branch | null
  children: Branch[]
  used: number
}

/** A cache that holds at most about `byteLimit` bytes; the pieces used longest ago go first, ends before beginnings. */
export function openPrefixCache({ byteLimit }: { byteLimit: number }): PrefixCache {
  const root: Branch = { piece: null, parent: null, children: [], used: 0 }
  let bytes = 0
  let now = 0

  const walk = (tokens: readonly number[]): { branches: Branch[]; length: number } => {
    const branches: Branch[] = []
    let branch = root
    let length = 0
    for (;;) {
      const next = longestChild(branch, tokens, length)
      if (!next) return { branches, length }
      length += next.piece!.tokens.length
      next.used = ++now
      branches.push(next)
      branch = next
    }
  }

  const evict = () => {
    while (bytes > byteLimit) {
      const oldest = oldestEnd(root)
      if (!oldest?.parent) return
      bytes -= sizeOf(oldest.piece!)
      oldest.parent.children = oldest.parent.children.filter((child) => child !== oldest)
    }
  }

  return {
    match(tokens) {
      const { branches, length } = walk(tokens)
      return { pieces: branches.map((branch) => branch.piece!), length }
    },
    insert(prefix, piece) {
      const { branches, length } = walk(prefix)
      if (length !== prefix.length) return
      const parent = branches.at(-1) ?? root
      const same = parent.children.find((child) => sameTokens(child.piece!.tokens, piece.tokens))
      if (same) {
        same.used = ++now
        same.piece!.logits ??= piece.logits
        return
      }
      parent.children.push({ piece, parent, children: [], used: ++now })
      bytes += sizeOf(piece)
      evict()
    },
    get bytes() {
      return bytes
    },
  }
}

function longestChild(branch: Branch, tokens: readonly number[], from: number): Branch | undefined {
  let best: Branch | undefined
  for (const child of branch.children) {
    const own = child.piece!.tokens
    if (own.length > tokens.length - from || own.length <= (best?.piece!.tokens.length ?? 0)) continue
    if (own.every((token, index) => token === tokens[from + index])) best = child
  }
  return best
}

function sameTokens(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((token, index) => token === b[index])
}

function oldestEnd(root: Branch): Branch | undefined {
  let oldest: Branch | undefined
  const open = [...root.children]
  for (let branch = open.pop(); branch; branch = open.pop()) {
    if (branch.children.length === 0 && (!oldest || branch.used < oldest.used)) oldest = branch
    open.push(...branch.children)
  }
  return oldest
}

function sizeOf({ segment, logits, tokens }: Piece): number {
  return segment.numbers.byteLength + (logits?.byteLength ?? 0) + tokens.length * 8
}
