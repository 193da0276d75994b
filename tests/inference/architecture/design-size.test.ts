// The size of a model by its config.json alone is the size that its weights have, for every architecture.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { sizeOfConfig } from '../../../src-main/engine/library/size-of-config.ts'
import { designOf } from '../../../src-main/inference/architecture/design-of.ts'
import { designedSize } from '../../../src-main/inference/model/model-size.ts'
import { readCheckpoint } from '../../../src-main/inference/weights/safetensors.ts'

const CHECKPOINTS = resolve(import.meta.dirname, '../checkpoints')
/** With a head of its own in the place of the one over the vocabulary, which no config.json tells. */
const REWARDING = /reward|value-head|token-classification|two-rows/
const policies = readdirSync(CHECKPOINTS).filter(
  (name) => !REWARDING.test(name) && existsSync(join(CHECKPOINTS, name, 'model.safetensors')),
)

it.each(policies)('counts what every token goes through: %s', async (name) => {
  const place = join(CHECKPOINTS, name)
  const text = readFileSync(join(place, 'config.json'), 'utf8')
  const { shape } = designedSize(designOf(JSON.parse(text), place), (await readCheckpoint(place)).tensors)
  expect(sizeOfConfig(text)).toEqual({ ...shape, from: 'config.json' })
})

it('counts as many where the config.json says that weights were made smaller', () => {
  const config = JSON.parse(readFileSync(join(CHECKPOINTS, 'llama', 'config.json'), 'utf8')) as object
  const smaller = { ...config, quantization_config: { quant_method: 'awq', bits: 4 } }
  expect(sizeOfConfig(JSON.stringify(smaller))).toEqual(sizeOfConfig(JSON.stringify(config)))
})

it.each([
  ['{', 'This is no config.json.'],
  ['[]', 'This is no config.json.'],
  ['{"architectures":["MambaForCausalLM"]}', /MambaForCausalLM is not known/],
])('says what is wrong with %s', (text, message) => {
  expect(() => sizeOfConfig(text)).toThrow(message)
})
