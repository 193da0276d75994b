// Models that other programs keep, in homes of the test's own: each program's layout, and what else may lie there.
import { chmodSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { walk } from '../../../../src-main/engine/library/found/bounded-walk.ts'
import { findModels, originOf } from '../../../../src-main/engine/library/found/found-models.ts'
import { llamaCppFolders } from '../../../../src-main/engine/library/found/gguf-files.ts'
import { huggingFaceFolders } from '../../../../src-main/engine/library/found/hugging-face-cache.ts'
import { ollamaFolders } from '../../../../src-main/engine/library/found/ollama-models.ts'
import type { Surroundings } from '../../../../src-main/engine/folders.ts'
import { temporaryFiles } from './files.ts'
import type { Files } from './files.ts'

let home: Files
beforeEach(() => (home = temporaryFiles()))
afterEach(() => home.remove())

const around = (environment: Surroundings['environment'] = {}): Surroundings => ({
  // Under Linux the folder of Ollama's service would be the machine's own.
  platform: 'darwin',
  environment,
  home: home.folder,
})
const found = async (environment?: Surroundings['environment']) =>
  (await findModels(around(environment))).map(({ name, origin, place, bytes }) => [
    name,
    origin,
    relative(home.folder, place),
    bytes,
  ])

const HUB = '.cache/huggingface/hub'
const SMOL = `${HUB}/models--HuggingFaceTB--SmolLM2-135M`
const BLOB = 'a'.repeat(64)
const manifest = (digest: string, mediaType = 'application/vnd.ollama.image.model') =>
  JSON.stringify({ schemaVersion: 2, layers: [{ mediaType: 'other', digest: 'sha256:0' }, { mediaType, digest }] })

describe('the cache of the Hugging Face hub', () => {
  it('gives the revision that refs/main names, its files through their links', async () => {
    home.write({
      [`${SMOL}/refs/main`]: 'abc123\n',
      [`${SMOL}/blobs/weights`]: 4000,
      [`${SMOL}/blobs/config`]: '{}',
      [`${SMOL}/snapshots/old/config.json`]: '{}',
    })
    home.link(`${SMOL}/snapshots/abc123/model.safetensors`, `${SMOL}/blobs/weights`)
    home.link(`${SMOL}/snapshots/abc123/config.json`, `${SMOL}/blobs/config`)
    const expected = ['HuggingFaceTB/SmolLM2-135M', 'hugging-face', `${SMOL}/snapshots/abc123`, 4000]
    expect(await found()).toEqual([expected])
    expect(await found({ HF_HUB_CACHE: join(home.folder, HUB) })).toEqual([expected])
    expect(await found({ HF_HOME: join(home.folder, '.cache/huggingface') })).toEqual([expected])
    expect(await found({ HF_HOME: '/nowhere' })).toEqual([])
  })

  it('adds the shards up, names each GGUF file, and leaves out what holds no weights', async () => {
    home.write({
      [`${SMOL}/snapshots/r1/config.json`]: '{}',
      [`${SMOL}/snapshots/r1/model-00001-of-00002.safetensors`]: 30,
      [`${SMOL}/snapshots/r1/model-00002-of-00002.safetensors`]: 12,
      [`${HUB}/models--a--b-GGUF/refs/main`]: 'r2',
      [`${HUB}/models--a--b-GGUF/snapshots/r2/b-Q4_K_M.gguf`]: 7,
      [`${HUB}/models--a--b-GGUF/snapshots/r2/big/b-F16-00001-of-00002.gguf`]: 5,
      [`${HUB}/models--a--b-GGUF/snapshots/r2/big/b-F16-00002-of-00002.gguf`]: 6,
      [`${HUB}/models--a--tokenizer-only/snapshots/r3/config.json`]: '{}',
      [`${HUB}/datasets--a--data/snapshots/r4/config.json`]: '{}',
      [`${HUB}/models--broken/readme`]: '',
      [`${HUB}/models--a--leads-out/refs/main`]: '../../../../elsewhere',
    })
    const place = `${HUB}/models--a--b-GGUF/snapshots/r2`
    expect(await found()).toEqual([
      ['HuggingFaceTB/SmolLM2-135M', 'hugging-face', `${SMOL}/snapshots/r1`, 42],
      ['a/b-GGUF, b-Q4_K_M', 'hugging-face', `${place}/b-Q4_K_M.gguf`, 7],
      ['a/b-GGUF, b-F16', 'hugging-face', `${place}/big/b-F16-00001-of-00002.gguf`, 11],
    ])
  })
})

describe('LM Studio, llama.cpp and Ollama', () => {
  it('give their GGUF files', async () => {
    home.write({
      '.lmstudio/models/google/gemma-3-270m-GGUF/gemma-3-270m-Q4_K_M.gguf': 9,
      '.lmstudio/models/google/gemma-3-270m-GGUF/mmproj-model-f16.gguf': 3,
      '.cache/lm-studio/models/p/r/early.gguf': 2,
      'elsewhere/models/p/r/moved.gguf': 4,
      '.lmstudio-home-pointer': `${join(home.folder, 'elsewhere')}\n`,
      'Library/Caches/llama.cpp/ggml-org_gemma_it.gguf': 8,
      'Library/Caches/llama.cpp/ggml-org_gemma_it.gguf.json': 1,
    })
    expect(await found()).toEqual([
      ['p/moved', 'lm-studio', 'elsewhere/models/p/r/moved.gguf', 4],
      [
        'google/gemma-3-270m-Q4_K_M',
        'lm-studio',
        '.lmstudio/models/google/gemma-3-270m-GGUF/gemma-3-270m-Q4_K_M.gguf',
        9,
      ],
      ['p/early', 'lm-studio', '.cache/lm-studio/models/p/r/early.gguf', 2],
      ['ggml-org_gemma_it', 'llama-cpp', 'Library/Caches/llama.cpp/ggml-org_gemma_it.gguf', 8],
    ])
  })

  it('give the blob that a manifest names, under the name that Ollama says', async () => {
    const manifests = '.ollama/models/manifests'
    home.write({
      [`.ollama/models/blobs/sha256-${BLOB}`]: 10,
      [`${manifests}/registry.ollama.ai/library/qwen2.5/0.5b`]: manifest(`sha256:${BLOB}`),
      [`${manifests}/registry.ollama.ai/ada/mine/latest`]: manifest(`sha256:${'b'.repeat(64)}`),
      [`${manifests}/registry.ollama.ai/library/embed/latest`]: manifest(`sha256:${BLOB}`, 'other'),
      [`${manifests}/registry.ollama.ai/library/leads-out/latest`]: manifest('sha256:../../../../etc/passwd'),
      [`${manifests}/registry.ollama.ai/library/broken/latest`]: '{',
      [`${manifests}/registry.ollama.ai/library/large/latest`]: 2 ** 20 + 1,
    })
    const blob = `.ollama/models/blobs/sha256-${BLOB}`
    expect(await found()).toEqual([['qwen2.5:0.5b', 'ollama', blob, 10]])
    home.write({ [`${manifests}/hf.co/p/r/Q4_K_M`]: manifest(`sha256:${BLOB}`) })
    // The same blob under two names is one model.
    expect(await found()).toEqual([['hf.co/p/r:Q4_K_M', 'ollama', blob, 10]])
  })
})

it.each<[string, string[] | Promise<string[]>, string[]]>([
  ['Hugging Face', huggingFaceFolders({ platform: 'linux', environment: { XDG_CACHE_HOME: '/c' }, home: '/h' }), ['/c/huggingface/hub']],
  ['Hugging Face', huggingFaceFolders({ platform: 'win32', environment: {}, home: 'C:\\Users\\a' }), ['C:\\Users\\a\\.cache\\huggingface\\hub']],
  ['llama.cpp', llamaCppFolders({ platform: 'linux', environment: {}, home: '/h' }), ['/h/.cache/llama.cpp']],
  ['llama.cpp', llamaCppFolders({ platform: 'win32', environment: { LOCALAPPDATA: 'D:\\l' }, home: 'C:\\Users\\a' }), ['D:\\l\\llama.cpp']],
  ['llama.cpp', llamaCppFolders({ platform: 'linux', environment: { LLAMA_CACHE: '/x' }, home: '/h' }), ['/x']],
  ['Ollama', ollamaFolders({ platform: 'linux', environment: {}, home: '/h' }), ['/h/.ollama/models', '/usr/share/ollama/.ollama/models']],
  ['Ollama', ollamaFolders({ platform: 'linux', environment: { OLLAMA_MODELS: '/o' }, home: '/h' }), ['/o']],
])('%s keeps its models where it says', async (_, folders, expected) => {
  expect(await folders).toEqual(expected)
})

it('knows whose folder a place lies in', async () => {
  home.write({ 'Library/Caches/llama.cpp/a.gguf': 1, 'own/a.gguf': 1 })
  expect(await originOf(join(home.folder, 'Library/Caches/llama.cpp/a.gguf'), around())).toBe('llama-cpp')
  expect(await originOf(join(home.folder, SMOL, 'snapshots/r'), around())).toBe('hugging-face')
  expect(await originOf(join(home.folder, 'own/a.gguf'), around())).toBe('added')
})

describe('a walk', () => {
  it('enters a folder once, however many links lead to it, and goes no deeper than it may', async () => {
    home.write({ 'a/b/c/deep.gguf': 1, 'a/top.gguf': 1 })
    home.link('a/b/round', 'a')
    home.link('a/self', 'a/self')
    const names = async (depth: number) =>
      (await walk(join(home.folder, 'a'), { depth, wanted: (name) => name.endsWith('.gguf') })).map(({ path }) =>
        relative(home.folder, path),
      )
    expect(await names(1)).toEqual(['a/top.gguf'])
    expect(await names(9)).toEqual(['a/b/c/deep.gguf', 'a/top.gguf'])
  })

  it('ends after so many entries', async () => {
    home.write(Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`many/${at + 10}.gguf`, 1])))
    const files = await walk(join(home.folder, 'many'), { depth: 1, wanted: () => true, most: 12 })
    expect(files).toHaveLength(12)
  })

  it.skipIf(process.getuid?.() === 0)('passes over a folder that may not be read', async () => {
    home.write({ 'm/closed/a.gguf': 1, 'm/open/b.gguf': 1 })
    chmodSync(join(home.folder, 'm/closed'), 0)
    const files = await walk(join(home.folder, 'm'), { depth: 2, wanted: () => true })
    chmodSync(join(home.folder, 'm/closed'), 0o700)
    expect(files.map(({ path }) => relative(home.folder, path))).toEqual(['m/open/b.gguf'])
  })

  it('of a file in the place of a folder finds nothing', async () => {
    writeFileSync(join(home.folder, 'file'), '')
    expect(await walk(join(home.folder, 'file'), { depth: 2, wanted: () => true })).toEqual([])
  })
})
