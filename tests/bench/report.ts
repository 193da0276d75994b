// BENCHMARKS.md out of the results: every figure with its ratio to Espalier's, its ceiling and its floor.
// Knows the words and the tables. Does not know how anything was measured.
import { described, mebibytes, minuteOf, percent, rate, ratio, round, seconds, table } from './cells.ts'
import { ENGINE_IDS, ENGINES } from './engine.ts'
import type { EngineId, OwnForm } from './engine.ts'
import { floorOfPass, nearest, shareOfProducts } from './measure/ceilings.ts'
import type { SearchResult } from './measure/search.ts'
import type { ByEngine } from './measure/rounds.ts'
import { USUAL_TOP_K } from './plan.ts'
import { aloneSection } from './report-alone.ts'
import { pictureSection } from './report-picture.ts'
import type { AloneResults, ModelResults, PictureResults, Results } from './results.ts'

const PEERS = ENGINE_IDS.filter((id) => id !== 'espalier')

/** The whole page; `alone` and `picture` where they were measured. */
export function reportOf(results: Results, alone: AloneResults | null, picture: PictureResults | null = null): string {
  const { machine, threads, repeats, versions } = results
  const named = ENGINE_IDS.flatMap((id) => (versions[id] ? [`${ENGINES[id].name} ${versions[id]}`] : []))
  return [
    '# Benchmarks',
    'Written by `npm run bench -- --write`; the numbers are in [benchmark.json](tests/bench/results/benchmark.json). ' +
      'Every engine ran the same model on the same machine in one run, by turns, each in a process of its own, and in the form ' +
      'of its weights that was fastest for it, which stands beside each figure.',
    ...(results.quick ? ['**A quick run: it shows that the benchmark works; the numbers mean nothing.**'] : []),
    table(
      ['', ''],
      [
        ['Date', minuteOf(results.date)],
        ['Machine', described(machine)],
        ['Node', machine.node],
        ['Versions', named.join('; ')],
        [
          'Settings',
          `${threads} threads each, medians of ${repeats}, temperature 1; top-k ${USUAL_TOP_K} where nothing else is said`,
        ],
        [
          'Load before',
          `${machine.loadBefore.toFixed(2)} (other programs; llama.cpp waits in spin loops and suffers most)`,
        ],
      ],
    ),
    '![Tokens a second by batch, and seconds of a search](tests/bench/results/benchmark.svg)',
    ...results.models.flatMap(sections),
    ...failures(results),
    ...(alone ? aloneSection(alone) : []),
    ...(picture ? pictureSection(picture) : []),
    '## How it is measured',
    HOW,
  ]
    .join('\n\n')
    .concat('\n')
}

function sections(model: ModelResults): string[] {
  const { ceilings } = model
  const agreed = PEERS.flatMap((id) => {
    const difference = model.agreement[id]
    return difference === undefined ? [] : [`${ENGINES[id].name} ${difference.toExponential(1)}`]
  })
  const products = Object.entries(ceilings.products).map(([form, rates]) => {
    const all = Object.entries(rates).map(([rows, rate]) => `${round(rate)} at ${rows} rows`)
    return `${form} ${all.join(', ')}`
  })
  return [
    `## ${model.id}`,
    ...(model.earlier
      ? [`Of an earlier run: ${minuteOf(model.earlier.date)}, ${described(model.earlier.machine)}.`]
      : []),
    `Ceilings: matrix products in GFLOP/s, ${products.join('; ')}; memory ${round(ceilings.bandwidth)} GB/s. ` +
      `Largest difference of a log-probability from Espalier’s: ${agreed.join(', ') || 'not measured'}.`,
    ...decodeSection(model),
    ...formsSection(model),
    ...searchSection(model),
    ...otherSection(model),
  ]
}

function decodeSection({ decode, sizes, ceilings }: ModelResults): string[] {
  return [...new Set(decode.map(({ topK }) => topK))].flatMap((wanted) =>
    decodeTable({ decode: decode.filter(({ topK }) => topK === wanted), sizes, ceilings }),
  )
}

