// Choices: one list of options each, from which everything else follows.
import { describe, expect, it } from 'vitest'
import { Decision } from '../../src-main/contract/decision.ts'
import { Change } from '../../src-main/contract/event.ts'
import { fromPool, poolChoiceOf } from '../../src-main/contract/experiment-size.ts'
import { methodById, METHODS, parametersSchema } from '../../src-main/contract/method.ts'
import { AGGREGATE, CHOICES, CHOOSE, RULE } from '../../src-main/contract/method-parameters.ts'
import { chosenIn, valuesOf } from '../../src-main/contract/parameter.ts'

describe('a choice', () => {
  it('is read from the values of a method, and is nothing else', () => {
    for (const value of valuesOf(AGGREGATE)) expect(chosenIn({ aggregate: value }, AGGREGATE)).toBe(value)
    for (const value of ['median', 3]) expect(chosenIn({ aggregate: value }, AGGREGATE)).toBeUndefined()
    expect(chosenIn({ choose: 'weighted' }, AGGREGATE)).toBeUndefined()
  })

  it('has a default among its values, and each value is taken by the check of every method that has it', () => {
    for (const { id, parameters } of METHODS) {
      for (const parameter of parameters) {
        if (parameter.kind !== 'choice') continue
        const { key } = parameter
        const schema = parametersSchema(methodById(id))
        expect(schema.parse({})[key]).toBe(parameter.default)
        expect(valuesOf(parameter).map((value) => schema.parse({ [key]: value })[key])).toEqual(valuesOf(parameter))
        expect(schema.safeParse({ [key]: `${parameter.default}!` }).success).toBe(false)
      }
    }
  })

  it('is what events and decisions may hold', () => {
    const chosen = { type: 'chosen', node: null, answer: null, correct: null, votes: [] }
    const shares = { kind: 'rebase', depth: 1, balanceTemperature: 0.1, budget: 4, shares: [] }
    for (const by of [...valuesOf(CHOOSE), 'greedy']) expect(Change.parse({ ...chosen, by })).toMatchObject({ by })
    for (const rule of valuesOf(RULE)) expect(Decision.parse({ ...shares, rule })).toMatchObject({ rule })
    expect(Change.safeParse({ ...chosen, by: 'guess' }).success).toBe(false)
    expect(Decision.safeParse({ ...shares, rule: 'floor' }).success).toBe(false)
  })
})

describe('the pool', () => {
  it('serves the method of every way to choose, unless it stops when sure', () => {
    expect(
      METHODS.filter(({ id }) => fromPool({ method: id, parameters: {} }))
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...CHOICES].sort())
    expect(poolChoiceOf({ method: 'best-of-n', parameters: { stopAt: 1 } })).toBe('best-of-n')
    expect(poolChoiceOf({ method: 'best-of-n', parameters: { stopAt: 0.9 } })).toBeNull()
  })
})
