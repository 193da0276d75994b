// What a person reads where a value does not fit: in every schema of the contract, words of ours.
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CALLS, checkedArgument, TOPICS } from '../../src-main/contract/api.ts'
import { reportOf } from '../../src-main/contract/errors.ts'
import { ExperimentSpec } from '../../src-main/contract/experiment.ts'
import { sentenceOf } from '../../src-main/contract/issue-words.ts'
import { METHODS, methodById, parametersSchema } from '../../src-main/contract/method.ts'
import { nearestName } from '../../src-main/contract/nearest-name.ts'
import { RunHeader } from '../../src-main/contract/run.ts'
import { Sampling } from '../../src-main/contract/sampling.ts'

const CONTRACT = resolve('src-main/contract')

/** The words of zod, in English. */
const FOREIGN = /Invalid |Too (big|small)|[Ee]xpected|Unrecognized key/

/** Wrong in kind, in size and in form; no schema takes them all. */
const BROKEN: readonly unknown[] = [
  undefined,
  null,
  true,
  '',
  'no such word',
  'x'.repeat(30_000),
  -1e12,
  0.5,
  1e12,
  NaN,
  Infinity,
  [],
  Array.from({ length: 2000 }, () => 0),
  {},
  { noSuchName: 1 },
  { '': null },
  { type: 'no such type', kind: 7 },
  10n,
]

/** Every schema that files of the contract export, by their names. */
async function exportedSchemas(): Promise<[name: string, schema: z.ZodType][]> {
  const files = readdirSync(CONTRACT).filter((file) => file.endsWith('.ts'))
  const modules = await Promise.all(
    files.map((file) => import(join(CONTRACT, file)) as Promise<Record<string, unknown>>),
  )
  const exported = modules.flatMap((module) => Object.entries(module))
  return [
    ...exported.filter((entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType),
    ...Object.entries(CALLS).flatMap(([name, { argument, result }]): [string, z.ZodType][] => [
      [`${name}, argument`, argument],
      [`${name}, result`, result],
    ]),
    ...Object.entries(TOPICS),
    ...METHODS.map((method): [string, z.ZodType] => [method.name, parametersSchema(method)]),
  ]
}

/** A schema and all that stand in it. */
function partsOf(schema: z.ZodType, found = new Set<z.ZodType>()): Set<z.ZodType> {
  if (found.has(schema)) return found
  found.add(schema)
  const walk = (value: unknown) => {
    if (value instanceof z.ZodType) partsOf(value, found)
    else if (Array.isArray(value)) value.forEach(walk)
    else if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
      for (const [name, part] of Object.entries(value)) if (name !== 'checks') walk(part)
    }
  }
  walk(schema.def)
  return found
}

describe('a value that does not fit', () => {
  it('is told in words of ours, whatever the schema and whatever is wrong', async () => {
    const schemas = await exportedSchemas()
    const parts = new Set(schemas.flatMap(([, schema]) => [...partsOf(schema)]))
    const messages = new Set<string>()
    for (const part of parts) {
      // Of what has been checked; it checks nothing itself.
      if (part.def.type === 'transform') continue
      for (const value of BROKEN) part.safeParse(value).error?.issues.forEach(({ message }) => messages.add(message))
    }
    expect(schemas.length).toBeGreaterThan(80)
    expect(messages.size).toBeGreaterThan(40)
    expect([...messages].filter((message) => FOREIGN.test(message) || !/^[A-Z].*\.$/s.test(message))).toEqual([])
  })

  const EXPERIMENT = {
    ...{ schema: 'espalier-experiment', version: 1, name: 'n', problems: {}, policies: ['p'] },
    ...{ methods: [{ method: 'rebase' }], budgets: [4] },
  }
  const asked = { problem: { id: 'own', question: 'Q' }, method: 'beam', policy: 'p' }

  it.each<[what: string, check: () => unknown, sentence: string]>([
    [
      'a text for a number',
      () => checkedArgument('runs.start', { ...asked, sampling: { temperature: '1' } }),
      'sampling.temperature must be a number, not the text “1”.',
    ],
    [
      'a fraction',
      () => checkedArgument('runs.start', { ...asked, sampling: { topK: 1.5 } }),
      'sampling.topK must be a whole number, not 1.5.',
    ],
    [
      'below a limit that counts',
      () => checkedArgument('runs.start', { ...asked, sampling: { topK: -1 } }),
      'sampling.topK must be at least 0, not -1.',
    ],
    [
      'at a limit that does not',
      () => checkedArgument('runs.start', { ...asked, sampling: { topP: 0 } }),
      'sampling.topP must be more than 0, not 0.',
    ],
    [
      'above a limit',
      () => checkedArgument('runs.start', { ...asked, seed: 2 ** 33 }),
      'seed must be at most 4294967295, not 8589934592.',
    ],
    ['nothing', () => checkedArgument('runs.start', { ...asked, problem: undefined }), 'problem is missing.'],
    [
      'a list for an object',
      () => checkedArgument('runs.start', { ...asked, problem: [] }),
      'problem must be an object, not a list.',
    ],
    [
      'a value of no kind that may be',
      () => checkedArgument('runs.start', { ...asked, parameters: { width: true } }),
      'parameters.width must be a number or a text, not true.',
    ],
    [
      'a word that is none of the choices',
      () => parametersSchema(methodById('rebase')).parse({ rule: 'floor' }),
      'rule must be one of “official” or “paper”, not “floor”.',
    ],
    [
      'the type of an event that there is not',
      () => TOPICS['run.events'].parse({ id: 'r', events: [{ sequence: 0, seconds: 0, change: { type: 'gone' } }] }),
      'events.0.change.type must be one of “node-added”, “node-scored”, “decided”, “cost”, “chosen”, “state”, “notice”, “steered”, “undone” or “redone”, not “gone”.',
    ],
    ['an empty text', () => checkedArgument('runs.start', { ...asked, policy: '' }), 'policy must not be empty.'],
    [
      'a long text',
      () => checkedArgument('runs.open', { id: 'x'.repeat(201) }),
      'id must have at most 200 characters.',
    ],
    [
      'a long list',
      () => checkedArgument('devices.test', { models: Array.from({ length: 21 }, () => 'x') }),
      'models must have at most 20 entries.',
    ],
    [
      'a value that a list has twice',
      () => checkedArgument('experiments.start', { spec: { ...EXPERIMENT, policies: ['p', 'p'] } }),
      'spec.policies may name each only once.',
    ],
    [
      'a text without its part',
      () => z.string().includes('{question}').parse('x'),
      'The input must hold “{question}”.',
    ],
    ['no multiple', () => z.number().multipleOf(4).parse(6), 'The input must be a multiple of 4, not 6.'],
    ['what has a message of its own', () => z.string({ message: 'A text is needed.' }).parse(1), 'A text is needed.'],
  ])('is named with its place: %s', (_, check, sentence) => {
    let thrown: unknown
    try {
      check()
    } catch (error) {
      thrown = error
    }
    expect(reportOf(thrown)).toMatchObject({ code: 'bad-input', message: sentence })
  })

  it('is named as a whole by whoever knows what it is', () => {
    expect(sentenceOf(Sampling.safeParse(7).error!, 'The file')).toBe('The file must be an object, not 7.')
  })
})

