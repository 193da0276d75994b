import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EspalierError } from '../../../src-main/contract/errors.ts'
import { lackingFiles, readCatalog } from '../../../src-main/engine/library/catalog-file.ts'
import { onnxBytes } from '../../../src-main/inference/graph/onnx-bytes.ts'
import { lookAt } from '../../../src-main/engine/library/look-at-model.ts'
import { graphName } from '../../../src-main/inference/model/graph-file.ts'
import { weightsChecksum } from '../../../src-main/inference/model/model-checksum.ts'
import { readModelFolder } from '../../../src-main/inference/model/model-folder.ts'
import { openSession, verifierOver } from '../../../src-main/inference/session/session-client.ts'
import { POLICY, PRM } from '../embedded.ts'

/** A folder as another tool exports it, its weights beside the graph. */
const EXPORTED = resolve('tests/inference/onnx-folders/genai-fp32')

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
    cpSync(EXPORTED, folder, { recursive: true })
    const sumOf = async (path: string) => weightsChecksum((await readModelFolder(path, 'policy')).graph)
    const sha256 = await sumOf(folder)
    expect(await sumOf(EXPORTED)).toBe(sha256)
    const data = join(folder, 'model.onnx.data')
    writeFileSync(data, readFileSync(data).fill(1, 0, 4))
    expect(await sumOf(folder)).not.toBe(sha256)
    rmSync(data)
    const { code, message } = await reportFrom(openSession({ folder, role: 'policy', threads: 1 }))
    expect(code).toBe('model-broken')
    expect(message).toContain('The graph model.onnx of the model')
  })

  it.each(['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'])(
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
      const { code, message } = await reportFrom(readModelFolder(folder, 'verifier', { dtype }))
      expect(code).toBe('model-missing')
      expect(message).toContain(`onnx/${name}`)
      cpSync(join(EXPORTED, 'model.onnx'), join(folder, 'onnx', name))
      expect((await readModelFolder(folder, 'verifier', { dtype })).graph).toEqual({
        kind: 'file',
        path: join(folder, 'onnx', name),
      })
    }
    renameSync(join(folder, 'onnx', 'model_q4.onnx'), join(folder, 'model_q4.onnx'))
    const { graph } = await readModelFolder(folder, 'verifier', { dtype: 'q4' })
    expect(graph.kind === 'file' && graphName(graph.path)).toBe('model_q4.onnx')
  })

  it('of the catalog lacks the graph of the form that its entry names, or the file of a PRM', async () => {
    const { models } = await readCatalog(resolve('models'))
    const entry = { ...models.find(({ role }) => role === 'verifier')!, folder: basename(folder) }
    expect(lackingFiles(dirname(folder), entry)).toBeNull()
    expect(lackingFiles(dirname(folder), { ...entry, dtype: 'q4' })?.message).toContain('onnx/model_q4.onnx')
    rmSync(join(folder, 'process_reward_config.json'))
    expect(lackingFiles(dirname(folder), entry)?.message).toContain('process_reward_config.json')
  })

  it('names the field that does not fit', async () => {
    writeFileSync(join(folder, 'process_reward_config.json'), '{"template": "{question}", "head": "guess"}')
    const { code, message } = await reportFrom(readModelFolder(folder, 'verifier'))
    expect(code).toBe('model-broken')
    expect(message).toMatch(/in process_reward_config\.json, step_separator is missing\.$/)
    writeFileSync(join(folder, 'config.json'), '{')
    expect((await reportFrom(readModelFolder(folder, 'verifier'))).message).toContain('config.json is not valid JSON')
  })

  it('is refused in words if its graph is damaged', async () => {
    exportGraph('no graph')
    const { code, message } = await reportFrom(openSession({ folder, role: 'verifier' }))
    expect(code).toBe('model-broken')
    expect(message).toMatch(/The graph onnx\/model\.onnx of the model .* cannot be read/)
  })

  it.each([
    ['that nobody knows', 'Nonsense', undefined],
    ['that a later version has', 'Later', 'com.microsoft'],
    ['that only other devices have', 'NhwcConv', 'com.microsoft'],
  ])('is refused in words if its graph has an operator %s', async (_, op, domain) => {
    const [shape, type] = [['rows', 5, 'past', 32], 'float32'] as const
    const outputs = ['logits', 'present.0.key', 'present.0.value']
    const inputs = ['past_key_values.0.key', 'past_key_values.0.value']
    const graph = onnxBytes({
      nodes: outputs.map((output) => ({ op, ...(domain && { domain }), inputs, outputs: [output] })),
      inputs: { input_ids: { type: 'int64' }, ...Object.fromEntries(inputs.map((name) => [name, { type, shape }])) },
      outputs: Object.fromEntries(outputs.map((name) => [name, { type }])),
    })
    exportGraph(Buffer.from(graph).toString('latin1'))
    rewrite({ num_hidden_layers: 1 })
    const { code, message } = await reportFrom(openSession({ folder, role: 'verifier' }))
    expect(code).toBe('model-broken')
    expect(message).toMatch(new RegExp(`cannot be computed here: it has the operator “${op}”`))
  })

  it('may keep its graph at the top', async () => {
    exportGraph('no graph')
    renameSync(join(folder, 'onnx', 'model.onnx'), join(folder, 'model.onnx'))
    const { graph } = await readModelFolder(folder, 'verifier')
    expect(graph).toEqual({ kind: 'file', path: join(folder, 'model.onnx') })
  })

  it('is refused in words if its graph is of another kind', async () => {
    const graph = readFileSync(join(EXPORTED, 'model.onnx'), 'latin1')
    exportGraph(graph.replaceAll('past_key_values', 'last_key_values'))
    const { code, message, details } = await reportFrom(openSession({ folder, role: 'verifier' }))
    expect(code).toBe('model-broken')
    expect(message).toMatch(/of a kind that Espalier does not know/)
    expect(details).toContain('last_key_values')
  })

  /** Makes the folder one that another tool has exported, with this content as its graph. */
  function exportGraph(content: string): void {
    rmSync(join(folder, 'model.safetensors'))
    mkdirSync(join(folder, 'onnx'))
    writeFileSync(join(folder, 'onnx', 'model.onnx'), content, 'latin1')
  }

  /** Writes into the folder's config.json, or into another file of its own. */
  function rewrite(values: Record<string, unknown>, file = 'config.json'): void {
    const content = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>
    writeFileSync(join(folder, file), JSON.stringify({ ...content, ...values }))
  }

  it.each<[what: string, values: Record<string, unknown>, message: RegExp]>([
    [
      'a text for a number',
      { num_hidden_layers: '4' },
      /in config\.json, num_hidden_layers must be a number, not the text “4”\.$/,
    ],
    ['a negative number', { head_dim: -32 }, /in config\.json, head_dim must be more than 0, not -32\.$/],
    ['a fraction', { vocab_size: 511.5 }, /in config\.json, vocab_size must be a whole number, not 511\.5\.$/],
    ['a number left out', { hidden_size: undefined }, /in config\.json, hidden_size is missing\.$/],
    ['nothing', { num_attention_heads: null }, /in config\.json, num_attention_heads is missing\.$/],
    [
      'heads that cannot be shared out',
      { num_key_value_heads: 2 },
      /num_attention_heads 5 is no multiple of num_key_value_heads 2\.$/,
    ],
    [
      'an end outside the vocabulary',
      { eos_token_id: 512 },
      /eos_token_id must be less than vocab_size, 512, not 512\.$/,
    ],
  ])('is refused in words by what config.json says: %s', async (_, values, message) => {
    rewrite(values)
    expect(await reportFrom(readModelFolder(folder, 'verifier'))).toMatchObject({
      code: 'model-broken',
      message: expect.stringMatching(message) as string,
    })
  })

  it('says for which policies its PRM is meant, where its file does', async () => {
    rewrite({ meant_for: undefined }, 'process_reward_config.json')
    expect((await lookAt({ place: folder, role: null })).meantFor).toBeUndefined()
    rewrite({ meant_for: ['a-policy', 'Another'] }, 'process_reward_config.json')
    expect((await lookAt({ place: folder, role: null })).meantFor).toEqual(['a-policy', 'Another'])
    rewrite({ meant_for: 'a-policy' }, 'process_reward_config.json')
    expect((await reportFrom(readModelFolder(folder, 'verifier'))).message).toContain('meant_for')
  })

  it('is refused where its PRM has one class for right and wrong', async () => {
    rewrite({ positive: 0, negative: 0 }, 'process_reward_config.json')
    expect(await reportFrom(readModelFolder(folder, 'verifier'))).toMatchObject({
      code: 'model-broken',
      message: expect.stringMatching(/positive must be another than “negative”\.$/) as string,
    })
  })

  it.each<[values: Record<string, unknown>, message: string]>([
    [
      { head_dim: 7 },
      'in config.json, head_dim and partial_rotary_factor: 1 of heads of 7 numbers are to be rotated, which gives no pairs',
    ],
    [{ num_hidden_layers: 2 }, 'by config.json it has 2 layers, and its weights have 6'],
    [{ num_hidden_layers: 40 }, 'its weights lack the tensor “model.layers.6.input_layernorm.weight”'],
    [{ num_key_value_heads: 1 }, tensorMisfit('layers.0.self_attn.k_proj', '32 x 160', '160 x 160')],
    [{ vocab_size: 600, bos_token_id: 599 }, tensorMisfit('embed_tokens', '600 x 160', '512 x 160')],
    [{ vocab_size: 1e9 }, 'in config.json, vocab_size must be at most 10000000, not 1000000000'],
  ])('is refused by weights that are not what it says: %j', async (values, message) => {
    rewrite(values)
    const report = await reportFrom(openSession({ folder, role: 'verifier', threads: 1 }))
    expect(report).toMatchObject({
      code: 'model-broken',
      message: `The model “${basename(folder)}” cannot be used: ${message}.`,
    })
    expect(report.details).toContain(folder)
  })

  it.each<[values: Record<string, unknown>, message: string]>([
    [{ head_dim: 7 }, 'config.json says head_dim 7, the graph has 16'],
    [{ num_hidden_layers: 40 }, 'config.json says num_hidden_layers 40, the graph has 2'],
    [{ num_key_value_heads: 1 }, 'config.json says num_key_value_heads 1, the graph has 2'],
    [{ vocab_size: 1e9 }, 'config.json says vocab_size 1000000000, the graph has 264'],
  ])('is refused by a graph that is not what it says: %j', async (values, message) => {
    rmSync(folder, { recursive: true })
    cpSync(resolve('tests/inference/onnx-folders/optimum-llama'), folder, { recursive: true })
    rewrite(values)
    const report = await reportFrom(openSession({ folder, role: 'policy', threads: 1 }))
    expect(report).toMatchObject({
      code: 'model-broken',
      message: `The model “${basename(folder)}” cannot be used: ${message}.`,
    })
    expect(report.details).toContain('model.onnx')
  })

  it('is refused by a graph without the classes that its PRM names', async () => {
    rewrite({ positive: 7 }, 'process_reward_config.json')
    const { code, message } = await reportFrom(openSession({ folder, role: 'verifier', threads: 1 }))
    expect([code, message]).toEqual([
      'model-broken',
      expect.stringMatching(/names class 7, .* the graph has 2 classes/),
    ])
  })

  it('is named where the first pass is refused by what no shape tells', async () => {
    // Takes rows by the numbers of tokens, and there are not so many.
    const past = ['batch', 5, 'past', 32]
    const picked = (plane: string, output: string) => ({
      op: 'Gather',
      inputs: [plane, 'input_ids'],
      outputs: [output],
      attributes: { axis: 0 },
    })
    const [key, value] = ['past_key_values.0.key', 'past_key_values.0.value'] as const
    const graph = onnxBytes({
      nodes: [picked(key, 'present.0.key'), picked(value, 'present.0.value'), picked(key, 'logits')],
      inputs: {
        input_ids: { type: 'int64', shape: ['batch', 'chunk'] },
        [key]: { type: 'float32', shape: past },
        [value]: { type: 'float32', shape: past },
      },
      outputs: {
        logits: { type: 'float32' },
        'present.0.key': { type: 'float32' },
        'present.0.value': { type: 'float32' },
      },
    })
    exportGraph(Buffer.from(graph).toString('latin1'))
    rewrite({ num_hidden_layers: 1 })
    const session = await openSession({ folder, role: 'verifier', threads: 1 })
    const verifier = verifierOver(session.connect(), session.facts)
    const path = { question: '1 + 1 = ?', steps: [{ text: '1 + 1 = 2', tokenIds: [] }] }
    const { code, message, details } = await reportFrom(verifier.score([path], new AbortController().signal))
    expect(code).toBe('model-broken')
    expect(message).toContain(`The graph onnx/model.onnx of the model “${basename(folder)}” refuses its first pass`)
    expect(details).toContain(folder)
    await session.close()
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

function tensorMisfit(tensor: string, said: string, found: string): string {
  return `by config.json its tensor “model.${tensor}.weight” would be ${said}, and it is ${found}`
}
