// docs/models.md names what can be opened and how a model is asked; its tables are those of the code.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Form } from '../../src-main/contract/model-card.ts'
import { Origin } from '../../src-main/contract/model.ts'
import { ANSWER_FORMS, SamplingDefaults, Steps } from '../../src-main/contract/prompt-record.ts'
import { REWARD_PRESETS } from '../../src-main/contract/reward-presets.ts'
import { REWARD_HEADS } from '../../src-main/contract/reward-record.ts'
import { ARCHITECTURES } from '../../src-main/inference/architecture/architectures.ts'
import { SCALINGS } from '../../src-main/inference/architecture/rotary-scalings.ts'
import { ARCHITECTURES as GGUF_ARCHITECTURES } from '../../src-main/inference/gguf/gguf-config.ts'
import { TENSOR_TYPES } from '../../src-main/inference/gguf/gguf-types.ts'
import { FLOAT_TYPES } from '../../src-main/inference/weights/checkpoint.ts'

let page: string
beforeAll(async () => {
  page = await readFile(resolve(import.meta.dirname, '../../docs/models.md'), 'utf8')
})

/** Codes in the first column of the table under a heading, in order. */
function firstColumn(heading: string): string[] {
  const [, section = ''] = page.split(`## ${heading}\n`)
  const [body = ''] = section.split('\n## ')
  return [...body.matchAll(/^\| `([^`]+)`/gm)].map(([, code]) => code!)
}

describe('the page of models', () => {
  it.each([
    ['Architectures', ARCHITECTURES.map(({ family }) => family)],
    ['Scalings of rotary embeddings', Object.keys(SCALINGS)],
    ['Forms of weights', Form.options],
    ['How a PRM is asked', REWARD_PRESETS.map(({ id }) => id)],
    ['Steps', Steps.options.map(({ shape }) => shape.kind.value)],
    ['Answers', [...ANSWER_FORMS]],
    [
      'Where models are found',
      Origin.options.filter((origin) => !['embedded', 'added', 'downloaded'].includes(origin)),
    ],
  ])('has the rows of %s', (heading, rows) => {
    expect(firstColumn(heading)).toEqual(rows)
  })

  it.each([
    ['architectures of a GGUF file', Object.keys(GGUF_ARCHITECTURES)],
    ['types of a GGUF file', [...TENSOR_TYPES.values()].map(({ name }) => name)],
    ['types that are read in place', [...FLOAT_TYPES]],
    ['heads of PRMs', [...REWARD_HEADS]],
    ['sampling defaults', Object.keys(SamplingDefaults.shape)],
  ])('names all %s', (_, names) => {
    for (const name of names) expect(page).toContain(`\`${name}\``)
  })
})
