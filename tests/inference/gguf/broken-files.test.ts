// GGUF files that lie, end too soon or hold what is not known: a sentence each, whatever they say.
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { EspalierError } from '../../../src-main/contract/errors.ts'
import { readGguf } from '../../../src-main/inference/gguf/gguf.ts'
import { isGguf } from '../../../src-main/inference/gguf/gguf-header.ts'
import { BOOL, F32, ggufBytes, I32, list, LIST, TEXT, textOf, U32 } from './write-gguf.ts'
import type { GgufSample, TensorSample } from './write-gguf.ts'

/** A Llama of one layer and eight tokens, in single precision. */
const TOKENS = ['<unk>', '<s>', '</s>', 'a', 'b', 'c', 'ab', 'abc']
const WIDTH = 32
const TENSORS = [
  ['token_embd.weight', [WIDTH, TOKENS.length]],
  ['output_norm.weight', [WIDTH]],
  ['blk.0.attn_q.weight', [WIDTH, WIDTH]],
].reduce<TensorSample[]>((before, [name, sizes]) => {
  const last = before.at(-1)
  const offset = last ? last.offset + 4 * last.sizes.reduce((product, size) => product * size, 1) : 0
  return [...before, { name: name as string, sizes: sizes as number[], type: 0, offset }]
}, [])
const SAMPLE: GgufSample = {
  magic: 'GGUF',
  version: 3,
  tensorCount: null,
  entryCount: null,
  entries: [
    ['general.architecture', TEXT, 'llama'],
    ['general.file_type', U32, 0],
    ['llama.block_count', U32, 1],
    ['llama.context_length', U32, 64],
    ['llama.embedding_length', U32, WIDTH],
    ['llama.feed_forward_length', U32, 64],
    ['llama.attention.head_count', U32, 2],
    ['llama.attention.layer_norm_rms_epsilon', F32, 1e-5],
    ['tokenizer.ggml.model', TEXT, 'llama'],
    ['tokenizer.ggml.tokens', LIST, list(TEXT, TOKENS)],
    ['tokenizer.ggml.scores', LIST, list(F32, [0, 0, 0, -3, -4, -5, -1, -2])],
    ['tokenizer.ggml.token_type', LIST, list(I32, [2, 3, 3, 1, 1, 1, 1, 1])],
    ['tokenizer.ggml.bos_token_id', U32, 1],
    ['tokenizer.ggml.eos_token_id', U32, 2],
    ['tokenizer.ggml.add_bos_token', BOOL, true],
  ],
  tensors: TENSORS,
  data: 4 * (WIDTH * TOKENS.length + WIDTH + WIDTH * WIDTH),
}

const lacking = (key: string) => ({ entries: SAMPLE.entries.filter(([name]) => name !== key) })
const saying = (key: string, type: number, value: unknown) => ({
  entries: [...lacking(key).entries, [key, type, value] as const],
})
const holding = (tensor: Partial<TensorSample>, at = 2) => ({
  tensors: TENSORS.map((one, place) => (place === at ? { ...one, ...tensor } : one)),
})