/** Decoding under one setting. */
function decodeTable({ decode, sizes, ceilings }: Pick<ModelResults, 'decode' | 'sizes' | 'ceilings'>): string[] {
  const { context, topK } = decode[0]!
  const rows = decode.map(({ batch, context, tokensPerSecond, forms }) => {
    const form = ownFormOf(forms)
    const floor = floorOfPass({ rows: batch, context, form, sizes, ceilings })
    const limit = batch / floor.seconds
    const own = tokensPerSecond.espalier
    const gigaflops = nearest(ceilings.products[form], batch)
    return [
      String(batch),
      ...figuresOf(tokensPerSecond, rate, forms),
      ...PEERS.map((id) => ratio(own, tokensPerSecond[id])),
      own === undefined ? '–' : percent(shareOfProducts({ tokensPerSecond: own, sizes, gigaflops })),
      `${rate(limit)} (${floor.bound})`,
    ]
  })
  const head = [
    'Batch',
    ...ENGINE_IDS.map((id) => ENGINES[id].name),
    ...PEERS.map((id) => `to ${ENGINES[id].name}`),
    'of the product ceiling',
    'Limit (bound by)',
  ]
  return [`### Decode, tokens/s at context ${round(context)}, ${settingOf(topK)}`, table(head, rows)]
}

/** The form that Espalier was measured in, whose ceiling counts. */
function ownFormOf({ espalier }: ByEngine<string>): OwnForm {
  return (espalier ?? 'fp32') as OwnForm
}

function settingOf(topK: number): string {
  if (topK === 1) return 'greedy'
  return topK === 0 ? 'temperature 1 over all tokens' : `temperature 1, top-k ${topK}`
}

/** Every form of each engine, from the one try by which the fastest was chosen. */
function formsSection({ decode }: ModelResults): string[] {
  const tried = decode.filter(({ tried }) => tried.length > 1)
  const ways = new Map(tried.flatMap(({ tried }) => tried).map((one) => [`${one.engine} ${one.form}`, one]))
  if (ways.size === 0) return []
  const rows = [...ways.values()].map(({ engine, form }) => [
    `${ENGINES[engine].name} ${form}`,
    ...tried.flatMap(({ tried }) => {
      const found = tried.find((one) => one.engine === engine && one.form === form)
      return [rate(found?.worth), mebibytes(found?.memory)]
    }),
  ])
  const head = ['Form', ...tried.flatMap(({ batch }) => [`Batch ${batch}`, 'MiB'])]
  return [`### Forms, tokens/s of the best try, ${settingOf(tried[0]!.topK)}`, table(head, rows)]
}

function searchSection({ searches, sizes, ceilings, embeddingNumbers }: ModelResults): string[] {
  if (searches.length === 0) return []
  const rows = searches.map((search) => {
    const floor = floorOfSearch(search, { sizes, ceilings, embeddingNumbers })
    const own = search.seconds.espalier
    return [
      nameOf(search),
      ...figuresOf(search.seconds, seconds, search.forms),
      ...PEERS.map((id) => ratio(search.seconds[id], own)),
      own === undefined ? '–' : percent(floor / own),
      seconds(floor),
      (search.computedTokens / search.distinctTokens).toFixed(3),
      ...ENGINE_IDS.map((id) => mebibytes(search.memory[id])),
    ]
  })
  const head = [
    'Search',
    ...ENGINE_IDS.map((id) => `${ENGINES[id].name}, s`),
    ...PEERS.map((id) => `to ${ENGINES[id].name}`),
    'Floor / time',
    'Floor, s',
    'Computed / distinct tokens',
    ...ENGINE_IDS.map((id) => `${ENGINES[id].name}, MiB`),
  ]
  const trees = searches.map(
    (search) =>
      `${nameOf(search)}: ${search.nodes} nodes, ${search.generatedTokens} generated tokens in ${search.calls} calls.`,
  )
  return ['### Search of one problem, end to end', table(head, rows), trees.join(' ')]
}

export function nameOf({ method, budget, topK }: Pick<SearchResult, 'method' | 'budget' | 'topK'>): string {
  if (method === 'greedy') return 'Greedy'
  const name = method === 'rebase' ? `REBASE@${budget}` : `MCTS, ${budget} expansions`
  return topK === 0 ? `${name}, all tokens` : `${name}, top-k ${topK}`
}

/**
 * Seconds that the products of the tree take at their ceilings: of the prompt's tokens, which need no output matrix, at the best of all
 * rows; of the generated ones at as many rows as a call has on average.
 */
export function floorOfSearch(
  search: SearchResult,
  { sizes, ceilings, embeddingNumbers }: Pick<ModelResults, 'sizes' | 'ceilings' | 'embeddingNumbers'>,
): number {
  const { productParameters: numbers } = sizes
  const rates = ceilings.products[ownFormOf(search.forms)]
  const prompt = 2 * (numbers - embeddingNumbers) * (search.distinctTokens - search.generatedTokens)
  const generated = 2 * numbers * search.generatedTokens
  const width = search.nodes / search.calls
  return (prompt / Math.max(...Object.values(rates)) + generated / nearest(rates, width)) / 1e9
}

