// Small GGUF files of every architecture, in all quantisations that the package gguf can write, say what transformers says of them.
// models/recipe/tiny_gguf.py made them, with the logits.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as ort from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Form } from '../../../src-main/contract/model-card.ts'
import { makeForm } from '../../../src-main/inference/forms/form-maker.ts'
import { ggufInPlace } from '../../../src-main/inference/gguf/gguf-form.ts'
import { readGguf } from '../../../src-main/inference/gguf/gguf.ts'
import { DELTA_GRAPH } from '../../../src-main/inference/graph/delta-graph.ts'
import { openGraph } from '../../../src-main/inference/graph/opened-graph.ts'
import { readModelFolder } from '../../../src-main/inference/model/model-folder.ts'
import { feedRows } from '../written-rows.ts'

const SAMPLES = 'tests/inference/gguf/samples'
const CLASSES = 96
/** Largest difference of a logit. */
const NEAR = 1e-3
/** The same where weights are rounded. */
const ROUNDED = { q8: 0.2, q4: 1 }

let folder = ''
let said: { ids: number[]; logits: Record<string, string> }
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tiny-gguf-'))
  said = JSON.parse(await readFile(join(SAMPLES, 'logits.json'), 'utf8')) as typeof said
})
afterAll(() => rm(folder, { recursive: true }))

/** The file of a form, made of a GGUF file. */
async function formOf(file: string, form: Form): Promise<string> {
  return await makeForm({ place: file, form, folder }, { signal: new AbortController().signal })
}

/** The logits of a form's model after each of the ids: [ids, CLASSES] */
async function logitsOf(file: string, form: string): Promise<Float32Array> {
  const model = await readModelFolder(file, 'policy', { form })
  if (model.graph.kind !== 'checkpoint') throw new Error('The form has not become a checkpoint.')
  const session = await (await openGraph(model, [], 'cpu')).create(ort, { executionProviders: ['cpu'] })
  const graph = await DELTA_GRAPH.open(session, model, { kept: false })
  const { design } = model.graph
  const [logits] = await feedRows({ design, graph }, 1, 64).feed([said.ids])
  await session.release()
  expect(logits!.length).toBe(said.ids.length * CLASSES)
  return logits!
}

/** The largest distance of a logit from what transformers says. */
function distanceOf(logits: Float32Array, name: string): number {
  const expected = new Float32Array(Uint8Array.from(Buffer.from(said.logits[name]!, 'base64')).buffer)
  const given = logits.subarray(-expected.length)
  return Math.max(...expected.map((logit, at) => Math.abs(logit - given[at]!)))
}

describe.each(['llama', 'qwen2', 'qwen3', 'gemma3', 'phi3', 'gptneox'])('%s', (name) => {
  const file = join(SAMPLES, `${name}.gguf`)

  it('opens as a form, and its logits are those of transformers', async () => {
    expect(distanceOf(await logitsOf(file, await formOf(file, 'as-stored')), name)).toBeLessThan(NEAR)
  })

  it('is rounded to 8 and to 4 bits by the program, which the logits show and the file does not', async () => {
    const before = await readFile(file)
    const [eight, four] = [await formOf(file, 'q8'), await formOf(file, 'q4')]
    const [nearer, further] = [await logitsOf(file, eight), await logitsOf(file, four)]
    expect(distanceOf(nearer, name)).toBeLessThan(ROUNDED.q8)
    expect(distanceOf(further, name)).toBeLessThan(ROUNDED.q4)
    expect(distanceOf(nearer, name)).toBeGreaterThan(NEAR)
    expect(distanceOf(further, name)).toBeGreaterThan(distanceOf(nearer, name))
    expect((await readFile(file)).equals(before)).toBe(true)
  })

  it('is not opened before its weights are laid out anew', async () => {
    expect(ggufInPlace(await readGguf(file))).toBeNull()
    const model = await readModelFolder(file, 'policy')
    expect(model.graph.kind).toBe('gguf')
    await expect(openGraph(model, [], 'cpu')).rejects.toThrow(/have not been laid out/)
  })
})

// In llama.cpp (llm_build_internlm2, qwen2vl, qwen3vl) they compute what the other one does, as far as text goes.
it.each([
  ['internlm2', 'llama'],
  ['qwen2vl', 'qwen2'],
  ['qwen3vl', 'qwen3'],
])('%s is %s by another name', async (name, same) => {
  const source = join(SAMPLES, `${same}.gguf`)
  const file = join(folder, `${name}.gguf`)
  await writeFile(file, await renamed(source, same, name))
  expect((await readGguf(file)).config).toEqual((await readGguf(source)).config)
  expect(distanceOf(await logitsOf(file, await formOf(file, 'as-stored')), same)).toBeLessThan(NEAR)
})

/** The bytes of a file under another architecture: its name, and what all its keys begin with. */
async function renamed(path: string, from: string, to: string): Promise<Buffer> {
  const bytes = await readFile(path)
  const tensors = [...(await readGguf(path)).tensors.values()]
  const start = Math.min(...tensors.map(({ offset }) => offset))
  const whole = bytes.subarray(0, start).toString('latin1')
  // Behind the last tensor's name stand its axes, their sizes, its type and its offset.
  const last = tensors.at(-1)!
  const header = whole.slice(0, whole.lastIndexOf(last.name) + last.name.length + 4 + 8 * last.shape.length + 4 + 8)
  const length = (text: string) => `${String.fromCharCode(text.length)}${'\0'.repeat(7)}`
  const changed = header
    .replace(`${length(from)}${from}`, `${length(to)}${to}`)
    .replace(new RegExp(`.\\0{7}(${from}\\.[\\w.]+)`, 'gs'), (_, key: string) => {
      const name = `${to}${key.slice(from.length)}`
      return `${length(name)}${name}`
    })
  const end = Buffer.from(changed, 'latin1')
  return Buffer.concat([end, Buffer.alloc(-end.length & 31), bytes.subarray(start)])
}