const BROKEN: readonly [what: string, change: Partial<GgufSample>, sentence: RegExp][] = [
  ['no GGUF', { magic: 'GGML' }, /its file is no GGUF file/],
  ['version 1', { version: 1 }, /of version 1 of GGUF, and 2 and 3 are read/],
  ['version 4', { version: 4 }, /of version 4 of GGUF/],
  ['big-endian', { version: 0x03000000 }, /numbers are big-endian/],
  ['too many entries', { entryCount: 2n ** 62n }, /said to have 4611686018427388000 entries/],
  ['too many tensors', { tensorCount: 2n ** 40n }, /said to have 1099511627776 tensors/],
  ['an entry more than there is', { entryCount: 60_000 }, /cannot be used/],
  ['a long text', saying('general.name', TEXT, textOf('x', 2n ** 40n)), /a text in its header is said to have/],
  ['a text behind the end', saying('general.name', TEXT, textOf('x', 2 ** 20)), /ends in the middle of its header/],
  ['a value of no type', saying('general.name', 13, 0), /a value of the unknown type 13/],
  ['a list of no type', saying('general.name', LIST, list(77, [], 3)), /a value of the unknown type 77/],
  ['a long list', saying('general.name', LIST, list(0, [], 2n ** 50n)), /a list in its header is said to have/],
  ['a list behind the end', saying('general.name', LIST, list(TEXT, [], 2 ** 20)), /ends in the middle of its header/],
  [
    'lists in lists',
    saying('general.name', LIST, list(LIST, [list(LIST, [list(LIST, [list(0, [1])])])])),
    /lists in lists that are too deep/,
  ],
  ['a key twice', { entries: [...SAMPLE.entries, SAMPLE.entries[0]!] }, /says “general.architecture” twice/],
  ['an odd alignment', saying('general.alignment', U32, 0), /an alignment that cannot be/],
  ['no architecture', lacking('general.architecture'), /general.architecture is missing/],
  [
    'an unknown architecture',
    saying('general.architecture', TEXT, 'rwkv9'),
    /“rwkv9” is not known; known are llama, qwen2/,
  ],
  ['experts', saying('llama.expert_count', U32, 8), /8 experts/],
  ['no layers', lacking('llama.block_count'), /llama.block_count is missing/],
  [
    'heads as a text',
    saying('llama.attention.head_count', TEXT, 'two'),
    /head_count must be a number, not the text “two”/,
  ],
  [
    'heads of every layer',
    saying('llama.attention.head_count', LIST, list(U32, [2])),
    /head_count must be a number, not a list/,
  ],
  [
    'an epsilon of nothing',
    saying('llama.attention.layer_norm_rms_epsilon', F32, 0),
    /rms_epsilon must be more than 0/,
  ],
  ['no tokenizer', lacking('tokenizer.ggml.model'), /holds no tokenizer/],
  ['an unknown tokenizer', saying('tokenizer.ggml.model', TEXT, 'bert'), /unknown kind “bert”; known are gpt2, llama/],
  ['no tokens', lacking('tokenizer.ggml.tokens'), /tokenizer.ggml.tokens/],
  ['tokens that are numbers', saying('tokenizer.ggml.tokens', LIST, list(U32, [1, 2])), /tokenizer.ggml.tokens/],
  ['kinds of fewer tokens', saying('tokenizer.ggml.token_type', LIST, list(I32, [1])), /8 tokens and the kinds of 1/],
  ['scores of fewer tokens', saying('tokenizer.ggml.scores', LIST, list(F32, [1])), /8 tokens and the scores of 1/],
  [
    'an end that no token is',
    saying('tokenizer.ggml.eos_token_id', U32, 8),
    /eos token is said to be 8, and it has 8 tokens/,
  ],
  ['more tokens than rows', holding({ sizes: [WIDTH, 4] }, 0), /embedding is 4 x 32, and its header has 8 tokens/],
  ['no embedding', holding({ name: 'output.weight' }, 0), /lack the tensor “token_embd.weight”/],
  [
    'a tensor of another architecture',
    holding({ name: 'blk.0.ssm_a.weight' }),
    /“blk.0.ssm_a.weight” is not known in the architecture llama/,
  ],
  [
    'an unknown quantisation',
    holding({ type: 23 }),
    /“blk.0.attn_q.weight” is of the unknown quantisation IQ4_XS; known are F32, F16/,
  ],
  ['a type of no name', holding({ type: 999 }), /unknown quantisation number 999/],
  ['a tensor behind the end', holding({ offset: 2 ** 20 }), /“blk.0.attn_q.weight” lies behind the end/],
  ['an offset of 64 bits', holding({ offset: 2 ** 52 }), /“blk.0.attn_q.weight” lies behind the end/],
  ['an offset between', holding({ offset: TENSORS[2]!.offset - 4 }), /lies where no tensor can begin/],
  ['tensors over each other', holding({ offset: 0 }), /lie over each other/],
  ['a tensor of no axes', holding({ sizes: [] }), /said to have 0 axes/],
  ['a tensor of five axes', holding({ sizes: [1, 1, 1, 1, 1] }), /said to have 5 axes/],
  ['a tensor without numbers', holding({ sizes: [WIDTH, 0] }), /said to be 32 x 0/],
  ['sizes that overflow', holding({ sizes: [2 ** 31, 2 ** 31, 2 ** 31] }), /said to be 2147483648 x 2147483648 x/],
  ['rows that hold no block', holding({ type: 12 }), /rows of 32, and Q4_K has blocks of 256/],
  ['a tensor twice', holding({ name: 'output_norm.weight' }), /two tensors “output_norm.weight”/],
  ['a part without its name', saying('split.count', U32, 3), /one of 3 parts, and its name does not say which/],
]

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gguf-'))
})

