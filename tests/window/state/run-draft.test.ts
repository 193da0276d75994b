// The form: every method of the table with its limits, the sampling settings, the seed, the models, the user's own text.
import { describe, expect, it } from 'vitest'
import { METHODS } from '../../../src-main/contract/method.ts'
import type { ModelInfo } from '../../../src-main/contract/model.ts'
import { AskedRun, SEED_LIMIT } from '../../../src-main/contract/run.ts'
import { RunDraft } from '../../../src-renderer/state/run-draft.svelte.ts'
import { SAMPLING_FIELDS } from '../../../src-renderer/state/sampling-draft.svelte.ts'
import { readSettings, writeSettings } from '../../../src-renderer/state/settings.svelte.ts'

function draftOf(methodId = METHODS[0]!.id): RunDraft {
  const draft = new RunDraft()
  draft.chosen = { id: 'p', question: 'How many?', answer: '7', level: 1, dataset: 'test' }
  draft.policy = 'policy'
  draft.verifier = 'prm'
  draft.methodId = methodId
  return draft
}

function model(id: string, role: ModelInfo['role'], state: ModelInfo['state']): ModelInfo {
  const shape = { parameters: 1, layers: 1, width: 1 }
  return {
    id,
    role,
    state,
    name: id,
    folder: id,
    ...shape,
    licence: '',
    sha256: '',
    bytes: 1,
    error: null,
    device: null,
  }
}

describe.each(METHODS)('the form of $name', (method) => {
  it('starts with a run that the contract accepts', () => {
    const draft = draftOf(method.id)
    expect(draft.errors).toEqual({})
    const spec = AskedRun.parse(draft.request)
    expect(spec.parameters).toEqual(
      Object.fromEntries(method.parameters.map(({ key, default: start }) => [key, start])),
    )
    expect(spec.verifier).toBe(method.needsVerifier ? 'prm' : null)
  })

  const numbers = method.parameters.filter((parameter) => parameter.kind !== 'choice')
  it.each(numbers)('holds $key to its limits', ({ key, label, min, max, kind }) => {
    const draft = draftOf(method.id)
    for (const good of [min, max]) {
      draft.setParameter(key, good)
      expect(draft.errors).toEqual({})
    }
    const bad = [min - 1, max + 1, null, ...(kind === 'integer' ? [min + 0.5] : [])]
    for (const value of bad) {
      draft.setParameter(key, value)
      expect(draft.errors[`parameter.${key}`]).toContain(label)
      expect(draft.request).toBeNull()
    }
  })
})

