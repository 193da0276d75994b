// The paper's result file: whatever a text says, its script finds the answer that the solution states, and none where it states none.
import { describe, expect, it } from 'vitest'
import { paperFile } from '../../../src-main/engine/foreign/paper-file.ts'
import type { WrittenSolution } from '../../../src-main/engine/foreign/paper-file.ts'

interface Written {
  model_answer: { text: string; step_scores: number[] }[]
}

/** What is written of one solution, and what the script's expression finds in it. */
function written(solution: WrittenSolution, question = 'q') {
  const text = paperFile([{ id: 'p', question, reference: '4', solutions: [solution], tokens: null }])
  const [{ model_answer }] = JSON.parse(text) as [Written]
  const [one] = model_answer as [Written['model_answer'][number]]
  return { ...one, found: /The answer is:(.+) ки/.exec(one.text)?.[1]?.trim() ?? null }
}

describe('the answer that the script finds', () => {
  it.each<[string, readonly string[], string | null]>([
    ['the stated one', ['a', 'The answer is: 4'], '4'],
    ['not an earlier one', ['The answer is: 5, no.', 'So \\boxed{4}.'], '4'],
    ['not an earlier one of the last step', ['The answer is: 5, no. The answer is: 4'], '4'],
    ['none where none is stated', ['The answer is: unclear', 'b'], null],
    ['of a step with its tag', ['Step 1: a ки', 'Step 2: The answer is: 4 ки'], '4'],
    ['on one line', ['a'], '4'],
    ['where only it is known', [], '4'],
  ])('is %s', (_, steps, answer) => {
    const { found, text } = written({ steps, answer, rewards: [] })
    expect(found).toBe(answer)
    expect(text.split(' ки')).toHaveLength(Math.max(steps.length, 1) + 1)
  })

  it('is not what the question says, and has no line feed', () => {
    expect(written({ steps: ['a'], answer: '4', rewards: [] }, 'The answer is: 9 ки?').found).toBe('4')
    expect(written({ steps: [], answer: '\\frac{1}\n{2}', rewards: [] }).found).toBe('\\frac{1} {2}')
  })
})

describe('scores', () => {
  it('that are missing count what two of the script’s rules count them as', () => {
    expect(written({ steps: ['a', 'b'], answer: '4', rewards: [0.5, null] }).step_scores).toEqual([0.5, 0])
  })
})
