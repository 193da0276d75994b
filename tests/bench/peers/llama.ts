// llama.cpp as users of node-llama-cpp drive it: one context with many sequences, each row on the sequence whose state it can
// reuse most of, all rows evaluated at once and batched by the package.
// Knows the package node-llama-cpp. It is not a dependency of Espalier: package.json beside this file names it.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BenchEngine, EngineOptions, GgufType, Row } from '../engine.ts'

interface Sequence {
  contextTokens: number[]
  nextTokenIndex: number
  compareContextTokens(tokens: readonly number[]): { firstDifferentIndex: number }
  eraseContextTokenRanges(ranges: { start: number; end: number }[]): Promise<void>
  clearHistory(): Promise<void>
  evaluate(tokens: readonly number[], options: object): AsyncGenerator<number, void>
  controlledEvaluate(input: unknown[]): Promise<({ next: { logits?: Map<number, number> } } | undefined)[]>
}

/** What is used of the package; its own types would have to be installed to be read. */
interface Package {
  LlamaLogLevel: { error: string }
  getLlama: (options: object) => Promise<{
    loadModel(options: object): Promise<{
      createContext(options: object): Promise<{ getSequence(): Sequence; dispose(): Promise<void> }>
      dispose(): Promise<void>
    }>
    dispose(): Promise<void>
  }>
}

const PACKAGE = 'node-llama-cpp'

export async function open({
  forms,
  form,
  threads,
  rows,
  positions,
  exact,
  topK,
}: EngineOptions): Promise<BenchEngine> {
  const { getLlama, LlamaLogLevel } = (await import(PACKAGE)) as Package
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    maxThreads: threads,
    logLevel: LlamaLogLevel.error,
  })
  const model = await llama.loadModel({ modelPath: forms.gguf[form as GgufType] })
  const context = await model.createContext({
    sequences: rows,
    contextSize: positions,
    threads: { ideal: threads, min: threads },
    ...(exact && { experimentalKvCacheKeyType: 'F32', experimentalKvCacheValueType: 'F32', flashAttention: false }),
  })
  const sampling = { temperature: topK === 1 ? 0 : 1, topK, topP: 1, minP: 0, yieldEogToken: true }
  const sequences = Array.from({ length: rows }, () => context.getSequence())

  const run = async (sequence: Sequence, { tokens, count }: Row) => {
    // Not adaptStateToTokens(), which leaves a longer state as it is. The last token is always evaluated: its logits are the
    // first to sample from.
    const kept = Math.min(sequence.compareContextTokens(tokens).firstDifferentIndex, tokens.length - 1)
    const end = sequence.nextTokenIndex
    if (kept < end) await sequence.eraseContextTokenRanges([{ start: kept, end }])
    const generated = sequence.evaluate(tokens.slice(kept), sampling)
    for (let index = 0; index < count; index++) {
      const { done } = await generated.next()
      if (done) throw new Error(`The sequence ended after ${index} tokens; ${count} were asked for.`)
    }
    await generated.return()
  }

  return {
    version: versionOf(),
    async generate(batch) {
      const free = new Set(sequences)
      await Promise.all(
        batch.map((row) => {
          const sequence = likest(free, row.tokens)
          free.delete(sequence)
          return run(sequence, row)
        }),
      )
    },
    async forget() {
      for (const sequence of sequences) await sequence.clearHistory()
    },
    async logProbabilities(tokens, from) {
      const sequence = sequences[0]!
      await sequence.clearHistory()
      const asked = tokens
        .slice(0, -1)
        .map((token, index) => (index >= from - 1 ? [token, { generateNext: { logits: true } }] : token))
      const output = await sequence.controlledEvaluate(asked)
      return tokens.slice(from).map((token, index) => {
        const logits = output[from - 1 + index]!.next.logits!
        let largest = -Infinity
        for (const logit of logits.values()) largest = Math.max(largest, logit)
        let sum = 0
        for (const logit of logits.values()) sum += Math.exp(logit - largest)
        return logits.get(token)! - largest - Math.log(sum)
      })
    },
    async close() {
      await context.dispose()
      await model.dispose()
      await llama.dispose()
    },
  }
}

/** The free sequence whose tokens begin most like these. */
function likest(free: ReadonlySet<Sequence>, tokens: readonly number[]): Sequence {
  let best: Sequence | null = null
  let most = -1
  for (const sequence of free) {
    const held = sequence.contextTokens
    let same = 0
    while (same < held.length && same < tokens.length && held[same] === tokens[same]) same++
    if (same > most) {
      best = sequence
      most = same
    }
  }
  if (!best) throw new Error('More rows were asked for than there are sequences.')
  return best
}

function versionOf(): string {
  const entry = fileURLToPath(import.meta.resolve(PACKAGE))
  const file = join(dirname(entry), '..', 'package.json')
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