describe('the form', () => {
  it.each(SAMPLING_FIELDS)('holds $key to the limits of the contract', (field) => {
    const draft = draftOf()
    draft.sampling.set(field.key, field.max)
    expect(draft.errors).toEqual({})
    for (const value of [field.max + 1, field.min - 1, null, ...(field.whole ? [field.min + 0.5] : [])]) {
      draft.sampling.set(field.key, value)
      expect(draft.errors[`sampling.${field.key}`]).toMatch(/must be/)
    }
    draft.sampling.backToOwn()
    expect(draft.request?.sampling).toEqual({})
  })

  it.each([-1, 1.5, SEED_LIMIT + 1, null])('refuses the seed %s', (seed) => {
    const draft = draftOf()
    draft.seed = seed
    expect(draft.errors['seed']).toMatch(/whole number/)
  })

  it('rolls seeds that it accepts', () => {
    const draft = draftOf()
    for (const chance of [0, 0.5, 0.999_999]) {
      draft.rollSeed(() => chance)
      expect(draft.errors).toEqual({})
    }
  })

  it('asks for a problem, and takes the own text with or without an answer', () => {
    const draft = draftOf()
    draft.chosen = null
    expect(draft.errors['question']).toBeTruthy()
    draft.source = 'own'
    draft.ownQuestion = '   '
    expect(draft.errors['question']).toBe('The problem is empty.')
    draft.ownQuestion = ' How many? '
    expect(draft.request?.problem).toMatchObject({ id: 'own', question: 'How many?', answer: null })
    draft.ownAnswer = '12'
    expect(draft.request?.problem).toMatchObject({ answer: '12' })
  })

  it('keeps a chosen model, and replaces one that is gone by the first that is ready', () => {
    const draft = draftOf()
    draft.adoptModels([
      model('a', 'policy', 'broken'),
      model('b', 'policy', 'ready'),
      model('prm', 'verifier', 'ready'),
    ])
    expect([draft.policy, draft.verifier]).toEqual(['b', 'prm'])
    // A policy that the PRM was not trained for is verified by its own confidence; what was chosen by hand stays while it is there.
    const bound = { ...model('prm', 'verifier', 'ready'), meantFor: ['b'] }
    const models = [model('b', 'policy', 'ready'), model('c', 'policy', 'ready'), bound]
    draft.choosePolicy('c', models)
    expect([draft.policy, draft.verifier]).toEqual(['c', 'confidence:mean'])
    draft.verifier = 'judge:c'
    draft.choosePolicy('b', models)
    draft.adoptModels(models)
    expect([draft.policy, draft.verifier]).toEqual(['b', 'judge:c'])
    draft.adoptModels([model('b', 'policy', 'ready'), bound])
    expect([draft.policy, draft.verifier]).toEqual(['b', 'prm'])
    draft.adoptModels([])
    expect(draft.errors['policy']).toBeTruthy()
  })

  it('shows the policy’s own sampling, asks for what was set by hand alone, and keeps that for another policy', () => {
    const draft = draftOf()
    const cold = { ...model('cold', 'policy', 'ready'), sampling: { temperature: 0.2, topK: 40 } }
    draft.adoptModels([cold, model('plain', 'policy', 'ready'), model('prm', 'verifier', 'ready')])
    draft.choosePolicy('cold', [])
    expect([draft.sampling.value('temperature'), draft.sampling.value('topK')]).toEqual([0.2, 40])
    expect(draft.request?.sampling).toEqual({})
    draft.sampling.set('temperature', 0.7)
    expect(draft.request?.sampling).toEqual({ temperature: 0.7 })
    draft.choosePolicy('plain', [])
    expect([draft.sampling.value('temperature'), draft.sampling.value('topK')]).toEqual([0.7, 0])
    expect(draft.request?.sampling).toEqual({ temperature: 0.7 })
    draft.sampling.backToOwn()
    expect(draft.sampling.value('temperature')).toBe(1)
    // A record that was changed meanwhile.
    draft.adoptModels([{ ...cold, id: 'plain', sampling: { temperature: 0.4 } }])
    expect(draft.sampling.value('temperature')).toBe(0.4)
  })

  it('puts a method’s parameters back, and leaves the sampling', () => {
    const draft = draftOf('rebase')
    expect(draft.changed).toBe(false)
    draft.setParameter('width', 64)
    draft.sampling.set('topK', 3)
    expect(draft.changed).toBe(true)
    draft.resetParameters()
    expect(draft.changed).toBe(false)
    expect(draft.request?.sampling).toEqual({ topK: 3 })
  })

  it('comes back as it was after a restart', () => {
    const store = new Map<string, string>()
    const storage = {
      getItem: (key: string) => store.get(key) ?? null,
      setItem: (key: string, value: string) => void store.set(key, value),
    }
    const draft = draftOf('rebase')
    draft.setParameter('width', 64)
    draft.sampling.set('temperature', 0.5)
    draft.seed = 77
    expect(writeSettings(storage, { ...readSettings(storage), ...draft.remember() })).toBe(true)
    const again = new RunDraft()
    again.restore(readSettings(storage))
    again.chosen = draft.chosen
    expect(again.request).toEqual(draft.request)
    expect(again.request?.sampling).toEqual({ temperature: 0.5 })
  })

  it.each(['', 'no json', '{"version":9}', '{"method":"gone"}', '[]'])('survives settings that read %j', (text) => {
    const settings = readSettings({ getItem: () => text })
    expect(settings.theme).toBe('system')
    expect(METHODS.some((method) => method.id === settings.method)).toBe(true)
  })
})
