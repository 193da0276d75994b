import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EspalierError } from '../../../src-main/contract/errors.ts'
import { lackingFiles, readCatalog } from '../../../src-main/engine/library/catalog-file.ts'
import { graphName, readModelFolder } from '../../../src-main/inference/model/model-folder.ts'
import { openSession } from '../../../src-main/inference/session/session-client.ts'
import { POLICY, PRM, TINY } from '../embedded.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-model-'))
  cpSync(PRM, folder, { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true }))

async function reportFrom(promise: Promise<unknown>) {
  const error: unknown = await promise.then(
    () => null,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(EspalierError)
  return (error as EspalierError).report
}

describe('a model folder', () => {
  it('says what the embedded models are', async () => {
    expect(await readModelFolder(POLICY, 'policy')).toMatchObject({ layers: 4, vocabulary: 512, reward: null })
    const { prompt, reward } = await readModelFolder(PRM, 'verifier')
    expect(prompt).toEqual({ template: '{question}\n', addBeginning: true })
    expect(reward).not.toBeNull()
  })

  it('is another model where the data beside its graph are others', async () => {
    rmSync(folder, { recursive: true })
    cpSync(TINY, folder, { recursive: true })
    const { sha256 } = await readModelFolder(folder, 'policy')
    expect((await readModelFolder(TINY, 'policy')).sha256).toBe(sha256)
    const data = join(folder, 'onnx', 'model.onnx_data')
    writeFileSync(data, readFileSync(data).fill(1, 0, 4))
    expect((await readModelFolder(folder, 'policy')).sha256).not.toBe(sha256)
    rmSync(data)
    const { code, message } = await reportFrom(openSession({ folder, role: 'policy', threads: 1 }))
    expect(code).toBe('model-broken')
    expect(message).toContain('onnx/model.onnx')
  })

  it.each(['config.json', 'tokenizer.json', 'tokenizer_config.json', 'process_reward_config.json', 'onnx/model.onnx'])(
    'names %s if it is missing',
    async (file) => {
      rmSync(join(folder, file))
      const { code, message, advice } = await reportFrom(readModelFolder(folder, 'verifier'))
      expect(code).toBe('model-missing')
      expect(message).toContain(file)
      expect(advice).not.toBe('')
    },
  )

  it('holds a graph for each form, and names the one that is missing', async () => {
    for (const [dtype, name] of [
      ['fp16', 'model_fp16.onnx'],
      ['int8', 'model_int8.onnx'],
      ['uint8', 'model_uint8.onnx'],
      ['q8', 'model_quantized.onnx'],
      ['q4', 'model_q4.onnx'],
      ['q4f16', 'model_q4f16.onnx'],
      ['bnb4', 'model_bnb4.onnx'],
    ] as const) {
      const { code, message } = await reportFrom(readModelFolder(folder, 'verifier', dtype))
      expect(code).toBe('model-missing')
      expect(message).toContain(`onnx/${name}`)
      cpSync(join(folder, 'onnx', 'model.onnx'), join(folder, 'onnx', name))
      expect(graphName(await readModelFolder(folder, 'verifier', dtype))).toBe(`onnx/${name}`)
    }
    renameSync(join(folder, 'onnx', 'model_q4.onnx'), join(folder, 'model_q4.onnx'))
    expect(graphName(await readModelFolder(folder, 'verifier', 'q4'))).toBe('model_q4.onnx')
  })

  it('of the catalog lacks the graph of the form that its entry names', async () => {
    const { models } = await readCatalog(resolve('models'))
    const entry = { ...models.find(({ role }) => role === 'verifier')!, folder: basename(folder) }
    expect(lackingFiles(dirname(folder), entry)).toBeNull()
    expect(lackingFiles(dirname(folder), { ...entry, dtype: 'q4' })?.message).toContain('onnx/model_q4.onnx')
  })

  it('names the field that does not fit', async () => {
    writeFileSync(join(folder, 'process_reward_config.json'), '{"template": "{question}", "head": "guess"}')
    const { code, message } = await reportFrom(readModelFolder(folder, 'verifier'))
    expect(code).toBe('model-broken')
    expect(message).toMatch(/process_reward_config\.json, “step_separator”/)
    writeFileSync(join(folder, 'config.json'), '{')
    expect((await reportFrom(readModelFolder(folder, 'verifier'))).message).toContain('config.json is not valid JSON')
  })

  it('is refused in words if its graph is damaged', async () => {
    writeFileSync(join(folder, 'onnx', 'model.onnx'), 'no graph')
    const { code, message } = await reportFrom(openSession({ folder, role: 'verifier' }))
    expect(code).toBe('model-broken')
    expect(message).toMatch(/The graph onnx\/model\.onnx of the model .* cannot be read/)
  })

  it('may keep its graph at the top', async () => {
    renameSync(join(folder, 'onnx', 'model.onnx'), join(folder, 'model.onnx'))
    expect(graphName(await readModelFolder(folder, 'verifier'))).toBe('model.onnx')
  })

  it('is refused in words if its graph is of another kind', async () => {
    const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>
    // A graph that lacks the cache of the layers its folder promises is no delta graph.
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, num_hidden_layers: 40 }))
    const { code, message, details } = await reportFrom(openSession({ folder, role: 'verifier' }))
    expect(code).toBe('model-broken')
    expect(message).toMatch(/of a kind that Espalier does not know/)
    expect(details).toContain('past_lengths')
  })

  it('is refused in words by a device that is not there', async () => {
    const { code, message, advice } = await reportFrom(openSession({ folder, role: 'verifier', device: 'cuda' }))
    expect(code).toBe('device-refused')
    expect(message).toContain('CUDA')
    expect(advice).toContain('CPU')
  })

  it('is refused in words if it is not there', async () => {
    expect((await reportFrom(openSession({ folder: join(folder, 'gone'), role: 'policy' }))).code).toBe('model-missing')
  })
})
