// Which folder or file a user means, ids made of names, and what tells one state of a place from another.
import { homedir } from 'node:os'
import { join, relative } from 'node:path'
import { utimesSync } from 'node:fs'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EspalierError } from '../../../../src-main/contract/errors.ts'
import { freeId } from '../../../../src-main/engine/library/model-id.ts'
import { isPlace, placeNamed, stampOf } from '../../../../src-main/engine/library/model-place.ts'
import { temporaryFiles } from './files.ts'
import type { Files } from './files.ts'

let files: Files
beforeEach(() => (files = temporaryFiles()))
afterEach(() => files.remove())

describe('a place', () => {
  const CACHE = 'models--a--b'
  beforeEach(() =>
    files.write({
      'folder/config.json': '{}',
      'folder/model.safetensors': 4,
      'folder/onnx/model.onnx': 4,
      'folder/extra.gguf': 4,
      'one/model.gguf': 4,
      'two/a.gguf': 4,
      'two/b.gguf': 4,
      'empty/readme.md': '',
      'blobs/sha256-12': 4,
      [`${CACHE}/refs/main`]: 'r',
      [`${CACHE}/snapshots/r/config.json`]: '{}',
    }),
  )

  it.each([
    ['folder', 'folder'],
    ['folder/', 'folder'],
    ['./folder/../folder', 'folder'],
    ['  folder ', 'folder'],
    ['"folder"', 'folder'],
    ['folder/config.json', 'folder'],
    ['folder/model.safetensors', 'folder'],
    ['folder/onnx/model.onnx', 'folder'],
    ['folder/extra.gguf', 'folder/extra.gguf'],
    ['one', 'one/model.gguf'],
    ['blobs/sha256-12', 'blobs/sha256-12'],
    [CACHE, `${CACHE}/snapshots/r`],
  ])('named %j is %s', async (text, expected) => {
    expect(relative(files.folder, await placeNamed(text, files.folder))).toBe(expected)
  })

  it.each([
    ['two', 'bad-input', /holds 2 GGUF files.*a\.gguf, b\.gguf/],
    ['empty', 'bad-input', /holds no model: there is neither a config\.json nor a GGUF file/],
    ['nowhere', 'model-missing', /There is nothing at .*nowhere”\. Check the path/],
    ['folder/config.json/deeper', 'model-missing', /There is nothing at/],
  ])('named %j is refused', async (text, code, sentence) => {
    const error = await placeNamed(text, files.folder).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(EspalierError)
    const { report } = error as EspalierError
    expect(report.code).toBe(code)
    expect(`${report.message} ${report.advice}`).toMatch(sentence)
  })

  it('in the home may begin with a tilde', async () => {
    const error = await placeNamed('~/espalier has no such folder').catch((thrown: unknown) => thrown)
    expect((error as EspalierError).report.message).toContain(join(homedir(), 'espalier has no such folder'))
  })

  it('has another stamp when a file in it changes, comes or goes, and none when it is gone', async () => {
    const stamp = () => stampOf(join(files.folder, 'folder'))
    const stamps = [await stamp()]
    expect(await stamp()).toBe(stamps[0])
    for (const change of [
      () => files.write({ 'folder/model.safetensors': 5 }),
      () => utimesSync(join(files.folder, 'folder/config.json'), 1, 1),
      () => files.write({ 'folder/onnx/model.onnx': 6 }),
      () => files.write({ 'folder/tokenizer.json': '{}' }),
    ]) {
      change()
      stamps.push(await stamp())
    }
    expect(new Set(stamps).size).toBe(5)
    expect(await stampOf(join(files.folder, 'nowhere'))).toBeNull()
  })
})

it.each([
  ['arithmetic-policy-1m', false],
  ['Qwen2.5-1.5B', false],
  ['/models/x', true],
  ['./x', true],
  ['..', true],
  ['~/x', true],
  ['a/b', true],
  ['C:\\models\\x', true],
  ['model.gguf', true],
])('%s is a place: %s', (text, expected) => expect(isPlace(text)).toBe(expected))

describe('an id', () => {
  it.each([
    ['SmolLM2-135M-Instruct', [], 'SmolLM2-135M-Instruct'],
    ['Qwen2.5-1.5B', [], 'Qwen2.5-1.5B'],
    ['Qwen/Qwen3 0.6B', [], 'Qwen-Qwen3-0.6B'],
    ['model-Q4_K_M.gguf', [], 'model-Q4_K_M'],
    ['Modèle', [], 'Modele'],
    ['模型', [], 'model'],
    ['../..', [], 'model'],
    ['Same', ['same'], 'Same-2'],
    ['Same', ['same', 'Same-2'], 'Same-3'],
  ])('of %j beside %j is %s', (name, taken, expected) => expect(freeId(name, taken)).toBe(expected))

  it('is never a path, an address or one that is taken', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string()), (name, taken) => {
        const id = freeId(name, taken)
        expect(id).toMatch(/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/)
        expect(isPlace(id)).toBe(false)
        expect(freeId(name, [...taken, id])).not.toBe(id)
      }),
    )
  })
})
