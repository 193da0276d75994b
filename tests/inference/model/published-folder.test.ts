// Model folders as they are published: what they say is read, they are opened in place, and what is wrong is told.
import { createHash } from 'node:crypto'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EspalierError } from '../../../src-main/contract/errors.ts'
import { Sampling } from '../../../src-main/contract/sampling.ts'
import { openOnnxSession } from '../../../src-main/inference/graph/onnx-session.ts'
import { readModelFolder } from '../../../src-main/inference/model/model-folder.ts'
import { openSession, policyOver } from '../../../src-main/inference/session/session-client.ts'

const SAMPLES = resolve('tests/inference/checkpoints')
let root: string
let folder: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'espalier-published-'))
  folder = join(root, 'model')
})
afterEach(() => rmSync(root, { recursive: true }))

/** A token for each of 128 characters, so that every id of the samples has a text. */
const CHARACTERS = Array.from({ length: 128 }, (_, id) => [String.fromCodePoint(id === 0 ? 10 : id + 31), id] as const)

/** A sample with a tokenizer, which the samples are without. */
function take(sample: string): void {
  cpSync(join(SAMPLES, sample), folder, { recursive: true })
  const model = { type: 'BPE', vocab: Object.fromEntries(CHARACTERS), merges: [] }
  const nothing = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null }
  put('tokenizer.json', { added_tokens: [], ...nothing, model })
  put('tokenizer_config.json', { tokenizer_class: 'PreTrainedTokenizerFast' })
}

function put(file: string, content: unknown): void {
  writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))
}

function change(values: Record<string, unknown>, file = 'config.json'): void {
  put(file, { ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as object), ...values })
}

/** Every name, size, time and content below a folder. */
function listing(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => {
    const { size, mtimeMs } = statSync(join(path, name))
    return `${name} ${size} ${mtimeMs} ${createHash('sha256')
      .update(readFileSync(join(path, name)))
      .digest('hex')}`
  })
}

async function openHere() {
  const read = await readModelFolder(folder, 'policy')
  const session = await openOnnxSession({ folder: read, device: 'cpu', threads: 1 })
  await session.release()
}

