// The prefix cache: keys and values of prefixes that may be continued, as a tree over token ids.
// Knows match, insert and evict. Does not know models; whoever asks computes what is not here, always in the same way, so that
// a hit and a recomputation give the same bits (decoder.ts, step-scorer.ts).
import type { Segment } from '../graph/segment.ts'
import type { LogitRow } from '../graph/model-graph.ts'

/** A piece of a prefix: some tokens, their keys and values, and what the model said after the last of them. */
export interface Piece {
  tokens: readonly number[]
  segment: Segment
  /** What the model says after the last token, or null if nobody needs it. */
  row: LogitRow | null
}

/**
 * A sequence of tokens. Its prompt is one piece, all or nothing: it goes through the model in one pass, so a prompt that happens
 * to begin like another one must not be continued from it.
 */
export interface Sequence {
  prompt: readonly number[]
  /** What stands behind the prompt. */
  steps: readonly number[]
}

export interface Match {
  /** The pieces from the start, in order. */
  pieces: readonly Piece[]
  /** Tokens they cover, the prompt's included. */
  length: number
}

export interface PrefixCache {
  /** The longest chain of whole pieces that a sequence begins with. */
  match(sequence: Sequence): Match
  /** Adds a prompt, or a piece behind the sequence that ends before it. Does nothing if that one is not here any more. */
  insert(before: Sequence | null, piece: Piece): void
  /** Adds to a piece what the model says after its last token, whether it is still held or not. */
  keepRow(piece: Piece, row: LogitRow): void
  /** Bytes held. */
  readonly bytes: number
}

interface Branch {
  piece: Piece
  parent: Branch | null
  children: Branch[]
  used: number
}

/** A cache that holds at most `byteLimit` bytes; the pieces used longest ago go first, ends before beginnings. */
export function openPrefixCache({ byteLimit }: { byteLimit: number }): PrefixCache {
  let prompts: Branch[] = []
  let bytes = 0
  let now = 0

  const walk = ({ prompt, steps }: Sequence): { branches: Branch[]; length: number } => {
    const branches: Branch[] = []
    let length = 0
    let branch = prompts.find(({ piece }) => sameTokens(piece.tokens, prompt))
    while (branch) {
      length += branch.piece.tokens.length
      branch.used = ++now
      branches.push(branch)
      branch = longestFitting(branch.children, steps, length - prompt.length)
    }
    return { branches, length }
  }

  const evict = () => {
    while (bytes > byteLimit) {
      const oldest = oldestEnd(prompts)
      if (!oldest) return
      bytes -= sizeOf(oldest.piece)
      const { parent } = oldest
      if (parent) parent.children = parent.children.filter((child) => child !== oldest)
      else prompts = prompts.filter((prompt) => prompt !== oldest)
    }
  }

  return {
    match(sequence) {
      const { branches, length } = walk(sequence)
      return { pieces: branches.map(({ piece }) => piece), length }
    },
    insert(before, piece) {
      const { branches, length } = before ? walk(before) : { branches: [], length: 0 }
      if (before && length !== before.prompt.length + before.steps.length) return
      const parent = branches.at(-1) ?? null
      const siblings = parent ? parent.children : prompts
      const same = siblings.find((sibling) => sameTokens(sibling.piece.tokens, piece.tokens))
      if (same) {
        same.used = ++now
        return
      }
      siblings.push({ piece, parent, children: [], used: ++now })
      bytes += sizeOf(piece)
      evict()
    },
    keepRow(piece, row) {
      const held = holds(prompts, piece)
      if (held) bytes -= sizeOf(piece)
      piece.row = row
      if (held) bytes += sizeOf(piece)
      evict()
    },
    get bytes() {
      return bytes
    },
  }
}

function holds(branches: readonly Branch[], wanted: Piece): boolean {
  return branches.some(({ piece, children }) => piece === wanted || holds(children, wanted))
}

function longestFitting(branches: readonly Branch[], tokens: readonly number[], from: number): Branch | undefined {
  let best: Branch | undefined
  for (const branch of branches) {
    const own = branch.piece.tokens
    if (own.length > tokens.length - from || own.length <= (best?.piece.tokens.length ?? 0)) continue
    if (own.every((token, index) => token === tokens[from + index])) best = branch
  }
  return best
}

function sameTokens(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((token, index) => token === b[index])
}

function oldestEnd(prompts: readonly Branch[]): Branch | undefined {
  let oldest: Branch | undefined
  const open = [...prompts]
  for (let branch = open.pop(); branch; branch = open.pop()) {
    if (branch.children.length === 0 && (!oldest || branch.used < oldest.used)) oldest = branch
    open.push(...branch.children)
  }
  return oldest
}

function sizeOf({ segment, row, tokens }: Piece): number {
  const logits = row ? row.logits.byteLength + (row.masses?.byteLength ?? 0) : 0
  return segment.bytes + logits + tokens.length * 8
}
