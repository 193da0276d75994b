// Logits of sequences that went through a batch in company, beside those of their bare tokens: how far they lie apart.
// The batch's side is the program's own: ragged chunks behind ragged pasts, shared passes, forks that copy a row. The bare side
// shares nothing with it: every token of one sequence in one pass, no row beside it, nothing cached.
import { openContinuousBatch } from '../../../src-main/inference/decoding/continuous-batch.ts'
import type { Strand } from '../../../src-main/inference/decoding/strand-lane.ts'
import type { ModelFolder } from '../../../src-main/inference/model/model-folder.ts'
import type { Batch, ModelGraph } from '../../../src-main/inference/graph/model-graph.ts'
import { NEVER } from '../embedded.ts'

/** Largest absolute differences of a logit, by how its token went through the batch. */
export interface Differences {
  /** The last token of a chunk, among chunks and pasts of other lengths. */
  chunk: number
  /** A token that was fed alone into its row, among rows of other lengths. */
  decode: number
  /** Tokens behind a fork: two children of one prefix, each with its own copy of the cache. */
  fork: number
}

interface Answer {
  kind: keyof Differences
  tokens: readonly number[]
  logits: Float32Array
}

/** Tokens of three sequences before the chunks that are compared, and those of the chunks. */
const PASTS = [9, 40, 70]
const CHUNKS = [8, 2, 5]

/** Compares the batch over `graph` with bare tokens through `reference`; also gives the passes of the batch, without numbers. */
export async function branchingDifferences(
  graph: ModelGraph,
  reference: ModelGraph,
  folder: ModelFolder,
): Promise<{ differences: Differences; batches: Pick<Batch, 'chunk' | 'pastLengths'>[] }> {
  const batches: Pick<Batch, 'chunk' | 'pastLengths'>[] = []
  const counted = {
    ...graph,
    run(batch: Batch) {
      batches.push({ chunk: batch.chunk, pastLengths: batch.pastLengths.slice() })
      return graph.run(batch)
    },
  }
  const differences = { chunk: 0, decode: 0, fork: 0 }
  for (const { kind, tokens, logits } of await inCompany(counted, folder)) {
    const bare = await bareLogits(reference, folder, tokens)
    logits.forEach((logit, index) => {
      const difference = Math.abs(logit - bare[index]!)
      differences[kind] = Math.max(differences[kind], Number.isNaN(difference) ? Infinity : difference)
    })
  }
  return { differences, batches }
}

async function inCompany(graph: ModelGraph, folder: ModelFolder): Promise<Answer[]> {
  const batch = openContinuousBatch({ session: graph, folder })
  const answers: Answer[] = []
  /** A token and those behind it: one more, then a fork into two, each with one more. */
  const strand = (before: readonly number[], token: number, left = 3): Strand => ({
    token,
    fed({ logits }) {
      const tokens = [...before, token]
      answers.push({ kind: left > 1 ? 'decode' : 'fork', tokens, logits: logits.slice() })
      if (left === 0) return []
      return (left === 2 ? [1, 2] : [1]).map((other) => strand(tokens, tokenAt(folder, other, tokens.length), left - 1))
    },
  })
  const starts = await Promise.all(
    PASTS.map(async (length, sequence) => {
      const tokens = Array.from({ length: length + CHUNKS[sequence]! }, (_, at) => tokenAt(folder, sequence, at))
      const past = await batch.feed({ segments: [], tokens: tokens.slice(0, length) }, NEVER)
      return { sequence, tokens, past: past.segment }
    }),
  )
  const forked = await Promise.all(
    starts.map(async ({ sequence, tokens, past }) => {
      const chunk = await batch.feed({ segments: [past], tokens: tokens.slice(past.positions) }, NEVER)
      answers.push({ kind: 'chunk', tokens, logits: chunk.row.logits })
      const next = strand(tokens, tokenAt(folder, sequence, tokens.length))
      return { segments: [past, chunk.segment], length: tokens.length, strand: next }
    }),
  )
  await batch.decode(forked, NEVER)
  return answers
}

/** Logits after the last of these tokens: [classes]. */
async function bareLogits(graph: ModelGraph, folder: ModelFolder, tokens: readonly number[]): Promise<Float32Array> {
  const nothing = Array.from({ length: folder.layers }, () => new Float32Array(0))
  const { logits } = await graph.run({
    rows: 1,
    chunk: tokens.length,
    positions: 0,
    tokens: Int32Array.from(tokens),
    pastLengths: Int32Array.of(0),
    places: Int32Array.of(tokens.length - 1),
    keys: nothing,
    values: nothing,
  })
  return logits
}

/** Token ids without a pattern that a model could have learnt; a sequence begins as texts do. */
function tokenAt({ tokens, vocabulary }: ModelFolder, sequence: number, at: number): number {
  if (at === 0) return tokens.beginning!
  return 5 + ((sequence * 131 + at * at * 17 + at * 29) % (vocabulary - 5))
}
