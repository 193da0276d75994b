import { describe, expect, test } from 'vitest'
import { extractAnswer, referenceAnswer } from '../../src-main/grading/extract-answer.ts'
import { sameAnswer } from '../../src-main/grading/same-answer.ts'

describe('extraction (more in extraction.test.ts)', () => {
  test('the last number counts only where the user asks for it', () => {
    expect(extractAnswer('From 3 boxes to 1,250.5 apples.', { lastNumber: true })).toBe('1,250.5')
    expect(extractAnswer('no number', { lastNumber: true })).toBeNull()
  })

  test.each([
    ['48/2 = <<48/2=24>>24\n#### 72', '72'],
    [' 3.5 ', '3.5'],
    ['\\boxed{9}', '9'],
  ])('the reference %j is %j', (reference, answer) => {
    expect(referenceAnswer(reference)).toBe(answer)
  })
})

describe('equality', () => {
  test.each([
    ['411', '411.0'],
    ['1,234', '1234'],
    ['1{,}234', '1234'],
    ['\\$18', '18'],
    ['18 \\text{ cm}', '18'],
    ['\\frac{1}{2}', '0.5'],
    ['\\dfrac12', '1/2'],
    ['-\\frac{3}{6}', '-0.5'],
    ['1\\frac{1}{2}', '3/2'],
    ['90^\\circ', '90'],
    ['x = 5', '5'],
    ['.5', '0.50'],
    ['-0', '0'],
    ['(1, 2)', '(1.0,\\frac{4}{2})'],
    ['\\left( 1, 2 \\right)', '(1,2)'],
    ['\\text{Monday}', 'Monday'],
  ])('%s = %s', (a, b) => {
    expect(sameAnswer(a, b)).toBe(true)
    expect(sameAnswer(b, a)).toBe(true)
  })

  test.each([
    ['411', '412'],
    ['1,234', '1.234'],
    ['(1,234)', '1234'],
    ['(1,2)', '(2,1)'],
    ['(1,2)', '[1,2]'],
    ['\\frac{1}{2}', '\\frac{2}{1}'],
    ['12', '1\\frac{1}{2}'],
    ['5', '-5'],
    ['1/3', '0.333'],
    ['', '0'],
    ['9007199254740993', '9007199254740992'],
  ])('%s is not %s', (a, b) => {
    expect(sameAnswer(a, b)).toBe(false)
    expect(sameAnswer(b, a)).toBe(false)
  })
})
