// Small GGUF files of every architecture, in all quantisations that the package gguf can write, say what transformers says of them.
// models/recipe/tiny_gguf.py made them, with the logits.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as ort from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ggufForm, ggufInPlace } from '../../../src-main/inference/gguf/gguf-form.ts'
import { readGguf } from '../../../src-main/inference/gguf/gguf.ts'
import { DELTA_GRAPH } from '../../../src-main/inference/graph/delta-graph.ts'
import { openGraph } from '../../../src-main/inference/graph/opened-graph.ts'
import { readModelFolder } from '../../../src-main/inference/model/model-folder.ts'
import { writeForm } from '../../../src-main/inference/weights/form-writer.ts'
import { feedRows } from '../written-rows.ts'

const SAMPLES = 'tests/inference/gguf/samples'
const CLASSES = 96
/** Largest difference of a logit. */
const NEAR = 1e-3

let folder = ''
let said: { ids: number[]; logits: Record<string, string> }
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tiny-gguf-'))
  said = JSON.parse(await readFile(join(SAMPLES, 'logits.json'), 'utf8')) as typeof said
})
afterAll(() => rm(folder, { recursive: true }))

describe.each(['llama', 'qwen2', 'qwen3', 'gemma3', 'phi3'])('%s', (name) => {
  const file = join(SAMPLES, `${name}.gguf`)

  it('opens as a form, and its logits are those of transformers', async () => {
    const gguf = await readGguf(file)
    const form = join(folder, `${name}.safetensors`)
    const facts = { source: 'tiny', weights: gguf.weights, rotary: gguf.rotary, normsHoldOne: gguf.normsHoldOne }
    const options = { signal: new AbortController().signal }
    await writeForm(form, { ...facts, tensors: ggufForm(gguf) }, options)
    const model = await readModelFolder(file, 'policy', { form })
    if (model.graph.kind !== 'checkpoint') throw new Error('The form has not become a checkpoint.')
    const session = await openGraph(model, [DELTA_GRAPH]).create(ort, { executionProviders: ['cpu'] })
    const graph = await DELTA_GRAPH.open(session, model, { kept: false })
    const { design } = model.graph
    const [logits] = await feedRows({ design, graph }, 1, 64).feed([said.ids])
    await session.release()
    const expected = new Float32Array(Uint8Array.from(Buffer.from(said.logits[name]!, 'base64')).buffer)
    const given = logits!.subarray(-expected.length)
    const distance = Math.max(...expected.map((logit, at) => Math.abs(logit - given[at]!)))
    expect(logits!.length).toBe(said.ids.length * CLASSES)
    expect(distance).toBeLessThan(NEAR)
  })

  it('is not opened before its weights are laid out anew', async () => {
    expect(ggufInPlace(await readGguf(file))).toBeNull()
    const model = await readModelFolder(file, 'policy')
    expect(model.graph.kind).toBe('gguf')
    expect(() => openGraph(model, [DELTA_GRAPH])).toThrow(/have not been laid out/)
  })
})