describe('a published folder', () => {
  it.each(['llama', 'llama-fp16', 'llama-bf16', 'qwen2-shards'])(
    'is opened in place and stays as it is: %s',
    async (sample) => {
      take(sample)
      // A token a character makes a long prompt.
      change({ max_position_embeddings: 4096 })
      const before = listing(folder)
      const session = await openSession({ folder, role: 'policy', threads: 1 })
      const policy = policyOver(session.connect(), session.facts)
      const request = { path: { question: '1 + 1', steps: [] }, seeds: [1], maxTokens: 4 }
      const { proposals } = await policy.propose([request], Sampling.parse({}), new AbortController().signal)
      expect(proposals[0]![0]!.tokenIds.length).toBeGreaterThan(0)
      await session.close()
      expect(listing(folder)).toEqual(before)
    },
  )

  it('says all its ends, its chat template and how it is drawn', async () => {
    take('llama')
    change({ eos_token_id: [2, 5], pad_token_id: null, head_dim: null })
    put('generation_config.json', {
      eos_token_id: [7, 5],
      do_sample: true,
      temperature: 0.6,
      top_k: 20,
      top_p: 7,
      min_p: null,
    })
    put('chat_template.jinja', '{{ messages }}')
    const { tokens, suggested, headSize } = await readModelFolder(folder, 'policy')
    expect(tokens).toEqual({ beginning: 1, ends: [2, 5, 7], padding: 2 })
    expect(headSize).toBe(8)
    // A share above 1 cannot be, so nothing is said of it.
    expect(suggested).toMatchObject({ chatTemplate: '{{ messages }}', sampling: { temperature: 0.6, topK: 20 } })
    expect(suggested.sampling).not.toHaveProperty('topP')
    put('generation_config.json', { temperature: 0.6, repetition_penalty: 1.1 })
    expect((await readModelFolder(folder, 'policy')).suggested.sampling).toEqual({ repetitionPenalty: 1.1 })
  })

  it.each<[what: string, template: unknown, chosen: string | null]>([
    ['a text', 'one', 'one'],
    ['none', undefined, null],
    [
      'several',
      [
        { name: 'tools', template: 'two' },
        { name: 'default', template: 'three' },
      ],
      'three',
    ],
  ])('takes its chat template from tokenizer_config.json: %s', async (_, template, chosen) => {
    take('llama')
    change({ chat_template: template }, 'tokenizer_config.json')
    expect((await readModelFolder(folder, 'policy')).suggested.chatTemplate).toBe(chosen)
  })

  it('is read in the part about text where it also sees', async () => {
    take('llama')
    const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>
    put('config.json', {
      architectures: config['architectures'],
      model_type: 'seeing',
      eos_token_id: 9,
      text_config: config,
    })
    expect((await readModelFolder(folder, 'policy')).layers).toBe(2)
  })

  it.each<[what: string, make: () => void, code: string, message: RegExp]>([
    [
      'no config.json',
      () => rmSync(join(folder, 'config.json')),
      'missing',
      /^The file config\.json of the model “model” is missing\.$/,
    ],
    ['an empty config.json', () => put('config.json', ''), 'broken', /config\.json is not valid JSON\.$/],
    [
      'a list for config.json',
      () => put('config.json', '[]'),
      'broken',
      /in config\.json, its content must be an object, not a list\.$/,
    ],
    [
      'a folder for config.json',
      () => {
        rmSync(join(folder, 'config.json'))
        mkdirSync(join(folder, 'config.json'))
      },
      'broken',
      /config\.json is a folder and should be a file\.$/,
    ],
    [
      'a circle of links',
      () => {
        rmSync(join(folder, 'config.json'))
        symlinkSync('b', join(folder, 'config.json'))
        symlinkSync('config.json', join(folder, 'b'))
      },
      'broken',
      /is a link that leads round in a circle\.$/,
    ],
    [
      'a config.json without an end',
      () => truncateSync(join(folder, 'config.json'), 3e8),
      'broken',
      /config\.json has 300 MB, and at most 150 MB are read\.$/,
    ],
    [
      'an unknown architecture',
      () => change({ architectures: ['MambaForCausalLM'], model_type: 'mamba' }),
      'broken',
      /its architecture MambaForCausalLM is not known\.$/,
    ],
    ['no architecture', () => change({ architectures: null, model_type: null }), 'broken', /names no architecture/],
    ['a head size that is odd', () => change({ head_dim: 7 }), 'broken', /heads of 7 numbers/],
    [
      'another head size',
      () => change({ head_dim: 8 }),
      'broken',
      /by config\.json its tensor “.*q_proj\.weight” would be 32 x 32, and it is 64 x 32\.$/,
    ],
    [
      'more layers than there are',
      () => change({ num_hidden_layers: 4 }),
      'broken',
      /lack the tensor “model\.layers\.2\./,
    ],
    [
      'a vocabulary of a thousand million',
      () => change({ vocab_size: 1e9 }),
      'broken',
      /in config\.json, vocab_size must be at most 10000000, not 1000000000\.$/,
    ],
    [
      'another width',
      () => change({ hidden_size: 40 }),
      'broken',
      /“model\.embed_tokens\.weight” would be 128 x 40, and it is 128 x 32\.$/,
    ],
    [
      'an end outside the vocabulary',
      () => change({ eos_token_id: [2, 128] }),
      'broken',
      /eos_token_id must be less than vocab_size, 128, not 128\.$/,
    ],
    ['a text for an end', () => change({ eos_token_id: 'end' }), 'broken', /in config\.json, eos_token_id/],
    [
      'weights of another program',
      () => change({ quantization_config: { quant_method: 'gptq' } }),
      'broken',
      /quantised by gptq, which cannot be read\.$/,
    ],
    ['no tokenizer', () => rmSync(join(folder, 'tokenizer.json')), 'missing', /^The file tokenizer\.json/],
    [
      'a tokenizer of another format',
      () => {
        rmSync(join(folder, 'tokenizer.json'))
        put('tokenizer.model', 'x')
      },
      'broken',
      /its tokenizer is in tokenizer\.model and not in tokenizer\.json\.$/,
    ],
    [
      'a tokenizer that is a list',
      () => put('tokenizer.json', '[1]'),
      'broken',
      /in tokenizer\.json, its content must be an object/,
    ],
    [
      'a chat template of numbers',
      () => change({ chat_template: 7 }, 'tokenizer_config.json'),
      'broken',
      /in tokenizer_config\.json, chat_template is no text\.$/,
    ],
    [
      'a broken generation_config.json',
      () => put('generation_config.json', '{,}'),
      'broken',
      /generation_config\.json is not valid JSON\.$/,
    ],
    ['no weights', () => rmSync(join(folder, 'model.safetensors')), 'missing', /The file model\.safetensors/],
    [
      'empty weights',
      () => truncateSync(join(folder, 'model.safetensors'), 0),
      'broken',
      /model\.safetensors is empty\.$/,
    ],
    [
      'weights that are cut off',
      () => truncateSync(join(folder, 'model.safetensors'), 9000),
      'broken',
      /“lm_head\.weight” lies at bytes 0 to 16384, and there are 6888\.$/,
    ],
    [
      'a file for the folder',
      () => {
        rmSync(folder, { recursive: true })
        writeFileSync(folder, 'x')
      },
      'broken',
      /it is a file, and neither a model folder nor a GGUF file\.$/,
    ],
    ['nothing', () => rmSync(folder, { recursive: true }), 'missing', /^The folder of the model “model” is missing\.$/],
  ])('is refused in words: %s', async (_, make, code, message) => {
    take('llama')
    make()
    const error: unknown = await openHere().catch((error: unknown) => error)
    expect(error).toBeInstanceOf(EspalierError)
    const { report } = error as EspalierError
    expect(report).toMatchObject({ code: `model-${code}`, message: expect.stringMatching(message) as string })
    expect(report.message).toContain('“model”')
    expect(report.advice).not.toBe('')
    expect(report.message + report.advice).not.toContain(root)
  })

  it('names the architectures that are known where its own is not', async () => {
    take('llama')
    change({ architectures: ['MambaForCausalLM'], model_type: 'mamba' })
    const error: unknown = await openHere().catch((error: unknown) => error)
    const { message, advice } = (error as EspalierError).report
    for (const known of ['Llama', 'Qwen3', 'Gemma3', 'Phi3', 'GPTNeoX']) expect(message + advice).toContain(known)
  })
})
