// The form of an experiment: specification to fields and back, what is wrong by field, the number of searches, and files.
import { describe, expect, it } from 'vitest'
import { presetSpec } from '../../../src-main/contract/experiment-presets.ts'
import { ExperimentSpec } from '../../../src-main/contract/experiment.ts'
import { ExperimentDraft } from '../../../src-renderer/state/experiment-draft.svelte.ts'
import { unitCount } from '../../../src-main/contract/experiment-size.ts'
import { wholeNumbers } from '../../../src-renderer/state/whole-numbers.ts'
import { SAMPLING_DEFAULTS } from '../../../src-renderer/state/sampling-draft.svelte.ts'
import { fileName, readSpec, specText } from '../../../src-renderer/state/spec-file.ts'

const model = {
  folder: '',
  layers: 4,
  width: 128,
  licence: 'x',
  sha256: '',
  bytes: 1,
  state: 'ready',
  error: null,
  device: null,
} as const
const MODELS = [
  { ...model, id: 'small', name: 'Small', role: 'policy', parameters: 4e5 },
  { ...model, id: 'large', name: 'Large', role: 'policy', parameters: 6e6 },
  { ...model, id: 'prm', name: 'PRM', role: 'verifier', parameters: 1e6 },
] as const
const minute = presetSpec('one-minute', MODELS)
const whole = presetSpec('paper-figure', MODELS)

function draftOf(spec = minute): ExperimentDraft {
  const draft = new ExperimentDraft()
  draft.read(spec)
  return draft
}

describe('fields and specification', () => {
  it.each([
    ['one minute', minute],
    ['the paper’s figure', whole],
    [
      'levels, a limit, variants and settings of its own',
      ExperimentSpec.parse({
        ...whole,
        problems: { dataset: 'arithmetic-test', levels: [2, 4], limit: 7 },
        methods: [
          { method: 'rebase', parameters: { balanceTemperature: 0.2 } },
          { method: 'greedy' },
          { method: 'rebase', parameters: { choose: 'majority' } },
        ],
        sampling: { temperature: 0.7 },
      }),
    ],
  ])('%s comes back as it went in', (_, spec) => {
    expect(draftOf(spec).spec).toEqual(spec)
  })

  it('leaves out parameters at their default', () => {
    const draft = draftOf()
    const row = draft.rows.find(({ method }) => method === 'rebase')!
    draft.setParameter(row, 'balanceTemperature', 0.1)
    expect(draft.spec!.methods.find(({ method }) => method === 'rebase')!.parameters).toEqual({})
  })

  it('adds and removes variants of a method', () => {
    const draft = draftOf()
    draft.addVariant(draft.rows.find(({ method }) => method === 'rebase')!)
    expect(draft.spec!.methods.filter(({ method }) => method === 'rebase').length).toBe(2)
    draft.removeVariant(draft.rows.find(({ variant }) => variant)!)
    expect(draft.spec).toEqual(minute)
  })
})

describe('sampling', () => {
  const own = MODELS.map((one) => ({ ...one, ...(one.id === 'large' ? { sampling: { temperature: 0.3 } } : {}) }))

  it('is each policy’s own, but for what is set by hand', () => {
    const draft = draftOf()
    draft.adoptModels(own)
    draft.policies = ['small', 'large']
    expect([draft.sampling.value('temperature'), draft.sampling.value('topK')]).toEqual([null, 0])
    expect(draft.spec?.sampling).toEqual({})
    draft.policies = ['large']
    expect(draft.sampling.value('temperature')).toBe(0.3)
    draft.policies = ['small', 'large']
    draft.sampling.set('temperature', 1)
    expect(draft.spec?.sampling).toEqual({ temperature: 1 })
  })

  it('of an older specification, which says it all, stays as it is', () => {
    const draft = draftOf({ ...minute, sampling: SAMPLING_DEFAULTS })
    draft.adoptModels(own)
    expect(draft.spec?.sampling).toEqual(SAMPLING_DEFAULTS)
  })
})

