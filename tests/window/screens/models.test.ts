// Small parts of the Models screen: tokens that can be seen, groups of options, and the folder of a file that was chosen.
import { describe, expect, it } from 'vitest'
import type { ModelInfo } from '../../../src-main/contract/model.ts'
import { folderOf, isModelFile } from '../../../src-renderer/commands/add-model.ts'
import { modelOptions } from '../../../src-renderer/screens/model-option.ts'
import { visibleText } from '../../../src-renderer/screens/models/visible-text.ts'

describe('a token', () => {
  it.each([
    [' the', '·the', 0, 'the'],
    ['a b', 'a b', 0, 'a b'],
    ['\n', '↵', 1, 'line break'],
    ['.\n\n', '.↵↵', 2, '.'],
    ['   ', '···', 0, 'space'],
    ['\t', '⇥', 0, 'space'],
    ['', '∅', 0, 'no text'],
    ['\u200d', '␣', 0, '\u200d'],
    ['<|im_end|>', '<|im_end|>', 0, '<|im_end|>'],
  ])('%j can be seen and heard', (text, shown, breaks, spoken) => {
    expect(visibleText(text)).toEqual({ text: shown, breaks, spoken })
  })
})

describe('the options of a form', () => {
  const model = (id: string, changes: Partial<ModelInfo> = {}) =>
    ({ id, name: id.toUpperCase(), state: 'ready', ...changes }) as ModelInfo
  it('are no groups where all models are embedded', () => {
    expect(modelOptions([model('a'), model('b', { state: 'broken' })])).toEqual([
      { value: 'a', label: 'A', disabled: false },
      { value: 'b', label: 'B (broken)', disabled: true },
    ])
  })
  it('put the user’s own before the embedded', () => {
    const options = modelOptions([model('a'), model('b', { origin: 'added' }), model('c', { origin: 'embedded' })])
    expect(options.map(({ value, group }) => [value, group])).toEqual([
      ['b', 'Yours'],
      ['a', 'Embedded'],
      ['c', 'Embedded'],
    ])
  })
})

describe('what is dropped or chosen', () => {
  it.each([
    ['/models/gemma/config.json', 'gemma/config.json', '/models/gemma'],
    ['/models/gemma/a/b.bin', 'gemma/a/b.bin', '/models/gemma'],
    ['C:\\models\\gemma\\config.json', 'gemma/config.json', 'C:\\models\\gemma'],
    ['/models/gemma.gguf', '', '/models/gemma.gguf'],
  ])('%s as %j is %s', (path, relative, folder) => {
    expect(folderOf(path, relative)).toBe(folder)
  })
  it.each([
    ['a.gguf', true],
    ['A.GGUF', true],
    ['a.gguf.txt', false],
    ['problems.jsonl', false],
  ])('%s is a model: %s', (name, is) => {
    expect(isModelFile(name)).toBe(is)
  })
})
