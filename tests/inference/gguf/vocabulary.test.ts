// Tokenizers of GGUF files give the ids of the Python tokenizers: the samples of tests/inference/model/tokenizers as such files hold them.
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readGguf } from '../../../src-main/inference/gguf/gguf.ts'
import type { Gguf } from '../../../src-main/inference/gguf/gguf.ts'
import { openTokenizer } from '../../../src-main/inference/model/tokenizer.ts'
import { BOOL, F32, ggufBytes, I32, list, LIST, TEXT, U32 } from './write-gguf.ts'
import type { Entry } from './write-gguf.ts'

interface Sample {
  tokenizer: {
    model: { vocab: Record<string, number>; merges: [string, string][] }
    added_tokens: { id: number; content: string; special: boolean }[]
  }
  cases: { text: string; ids: number[]; back?: string }[]
}

const WIDTH = 32
const [NORMAL, CONTROL, DEFINED, BYTE] = [1, 3, 4, 6]

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gguf-vocabulary-'))
})

async function sampleOf(name: string): Promise<Sample> {
  return JSON.parse(await readFile(`tests/inference/model/tokenizers/${name}.json`, 'utf8')) as Sample
}

/** The tokens in the order of their ids, and their kinds as llama.cpp's converter has them. */
function tokensOf({ tokenizer }: Sample): { texts: string[]; kinds: number[] } {
  const added = new Map(tokenizer.added_tokens.map(({ id, special }) => [id, special ? CONTROL : DEFINED]))
  const sorted = Object.entries(tokenizer.model.vocab).sort(([, one], [, other]) => one - other)
  // Runs of spaces are defined by Gemma's publisher, and the converter writes them as spaces.
  const texts = sorted.map(([text]) => (/^▁▁+$/.test(text) ? ' '.repeat(text.length) : text))
  const kinds = texts.map((text, id) => {
    if (/^<0x..>$/.test(text)) return BYTE
    return added.get(id) ?? (/^ +$/.test(text) ? DEFINED : NORMAL)
  })
  return { texts, kinds }
}

async function read(name: string, { texts, kinds }: ReturnType<typeof tokensOf>, own: readonly Entry[]): Promise<Gguf> {
  const path = join(folder, name)
  const entries: Entry[] = [
    ['general.architecture', TEXT, 'llama'],
    ['llama.block_count', U32, 1],
    ['llama.context_length', U32, 64],
    ['llama.embedding_length', U32, WIDTH],
    ['llama.feed_forward_length', U32, 64],
    ['llama.attention.head_count', U32, 2],
    ['llama.attention.layer_norm_rms_epsilon', F32, 1e-5],
    ['tokenizer.ggml.tokens', LIST, list(TEXT, texts)],
    ['tokenizer.ggml.token_type', LIST, list(I32, kinds)],
    ...own,
  ]
  const embedding = { name: 'token_embd.weight', sizes: [WIDTH, texts.length], type: 0, offset: 0 }
  const sample = { magic: 'GGUF', version: 3, tensorCount: null, entryCount: null, entries, tensors: [embedding] }
  await writeFile(path, ggufBytes({ ...sample, data: 4 * WIDTH * texts.length }))
  return await readGguf(path)
}

function gemma(sample: Sample, own: readonly Entry[] = []): Promise<Gguf> {
  const tokens = tokensOf(sample)
  const scores = tokens.kinds.map((kind, id) => (kind === NORMAL ? -id : -1000))
  return read('gemma', tokens, [
    ['tokenizer.ggml.model', TEXT, 'llama'],
    ['tokenizer.ggml.scores', LIST, list(F32, scores)],
    ['tokenizer.ggml.unknown_token_id', U32, tokens.texts.indexOf('<unk>')],
    ['tokenizer.ggml.bos_token_id', U32, tokens.texts.indexOf('<bos>')],
    ...own,
  ])
}

function smollm(sample: Sample, own: readonly Entry[]): Promise<Gguf> {
  const merges = sample.tokenizer.model.merges.map((pair) => pair.join(' '))
  return read('smollm', tokensOf(sample), [
    ['tokenizer.ggml.model', TEXT, 'gpt2'],
    ['tokenizer.ggml.merges', LIST, list(TEXT, merges)],
    ...own,
  ])
}

const FILES = {
  smollm2: (sample: Sample) => smollm(sample, [['tokenizer.ggml.pre', TEXT, 'smollm']]),
  gemma3: (sample: Sample) => gemma(sample, [['tokenizer.ggml.add_space_prefix', BOOL, false]]),
}

describe.each(Object.entries(FILES))('the vocabulary of %s', (name, make) => {
  it('gives the ids of the Python tokenizer, and the text back as it does', async () => {
    const sample = await sampleOf(name)
    const { tokenizer } = await make(sample)
    const opened = openTokenizer({ name, tokenizer })
    const { cases } = sample
    expect(cases.map(({ text }) => ({ text, ids: opened.encode(text) }))).toEqual(
      cases.map(({ text, ids }) => ({ text, ids })),
    )
    expect(cases.map(({ ids }) => opened.decode(ids))).toEqual(cases.map(({ text, back }) => back ?? text))
  })

  it('never makes a control token of a person’s text', async () => {
    const sample = await sampleOf(name)
    const { tokenizer } = await make(sample)
    const opened = openTokenizer({ name, tokenizer })
    const controls = sample.tokenizer.added_tokens.filter(({ special }) => special)
    for (const { id, content } of controls) {
      expect(opened.encode(content)).toEqual([id])
      expect(opened.controlTokenIn(opened.encodePlain(content))).toBeNull()
    }
  })
})

it('a text begins with a space where the file does not say otherwise, and that space is not shown', async () => {
  const sample = await sampleOf('gemma3')
  const { tokenizer, addsBeginning } = await gemma(sample)
  const opened = openTokenizer({ name: 'gemma', tokenizer })
  expect(opened.encode('the')).toEqual([sample.tokenizer.model.vocab['▁the']])
  expect(opened.decode(opened.encode('the'))).toBe('the')
  expect(addsBeginning).toBe(true)
})

it('a rule of cutting that is not known is named, with those that are', async () => {
  const file = smollm(await sampleOf('smollm2'), [['tokenizer.ggml.pre', TEXT, 'klingon']])
  await expect(file).rejects.toThrow(/unknown rule “klingon”; known are gpt-2, .*qwen2/)
})