function otherSection({ prefill, firstNode, decode, sizes, ceilings, embeddingNumbers }: ModelResults): string[] {
  const rows: string[][] = []
  if (prefill) {
    const { tokens, tokensPerSecond: figures, forms } = prefill
    const flops = 2 * ((sizes.productParameters - embeddingNumbers) * tokens + embeddingNumbers)
    const limit = tokens / (flops / (nearest(ceilings.products[ownFormOf(forms)], tokens) * 1e9))
    const own = figures.espalier
    const share = own === undefined ? '' : `, ${percent(own / limit)} of ${rate(limit)}`
    rows.push([
      `Prefill of ${tokens} tokens, tokens/s${share}`,
      ...figuresOf(figures, rate, forms),
      ...ratiosOf(figures, true),
    ])
  }
  if (firstNode) {
    const { tokens, milliseconds, forms } = firstNode
    const name = `First node of ${tokens} tokens from a cold start, ms`
    rows.push([name, ...figuresOf(milliseconds, rate, forms), ...ratiosOf(milliseconds, false)])
  }
  for (const { batch, memory, forms } of decode.filter(({ topK }) => topK === decode[0]!.topK)) {
    rows.push([`Memory at batch ${batch}, MiB`, ...figuresOf(memory, mebibytes, forms), ...ratiosOf(memory, false)])
  }
  if (rows.length === 0) return []
  const head = ['', ...ENGINE_IDS.map((id) => ENGINES[id].name), ...PEERS.map((id) => `to ${ENGINES[id].name}`)]
  return ['### Prefill, first node, memory', table(head, rows)]
}

function figuresOf(figures: ByEngine, show: (value: number | undefined) => string, forms: ByEngine<string>): string[] {
  return ENGINE_IDS.map((id) => show(figures[id]) + (forms[id] === undefined ? '' : ` (${forms[id]})`))
}

function ratiosOf(figures: ByEngine, more: boolean): string[] {
  return PEERS.map((id: EngineId) =>
    more ? ratio(figures.espalier, figures[id]) : ratio(figures[id], figures.espalier),
  )
}

function failures({ failures }: Results): string[] {
  if (failures.length === 0) return []
  const lines = failures.map(
    ({ engine, form, model, measure, reason }) =>
      `- ${[`${ENGINES[engine].name} ${form}`.trim(), model, measure].join(', ')}: ${reason.split('\n')[0]!}`,
  )
  return ['## Not measured', lines.join('\n')]
}

const HOW = `- “To” is how many times as fast as that engine Espalier is, or how many times as much memory the engine takes.
- Weights: SmolLM2-135M-Instruct as its 4-bit GGUF holds them, dequantised to float32 (models/recipe/convert_gguf.py), and the
  embedded policies. From these come all forms (models/recipe/peer_forms.py). Espalier reads safetensors, or its own forms of 8
  and 4 bits; transformers.js a graph with GroupQueryAttention that computes the logits of the last position only, in fp32, fp16,
  q8 (rounded as it runs) and q4 (blocks of 32); llama.cpp GGUF files of F32, Q8_0, Q4_0 and Q4_1, with its cache in float16, as
  it has by default. Every form is tried for each measure, up to three times within 8 seconds, and the fastest of each engine goes through the rounds. The
  log-probabilities that are compared are those of single precision.
- llama.cpp is driven in two ways: by node-llama-cpp, and by its own server with a slot for each row (“server”).
- Top-k: without it all tokens may be sampled, as in the paper and as Espalier does if nothing is set; 50 is what transformers.js
  takes if nothing is set.
- Decode: different prompts, computed before; the time of a call that generates one token is taken off. The share of the product
  ceiling is 2·P FLOPs a token (P: all matrices, the output matrix included) over what ONNX Runtime reaches for the same matrix
  products and nothing else at that batch, in the form in which Espalier was measured. The limit is the slower of products at
  their ceiling and bytes (weights in that form, and the keys and values of each row) at the memory bandwidth.
- Search: Espalier searches one problem; rewards come from a hash and cost nothing. Its propose calls are recorded, and the others
  generate as many tokens beyond the same paths in the same calls: transformers.js a batch of whole prompts padded on the left
  (where GroupQueryAttention gives shorter rows wrong numbers, at the same cost), until the longest row is done; llama.cpp
  each row on the sequence or slot that shares most of its beginning. Greedy search is one row, where everybody takes the likeliest
  token. Of Espalier’s forms, each of which grows a tree of its own, the one with the most tokens a second counts. The floor is the products of the tree’s distinct tokens alone, those of the prompt without the output matrix.
- First node: a new process, the model opened, a prompt of the decode length read, one step generated; files already in the
  system’s cache. Memory: largest resident size of the engine’s process, weights and Node included.`
