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
  ['a heading is no answer', '#### Step 1: add', 'step', 5, [], null, null],
  ['a heading with a number first', '#### 1. Find the total', 'step', 5, [], null, null],
  ['a heading of which the solution makes its last word', '#### Monday', 'solution', 5, ['a'], 'answer', 'Monday'],
  ['the same where the solution may go on', '#### Monday', 'step', 5, ['a'], null, null],
  ['the form of GSM8K', '#### 18', 'step', 5, ['a'], 'answer', '18'],
  ['a heading that names the answer', '**Final Answer**', 'step', 5, ['a'], null, null],
  ['the answer below it', '$7$', 'step', 5, ['### Final Answer'], 'answer', '7'],
  ['the answer below a sentence', '7', 'step', 5, ['a\nThe answer is:\n'], 'answer', '7'],
  ['a half answer below it', '41', 'length', 5, ['The answer is:'], 'step-limit', null],
  ['a step below an answer', 'b', 'step', 5, ['The answer is 7'], null, null],
  ['an answer that nothing follows', '', 'step', 0, ['#### Monday'], 'answer', 'Monday'],
  ['a sentence about the answer', 'Final Answer: The total is 18.', 'step', 5, ['a'], null, null],
  ['the same at the end', 'Final Answer: The total is 18.', 'solution', 5, ['a'], 'answer', '18'],
  ['what follows a special token', '<|im_end|>The answer is 7', 'solution', 5, ['The answer is 4'], 'answer', '4'],
  ['a working is no answer', 'The answer is obtained by adding 3 and 4.', 'step', 5, [], null, null],
  ['the depth limit', 'd', 'step', 1, ['a', '', ''], 'depth-limit', null],
] as const)('%s', (_, text, ends, tokens, earlier, ending, answer) => {
  const step: Proposal = { text, ends, tokenIds: Array<number>(tokens).fill(1), logProbabilities: [] }
  const before = earlier.map((text) => ({ text, tokenIds: text === '' ? [] : Array<number>(10).fill(1) }))
  expect(judgeStep(step, before, LIMITS)).toEqual({ ending, answer })
})

test.each([
  // [what, text, ends, answers, ending, answer]
  ['a form that is not read', 'The answer is 4.', 'step', { forms: ['boxed'], pattern: '' }, null, null],
  [
    'a form that is read',
    'So \\boxed{4}, the answer is 5.',
    'step',
    { forms: ['sentence'], pattern: '' },
    'answer',
    '5',
  ],
  [
    'a pattern goes before the forms',
    'R=4\nR=6 \\boxed{5}',
    'step',
    { forms: ['boxed'], pattern: 'R=(\\d)' },
    'answer',
    '6',
  ],
  ['a pattern without a group', 'I say 7 apples', 'step', { forms: [], pattern: '\\d+ apples' }, 'answer', '7 apples'],
  [
    'a form where the pattern is not there',
    '\\boxed{5}',
    'step',
    { forms: ['boxed'], pattern: 'R=(\\d)' },
    'answer',
    '5',
  ],
  ['no form at all', '\\boxed{5} #### 5 <answer>5</answer>', 'solution', { forms: [], pattern: '' }, 'no-answer', null],
] as const)('ways of stating an answer: %s', (_, text, ends, { forms, pattern }, ending, answer) => {
  const step: Proposal = { text, ends, tokenIds: [1], logProbabilities: [] }
  const limits = { ...LIMITS, answers: { forms: [...forms], pattern } }
  expect(judgeStep(step, [], limits)).toEqual({ ending, answer })
})
