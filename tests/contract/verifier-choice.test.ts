// How a run names what verifies its steps, and which verifier fits a policy.
import { describe, expect, it } from 'vitest'
import {
  CONFIDENCE_IDS,
  confidenceVerifier,
  CONFIDENCES,
  judgeVerifier,
  modelOfVerifier,
  readVerifier,
} from '../../src-main/contract/verifier-choice.ts'
import {
  isKnownVerifier,
  usualVerifier,
  verifiersWithoutPrm,
  verifierWarning,
} from '../../src-main/contract/verifier-fit.ts'

describe('a verifier by its name', () => {
  it.each([
    ['confidence:mean', { kind: 'confidence', confidence: 'mean' }, null],
    ['confidence:lowest-group', { kind: 'confidence', confidence: 'lowest-group' }, null],
    ['confidence:self-certainty', { kind: 'confidence', confidence: 'self-certainty' }, null],
    ['judge:smollm2', { kind: 'judge', model: 'smollm2' }, 'smollm2'],
    ['judge:/models/a: b', { kind: 'judge', model: '/models/a: b' }, '/models/a: b'],
    ['arithmetic-prm-2m', { kind: 'model', model: 'arithmetic-prm-2m' }, 'arithmetic-prm-2m'],
    ['http://host:8000', { kind: 'model', model: 'http://host:8000' }, 'http://host:8000'],
  ])('%s', (text, choice, model) => {
    expect(readVerifier(text)).toEqual(choice)
    expect(modelOfVerifier(text)).toBe(model)
  })

  it.each(['confidence:', 'confidence:Mean', 'judge:'])('%s is refused in a sentence', (text) => {
    expect(() => readVerifier(text)).toThrow(
      expect.objectContaining({ report: expect.objectContaining({ code: 'bad-input' }) as unknown }) as Error,
    )
  })

  it('is what the table’s own rows are written as', () => {
    expect(CONFIDENCES.map(({ id }) => readVerifier(confidenceVerifier(id)))).toEqual(
      CONFIDENCE_IDS.map((confidence) => ({ kind: 'confidence', confidence })),
    )
    expect(readVerifier(judgeVerifier('m'))).toEqual({ kind: 'judge', model: 'm' })
  })
})

const model = (id: string, role: 'policy' | 'verifier', meantFor?: string[], state: 'ready' | 'missing' = 'ready') => ({
  id,
  name: id.toUpperCase(),
  role,
  state,
  ...(meantFor ? { meantFor } : {}),
})
const OWN = model('own-prm', 'verifier', ['a', 'b'])
const MODELS = [model('a', 'policy'), model('b', 'policy'), model('c', 'policy'), OWN]

describe('the usual verifier', () => {
  it.each([
    ['a policy that a PRM is meant for', 'b', MODELS, 'own-prm'],
    ['another policy', 'c', MODELS, 'confidence:mean'],
    ['a server', 'http://host', MODELS, 'confidence:mean'],
    ['a PRM that says nothing', 'c', [...MODELS, model('any', 'verifier')], 'any'],
    ['a PRM that is missing', 'a', [model('gone', 'verifier', ['a'], 'missing')], 'confidence:mean'],
  ])('of %s', (_, policy, models, verifier) => {
    expect(usualVerifier(policy, models)).toBe(verifier)
  })
})

describe('a warning', () => {
  it('names the PRM and the policies that it was not trained for', () => {
    const warning = verifierWarning(['a', 'c', 'http://host'], 'own-prm', MODELS)
    expect(warning).toContain('OWN-PRM')
    expect(warning).toContain('C, http://host')
  })

  it.each([
    ['its own policies', ['a', 'b'], 'own-prm'],
    ['a policy that it knows by its name', ['d-2'], 'by-name'],
    ['no verifier', ['c'], null],
    ['a confidence', ['c'], 'confidence:mean'],
    ['a judge', ['c'], 'judge:a'],
    ['a PRM that says nothing', ['c'], 'any'],
  ])('is not there for %s', (_, policies, verifier) => {
    const others = [
      model('any', 'verifier'),
      model('by-name', 'verifier', ['Dee']),
      { ...model('d-2', 'policy'), name: 'dee' },
    ]
    expect(verifierWarning(policies, verifier, [...MODELS, ...others])).toBeNull()
  })
})

describe('what can stand in a PRM’s place', () => {
  it('is each confidence and each policy as a judge', () => {
    const offered = verifiersWithoutPrm(MODELS).map(({ value }) => value)
    expect(offered).toEqual([...CONFIDENCE_IDS.map(confidenceVerifier), 'judge:a', 'judge:b', 'judge:c'])
    expect(offered.every((value) => isKnownVerifier(value, MODELS))).toBe(true)
  })

  it.each(['judge:own-prm', 'judge:gone', 'a', 'gone', 'confidence:none'])('%s is not known', (verifier) => {
    expect(isKnownVerifier(verifier, MODELS)).toBe(false)
  })
})