async function written(bytes: Uint8Array, name = 'model.gguf'): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

async function faultOf(path: string): Promise<EspalierError | null> {
  try {
    await readGguf(path)
    return null
  } catch (error) {
    if (error instanceof EspalierError) return error
    throw error
  }
}

it('the sample itself is in order', async () => {
  const path = await written(ggufBytes(SAMPLE), 'sha256-no-ending')
  expect(await isGguf(path)).toBe(true)
  const { config, tensors, tokens, weights, rotary } = await readGguf(path)
  expect(config).toMatchObject({ model_type: 'llama', vocab_size: 8, head_dim: 16, rms_norm_eps: 1e-5 })
  expect([...tensors.keys()]).toContain('model.layers.0.self_attn.q_proj.weight')
  expect({ tokens, weights, rotary }).toEqual({
    tokens: { bos_token_id: 1, eos_token_id: [2], pad_token_id: null },
    weights: 'F32',
    rotary: 'pairs',
  })
})

describe('a broken file is told in a sentence', () => {
  it.each(BROKEN)('%s', async (_, change, sentence) => {
    const fault = await faultOf(await written(ggufBytes({ ...SAMPLE, ...change })))
    expect(fault?.report).toMatchObject({ code: 'model-broken', message: expect.stringMatching(sentence) as string })
    expect(fault?.report.message).toMatch(/^The model “model” cannot be used: .*\.$/)
    expect(fault?.report.advice).toMatch(/\.$/)
  })

  it('what is no file at all', async () => {
    expect((await faultOf(folder))?.report.message).toMatch(/is a folder and should be a file/)
    expect((await faultOf(join(folder, 'gone.gguf')))?.report.code).toBe('model-missing')
    expect(await isGguf(folder)).toBe(false)
    expect((await faultOf(await written(new Uint8Array(), 'empty.gguf')))?.report.message).toMatch(/no GGUF file/)
  })

  it('a part that is missing, by its name', async () => {
    const path = await written(ggufBytes(SAMPLE), 'split-00001-of-00002.gguf')
    const { report } = (await faultOf(path))!
    expect(report.code).toBe('model-missing')
    expect(report.message).toMatch(/split-00002-of-00002\.gguf/)
  })
})

it('a split file is read as one, from any part', async () => {
  const [first, ...others] = TENSORS
  const count = ['split.count', U32, 2] as const
  const one = { ...SAMPLE, entries: [...SAMPLE.entries, count], tensors: [first!] }
  const other = { ...SAMPLE, entries: [count], tensors: others }
  await written(ggufBytes(one), 'parts-00001-of-00002.gguf')
  const path = await written(ggufBytes(other), 'parts-00002-of-00002.gguf')
  const { tensors, files } = await readGguf(path)
  expect(tensors.size).toBe(TENSORS.length)
  expect(new Set([...tensors.values()].map(({ file }) => file))).toEqual(new Set(files.map((file) => file.path)))
})

it('whatever is cut off or changed, it opens or is told in a sentence', async () => {
  const bytes = ggufBytes(SAMPLE)
  const header = bytes.length - SAMPLE.data
  let seed = 1
  const draw = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed % below
  }
  const changes = [
    ...Array.from({ length: 150 }, () => bytes.subarray(0, draw(header + 64))),
    ...Array.from({ length: 350 }, () => {
      const changed = Uint8Array.from(bytes)
      for (let times = draw(3); times >= 0; times--) changed[draw(header)] = draw(4) === 0 ? 255 : draw(256)
      return changed
    }),
  ]
  let refused = 0
  for (const change of changes) if ((await faultOf(await written(change))) !== null) refused++
  expect(refused).toBeGreaterThan(300)
})
