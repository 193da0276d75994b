// Which files of a repository are fetched.
import { expect, it } from 'vitest'
import { reportOf } from '../../../src-main/contract/errors.ts'
import { modelFiles } from '../../../src-main/engine/hub/model-files.ts'

const chosen = (names: string[], named: string | null = null) => {
  const files = names.map((path) => ({ path, bytes: 1, checksum: null }))
  return modelFiles('o/n', files, named).map(({ path }) => path)
}
const refused = (names: string[], named: string | null = null) => {
  try {
    return chosen(names, named)
  } catch (error) {
    return reportOf(error)
  }
}

/** As the public hub lists repositories of the catalogue. */
const SMALL = ['config.json', 'generation_config.json', 'merges.txt', 'special_tokens_map.json', 'tokenizer.json']
const MORE = ['tokenizer_config.json', 'vocab.json', 'README.md', 'LICENSE']

it('takes settings, tokenizer, licence and weights, and nothing that runs or is a copy', () => {
  const others = [
    ...['.gitattributes', 'onnx/model.onnx', 'onnx/config.json', 'pytorch_model.bin', 'model.pt', 'modeling_x.py'],
    ...['training_args.bin', 'runs/events.out', 'eval.txt', 'model.gguf', 'flax_model.msgpack', 'logo.png'],
  ]
  const wanted = [...SMALL, ...MORE, 'chat_template.jinja', 'tokenizer.model', 'added_tokens.json', 'model.safetensors']
  expect(chosen([...others, ...wanted]).sort()).toEqual(wanted.sort())
})

it.each<[string, string[], string[]]>([
  [
    'parts with their index',
    ['model.safetensors.index.json', 'model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'],
    ['model.safetensors.index.json', 'model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'],
  ],
  [
    'the whole file where parts lie beside it',
    ['model.safetensors', 'model.safetensors.index.json', 'model-00001-of-00001.safetensors'],
    ['model.safetensors'],
  ],
  ['no second copy of the weights', ['model.safetensors', 'consolidated.safetensors'], ['model.safetensors']],
  ['weights by another name where there are no others', ['weights.safetensors'], ['weights.safetensors']],
])('takes %s', (_, names, wanted) => {
  expect(
    chosen(['config.json', ...names])
      .slice(1)
      .sort(),
  ).toEqual(wanted.sort())
})

it('takes one GGUF file alone, and all parts of one in parts', () => {
  const parts = ['Q8/x-00001-of-00002.gguf', 'Q8/x-00002-of-00002.gguf']
  const names = ['config.json', 'x-q4.gguf', 'x-q8.gguf', ...parts, 'Q8/x-00001-of-00003.gguf']
  expect(chosen(names, 'x-q4.gguf')).toEqual(['x-q4.gguf'])
  expect(chosen(names, 'Q8/x-00002-of-00002.gguf')).toEqual(parts)
})

it.each<[string, string[], string | null, string, RegExp]>([
  ['pickled weights', ['config.json', 'pytorch_model.bin'], null, 'bad-input', /can run code/],
  ['GGUF files, naming them', ['a.gguf', 'b.gguf'], null, 'bad-input', /a\.gguf, b\.gguf/],
  ['no settings', ['model.safetensors'], null, 'bad-input', /config\.json/],
  ['nothing', [], null, 'bad-input', /not a model folder/],
  ['no such file', ['a.gguf'], 'c.gguf', 'not-found', /a\.gguf/],
  ['a file of another kind asked for', ['a.bin'], 'a.bin', 'bad-input', /not a GGUF file/],
  ['a name that leads out', ['../x.gguf'], '../x.gguf', 'server-failed', /names/],
  [
    'names that differ by capitals alone',
    ['config.json', 'Config.json', 'model.safetensors'],
    null,
    'server-failed',
    /names/,
  ],
])('refuses a repository with %s', (_, names, named, code, words) => {
  const report = refused(names, named)
  expect(report).toMatchObject({ code })
  expect('message' in report && `${report.message} ${report.advice}`).toMatch(words)
})