describe('a name that nobody knows', () => {
  const run = { problem: { id: 'own', question: 'Q' }, method: 'rebase', policy: 'p' }
  const spec = {
    schema: 'espalier-experiment',
    version: 1,
    name: 'n',
    problems: {},
    policies: ['p'],
    methods: [{ method: 'rebase' }],
    budgets: [4],
  }

  it.each<[what: string, check: () => unknown, sentence: string]>([
    [
      'sampling of a run',
      () => checkedArgument('runs.start', { ...run, sampling: { temprature: 0 } }),
      'sampling has no “temprature” (is “temperature” meant?).',
    ],
    ['a run', () => checkedArgument('runs.start', { ...run, sede: 4 }), 'The input has no “sede” (is “seed” meant?).'],
    [
      'the problem of a run',
      () => checkedArgument('runs.start', { ...run, problem: { ...run.problem, anwser: '4' } }),
      'problem has no “anwser” (is “answer” meant?).',
    ],
    [
      'sampling of an experiment',
      () => ExperimentSpec.parse({ ...spec, sampling: { topk: 4 } }),
      'sampling has no “topk” (is “topK” meant?).',
    ],
    [
      'a method of an experiment',
      () => ExperimentSpec.parse({ ...spec, methods: [{ method: 'rebase', paramters: {} }] }),
      'methods.0 has no “paramters” (is “parameters” meant?).',
    ],
    ['an experiment', () => ExperimentSpec.parse({ ...spec, colour: 'red' }), 'The input has no “colour”.'],
    [
      'a parameter of a method',
      () => parametersSchema(methodById('rebase')).parse({ widht: 4 }),
      'REBASE has no parameter “widht” (is “width” meant?).',
    ],
  ])('is refused, and the nearest told: %s', (_, check, sentence) => {
    expect(() => check()).toThrow(z.ZodError)
    try {
      check()
    } catch (error) {
      expect(reportOf(error).message).toBe(sentence)
    }
  })

  it('is not what is told first of what a newer program wrote', () => {
    const { error } = ExperimentSpec.safeParse({ ...spec, version: 2, colour: 'red', sampling: { warmth: 1 } })
    expect(sentenceOf(error!)).toBe('The specification was written by a newer version of Espalier.')
  })

  it('may stand in what is stored, where it is left out', () => {
    const model = { id: 'p', name: 'P', shape: null, sha256: null, device: 'cpu' }
    const stored = { ...run, sampling: { warmth: 1 }, colour: 'red' }
    const header = { schema: 'espalier-run', version: 1, app: '0', id: 'r', created: '', verifier: null }
    const { spec: read } = RunHeader.parse({ ...header, spec: stored, policy: model })
    expect([read.sampling, 'colour' in read]).toEqual([Sampling.parse({}), false])
  })
})

it.each([
  ['temprature', ['topK', 'temperature'], 'temperature'],
  ['WIDTH', ['width', 'depthLimit'], 'width'],
  ['seeds', ['seed'], 'seed'],
  ['colour', ['schema', 'seed', 'verifier'], null],
  ['x', ['y'], null],
  ['seed', [], null],
])('of %s, the nearest among %j is %s', (name, known, nearest) => expect(nearestName(name, known)).toBe(nearest))
