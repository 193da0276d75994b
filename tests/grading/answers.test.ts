import { describe, expect, test } from 'vitest'
import { extractAnswer, referenceAnswer } from '../../src-main/grading/extract-answer.ts'
import { sameAnswer } from '../../src-main/grading/same-answer.ts'

describe('extraction', () => {
  test.each([
    ['so \\boxed{12}', '12'],
    ['first \\boxed{1}, then \\boxed{\\frac{1}{2}}.', '\\frac{1}{2}'],
    ['\\fbox{7} at last', '7'],
    ['\\boxed{x^{2}+\\{1\\}}', 'x^{2}+\\{1\\}'],
    ['\\boxed{3} and cut off \\boxed{4', '3'],
    ['\\boxed 5$', '5'],
    ['nothing in \\boxed{}', null],
    ['steps\n#### 1,234', '1,234'],
    ['#### 3\nThe answer is: 4', '3'],
    ['The answer is: 411', '411'],
    ['the Answer is 411.', '411'],
    ['The answer is: (1, 2)\nMore words', '(1, 2)'],
    ['The answer is: 5\n\nQuestion: what is 6?\nThe answer is: 6', '5'],
    ['The answer is: 5\nProblem: what is 6?\n\\boxed{6}', '5'],
    ['Problem: 2 + 2\nThe answer is: 4', '4'],
    ['The answer is: 5 ки', '5'],
    ['Final Answer: The final answer is $\\frac{1}{2}$. I hope it is correct.', '\\frac{1}{2}'],
    ['It is 7, I think.', null],
    ['The answer is:', null],
    ['The answer is: 6. No, the answer isn\u2019t 7', '6. No, the answer isn\u2019t 7'],
    ["The answer isn't easy", null],
    ['The answer is: **5**.', '5'],
    ['The answer is: 5 Question: and what is 6?', '5'],
    ['The answer is: 5\r\n', '5'],
    ['#### 5\r\nProblem: next', '5'],
    ['Step 1: 4ки\nThe answer is: 4ки', '4'],
    ['Answer is: three яблоки #### яблоки', 'яблоки'],
    ['Question: one\nThe answer is: 1\nQuestion: two\nThe answer is: 2', '1'],
    ['', null],
  ])('%j states %j', (text, answer) => {
    expect(extractAnswer(text)).toBe(answer)
  })

  test('a long text takes no time', () => {
    const start = process.cpuUsage()
    for (const text of ['\n'.repeat(50_000), '\\boxed{'.repeat(2000), 'the answer is '.repeat(20_000)])
      extractAnswer(text)
    const { user, system } = process.cpuUsage(start)
    expect((user + system) / 1000).toBeLessThan(1000)
  })

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