describe('what is wrong', () => {
  const cases: [string, (draft: ExperimentDraft) => void, string][] = [
    ['no name', (draft) => (draft.name = '  '), 'name'],
    ['a name that is too long', (draft) => (draft.name = 'x'.repeat(121)), 'name'],
    ['no level', (draft) => (draft.levels = []), 'levels'],
    ['a limit of nothing', (draft) => (draft.limit = 0), 'limit'],
    ['half a problem', (draft) => (draft.limit = 1.5), 'limit'],
    ['no policy', (draft) => (draft.policies = []), 'policies'],
    ['no method', (draft) => draft.rows.forEach((row) => (row.on = false)), 'methods'],
    ['no PRM', (draft) => (draft.verifier = null), 'verifier'],
    ['no budget', (draft) => (draft.budgets = ''), 'budgets'],
    ['a word as budget', (draft) => (draft.budgets = '1, two'), 'budgets'],
    ['the same budget twice', (draft) => (draft.budgets = '4 4'), 'budgets'],
    ['a budget that is too large', (draft) => (draft.budgets = '1, 2000'), 'budgets'],
    ['a seed that is too large', (draft) => (draft.seeds = '4294967296'), 'seeds'],
    ['a temperature below zero', (draft) => draft.sampling.set('temperature', -1), 'sampling.temperature'],
    ['no temperature', (draft) => draft.sampling.set('temperature', null), 'sampling.temperature'],
  ]
  it.each(cases)('%s', (_, spoil, field) => {
    const draft = draftOf()
    spoil(draft)
    expect(draft.spec).toBeNull()
    expect(Object.keys(draft.errors)).toContain(field)
    expect(draft.errors[field]).toMatch(/[.]$/)
  })

  it('a parameter out of its limits is told at its field', () => {
    const draft = draftOf()
    const row = draft.rows.find(({ method }) => method === 'rebase')!
    draft.setParameter(row, 'depthLimit', 0)
    expect(draft.errors[`method.${row.key}.depthLimit`]).toBeDefined()
    expect(draft.spec).toBeNull()
  })

  it('without a method that asks it, no PRM is needed', () => {
    const draft = draftOf()
    for (const row of draft.rows) row.on = row.method === 'majority'
    draft.verifier = null
    expect(draft.spec).not.toBeNull()
  })
})

it.each([
  ['1, 2,4', [1, 2, 4]],
  ['1 2\t3;4', [1, 2, 3, 4]],
  ['', []],
  ['1, -2', null],
  ['1.5', null],
])('“%s” is read as %j', (text, numbers) => {
  expect(wholeNumbers(text)).toEqual(numbers)
})

it.each([
  // 2 policies × 1 seed × 20 problems × (a pool, greedy, four of REBASE)
  [minute, 20, 2 * 20 * 6],
  // 2 policies × 3 seeds × 10 problems × (a pool, greedy, seven of MCTS, seven of REBASE)
  [whole, 10, 2 * 3 * 10 * 16],
  [{ ...minute, methods: [{ method: 'majority' as const, parameters: { stopAt: 0.9 } }] }, 20, 2 * 20 * 4],
  [{ ...minute, methods: [{ method: 'greedy' as const, parameters: {} }] }, 20, 2 * 20],
])('counts searches', (spec, problems, units) => {
  expect(unitCount(spec, problems)).toBe(units)
})

describe('a file', () => {
  it('holds the specification', () => {
    expect(readSpec(specText(whole), 'x.json')).toEqual(whole)
  })

  it.each([
    ['{', 'is not a JSON file'],
    ['[]', 'is not an experiment’s specification'],
    [JSON.stringify({ ...minute, version: 2 }), 'is not an experiment’s specification'],
    [JSON.stringify({ ...minute, colour: 'red' }), 'is not an experiment’s specification'],
    [' '.repeat(1_000_001), 'is too large'],
  ])('that does not fit is refused with a reason', (text, message) => {
    expect(() => readSpec(text, 'notes.json')).toThrow(`notes.json ${message}`)
  })

  it('says which field does not fit', () => {
    try {
      readSpec(JSON.stringify({ ...minute, budgets: [0] }), 'x.json')
      expect.unreachable()
    } catch (error) {
      expect(JSON.stringify(error)).toContain('budgets.0')
    }
  })

  it.each([
    ['The paper’s figure on these models', 'espalier-the-papers-figure-on-these-models'],
    ['Übung 1/2', 'espalier-ubung-1-2'],
    ['???', 'espalier-experiment'],
  ])('of “%s” is named %s', (name, file) => {
    expect(fileName(name)).toBe(file)
  })
})
