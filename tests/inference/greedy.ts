// By hand, for a real model: does the program write greedily what transformers writes on the same weights, or on the dequantised ones?
//   node tests/inference/greedy.ts FOLDER|FILE.gguf REFERENCE.json
// The reference is what models/recipe/greedy_reference.py writes. The reference's tokens go through the graph in one pass a prompt, and
// at each place the best token must be the reference's next one: that is what writing greedily compares, up to the first difference.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as ort from 'onnxruntime-node'
import { ggufForm } from '../../src-main/inference/gguf/gguf-form.ts'
import { isGguf } from '../../src-main/inference/gguf/gguf-header.ts'
import { readGguf } from '../../src-main/inference/gguf/gguf.ts'
import { DELTA_GRAPH } from '../../src-main/inference/graph/delta-graph.ts'
import { openGraph } from '../../src-main/inference/graph/opened-graph.ts'
import { readModelFolder } from '../../src-main/inference/model/model-folder.ts'
import { writeForm } from '../../src-main/inference/weights/form-writer.ts'
import { feedRows } from './written-rows.ts'

interface Case {
  prompt: string
  ids: number[]
  written: number[]
  gaps: number[]
}

/** A difference counts where transformers' two best logits lie further apart. */
const TIE = 1e-3

const [path, reference] = process.argv.slice(2)
if (path === undefined || reference === undefined) throw new Error('A model and a reference are needed.')
const scratch = await mkdtemp(join(tmpdir(), 'greedy-'))
try {
  const cases = JSON.parse(await readFile(reference, 'utf8')) as Case[]
  const form = (await isGguf(path)) ? await laidOut(path, join(scratch, 'form.safetensors')) : null
  const model = await readModelFolder(path, 'policy', { form })
  if (model.graph.kind !== 'checkpoint') throw new Error('The model has no weights that a graph is written over.')
  const { design } = model.graph
  const session = await (await openGraph(model, [], 'cpu')).create(ort, { executionProviders: ['cpu'] })
  const graph = await DELTA_GRAPH.open(session, model, { kept: false })
  let equal = 0
  for (const { prompt, ids, written, gaps } of cases) {
    const tokens = [...ids, ...written.slice(0, -1)]
    const [logits] = await feedRows({ design, graph }, 1, tokens.length + 64).feed([tokens])
    const rows = written.map((_, step) => rowOf(logits!, design.vocabulary, ids.length - 1 + step))
    const step = rows.findIndex((row, at) => bestOf(row) !== written[at])
    const same = step < 0 || gaps[step]! <= TIE
    if (same) equal++
    const row = rows[step]
    const found = row
      ? `token ${step}: reference's gap ${gaps[step]}, ours ${row[bestOf(row)]! - row[written[step]!]!}`
      : ''
    report(same ? 'equal' : 'different', JSON.stringify(prompt.slice(0, 40)), found)
  }
  report(`${equal} of ${cases.length} equal`)
  await session.release()
} finally {
  await rm(scratch, { recursive: true })
}

async function laidOut(file: string, form: string): Promise<string> {
  const gguf = await readGguf(file)
  const facts = { source: '', weights: gguf.weights, rotary: gguf.rotary, normsHoldOne: gguf.normsHoldOne }
  await writeForm(form, { ...facts, tensors: ggufForm(gguf) }, { signal: new AbortController().signal })
  return form
}

function report(...words: string[]): void {
  process.stdout.write(`${words.join(' ')}\n`)
}

function rowOf(logits: Float32Array, classes: number, place: number): Float32Array {
  return logits.subarray(place * classes, (place + 1) * classes)
}

function bestOf(row: Float32Array): number {
  let best = 0
  for (let token = 1; token < row.length; token++) if (row[token]! > row[best]!) best = token
  return best
}
