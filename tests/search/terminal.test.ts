import { expect, test } from 'vitest'
import type { Proposal } from '../../src-main/search/policy.ts'
import { judgeStep } from '../../src-main/search/terminal.ts'

const LIMITS = { solutionTokens: 20, depth: 4 }

test.each([
  // [what, text, ends, tokens, earlier steps, ending, answer]
  ['a plain step goes on', 'Step 1: 2 + 2 = 4', 'step', 5, [], null, null],
  ['an answer ends a path, though the policy would go on', 'The answer is: 4', 'step', 5, ['a'], 'answer', '4'],
  ['an answer and the end', 'The answer is: 4.', 'solution', 5, ['a'], 'answer', '4'],
  ['the end without an answer', 'That is all.', 'solution', 5, ['a'], 'no-answer', null],
  ['the end after an answer in parts', '7', 'solution', 5, ['so \\boxed{7}'], 'answer', '7'],
  ['an empty end', '', 'solution', 1, ['a'], 'no-answer', null],
  ['a cut step', 'Step 1: 2 +', 'length', 5, [], 'step-limit', null],
  ['a cut answer may be half a number', 'The answer is: 41', 'length', 5, [], 'step-limit', null],
  ['an answer in a complete line of a cut step', 'The answer is: 41\nAnd now', 'length', 5, [], 'answer', '41'],
  ['cut at the end of the solution', 'Step 1: 2 +', 'length', 10, ['a'], 'token-limit', null],
  ['a step that uses the last token', 'Step 1', 'step', 10, ['a'], 'token-limit', null],
  ['an answer in the last token', 'The answer is: 4', 'step', 10, ['a'], 'answer', '4'],
  ['nothing', '', 'step', 1, ['a'], 'empty-step', null],
  ['white space', ' \t', 'step', 1, ['a'], 'empty-step', null],
  ['the same step again', 'b ', 'step', 1, ['a', 'b'], 'repeated-step', null],
  ['the step before the last one again', 'a', 'step', 0, ['a', 'b'], 'token-limit', null],
  ['the depth limit', 'd', 'step', 1, ['a', '', ''], 'depth-limit', null],
] as const)('%s', (_, text, ends, tokens, earlier, ending, answer) => {
  const step: Proposal = { text, ends, tokenIds: Array<number>(tokens).fill(1), logProbabilities: [] }
  const before = earlier.map((text) => ({ text, tokenIds: text === '' ? [] : Array<number>(10).fill(1) }))
  expect(judgeStep(step, before, LIMITS)).toEqual({ ending, answer })
})
