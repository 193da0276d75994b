// Byte pair encoding: a piece of a text becomes tokens by merging neighbours, the pair of the best rank first.
// Knows the vocabulary and the merges of a tokenizer.json, and vocabularies without merges (SentencePiece), whose tokens have ranks.
// Does not know how texts are cut into pieces. Hugging Face's order is kept exactly: the rank of a merge, then the place.
import { z } from 'zod'
import { openQueue } from './merge-queue.ts'
import type { Merge } from './merge-queue.ts'
import { openPairTable } from './pair-table.ts'

/** What a vocabulary says of two neighbouring tokens: the token that they become, and how early. */
type Pairs = (left: number, right: number) => Pick<Merge, 'rank' | 'order' | 'id'> | undefined

/** The model of a tokenizer.json; checked by kind alone, since a vocabulary has up to a million entries. */
const Model = z.looseObject({
  type: z.literal('BPE').optional(),
  vocab: z.custom<Readonly<Record<string, number>>>((value) => typeof value === 'object' && value !== null),
  merges: z.custom<readonly (string | readonly [string, string])[]>(Array.isArray),
  /** By the token's id: the order in which tokens arise, the least first; Infinity for those that never do. In place of merges. */
  ranks: z.custom<readonly number[]>(Array.isArray).optional(),
  unk_token: z.string().nullish(),
  fuse_unk: z.boolean().nullish(),
  byte_fallback: z.boolean().nullish(),
  ignore_merges: z.boolean().nullish(),
  // Words of these kinds are left to the library.
  continuing_subword_prefix: z.literal('').nullish(),
  end_of_word_suffix: z.literal('').nullish(),
})
type Model = z.infer<typeof Model>

/** Pieces up to this length are remembered, and so many of them. */
const SHORT = 64
const REMEMBERED = 20_000

/** Gives the ids of a piece. Null for models of another kind, which the library opens. */
export function openBytePairs(model: unknown): ((piece: string) => readonly number[]) | null {
  const parsed = Model.safeParse(model)
  if (!parsed.success) return null
  const { vocab, ranks, merges, ignore_merges: wholeFirst } = parsed.data
  const ids = new Map(Object.entries(vocab))
  const pairs = ranks ? pairsByRank(ids, ranks) : pairsByMerges(ids, merges)
  const letters = lettersOf(ids, parsed.data)
  const known = new Map<string, readonly number[]>()
  return (piece) => {
    const before = known.get(piece)
    if (before) return before
    const whole = wholeFirst ? ids.get(piece) : undefined
    const found = whole === undefined ? merged(letters(piece), pairs) : [whole]
    if (piece.length > SHORT) return found
    if (known.size >= REMEMBERED) known.clear()
    known.set(piece, found)
    return found
  }
}

function pairsByMerges(ids: ReadonlyMap<string, number>, merges: Model['merges']): Pairs {
  const table = openPairTable(merges.length)
  for (const [rank, merge] of merges.entries()) {
    const [first, second] = typeof merge === 'string' ? halvesOf(merge) : merge
    const left = ids.get(first)
    const right = ids.get(second)
    const id = ids.get(first + second)
    if (left !== undefined && right !== undefined && id !== undefined) table.set(left, right, { rank, id })
  }
  return (left, right) => {
    const pair = table.get(left, right)
    return pair && { ...pair, order: 0 }
  }
}

/** Tokens hold no spaces, but for the mark between the two. */
function halvesOf(merge: string): [string, string] {
  const middle = merge.indexOf(' ', 1)
  return [merge.slice(0, middle), merge.slice(middle + 1)]
}

function pairsByRank(ids: ReadonlyMap<string, number>, ranks: readonly number[]): Pairs {
  const texts: string[] = []
  for (const [text, id] of ids) texts[id] = text
  return (left, right) => {
    const id = ids.get(texts[left]! + texts[right]!)
    const rank = id === undefined ? Infinity : (ranks[id] ?? Infinity)
    return id === undefined || rank === Infinity ? undefined : { rank, order: left * 2 ** 26 + right, id }
  }
}

/** The tokens that a piece begins with: its characters, their bytes where the vocabulary lacks one, or what stands for the unknown. */
function lettersOf(ids: ReadonlyMap<string, number>, model: Model): (piece: string) => number[] {
  const bytes = model.byte_fallback ? byteIds(ids) : null
  const unknown = ids.get(model.unk_token ?? '')
  const encoder = new TextEncoder()
  return (piece) => {
    const letters: number[] = []
    for (const character of piece) {
      const id = ids.get(character)
      if (id !== undefined) letters.push(id)
      else if (bytes) letters.push(...Array.from(encoder.encode(character), (byte) => bytes[byte]!))
      else if (unknown !== undefined && !(model.fuse_unk && letters.at(-1) === unknown)) letters.push(unknown)
    }
    return letters
  }
}

/** Null where one is missing: then none is used. */
function byteIds(ids: ReadonlyMap<string, number>): number[] | null {
  const found = Array.from({ length: 256 }, (_, byte) =>
    ids.get(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
  )
  return found.every((id) => id !== undefined) ? found : null
}

/** Merges neighbours until no pair is known. A merged token stands at the place of its left half. */
function merged(tokens: number[], pairs: Pairs): number[] {
  const { length } = tokens
  const next = Int32Array.from(tokens, (_, place) => (place + 1 < length ? place + 1 : -1))
  const previous = Int32Array.from(tokens, (_, place) => place - 1)
  const queue = openQueue()
  const offer = (place: number) => {
    const other = place < 0 ? -1 : next[place]!
    if (other < 0) return
    const pair = pairs(tokens[place]!, tokens[other]!)
    if (pair) queue.push({ ...pair, place, left: tokens[place]!, right: tokens[other]! })
  }
  for (let place = 0; place < length; place++) offer(place)
  for (let best = queue.pop(); best; best = queue.pop()) {
    const { place, left, right, id } = best
    const other = next[place]!
    // What stood there when the merge was found may have been merged otherwise.
    if (tokens[place] !== left || other < 0 || tokens[other] !== right) continue
    tokens[place] = id
    tokens[other] = -1
    next[place] = next[other]!
    if (next[other]! >= 0) previous[next[other]!] = place
    offer(previous[place]!)
    offer(place)
  }
  return tokens.filter((id) => id >= 0)
}
