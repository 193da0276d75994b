// What a judge is asked: how a question is filled in, and which records can be none.
import { expect, it } from 'vitest'
import { sentenceOf, speakOurWords } from '../../src-main/contract/issue-words.ts'
import { JudgeRecord, judgeQuestion, USUAL_JUDGE } from '../../src-main/contract/judge-record.ts'

speakOurWords()

const PATH = { question: ' How {many} $& {step}? ', steps: [{ text: ' a {question}' }, { text: 'b = $1\n' }] }

it.each([
  ['{question}|{solution}|{step}', 'How {many} $& {step}?|a {question}\nb = $1|b = $1'],
  ['{step} {step} {other} {solution', 'b = $1 b = $1 {other} {solution'],
])('%s is filled in once, and what people have written stays as it is', (question, asked) => {
  expect(judgeQuestion({ ...USUAL_JUDGE, question }, PATH)).toBe(asked)
})

it('the usual question ends with what is asked', () => {
  expect(judgeQuestion(USUAL_JUDGE, PATH)).toMatch(
    /\nb = \$1\n\nIs the last line of this solution correct.*Yes or No\.$/,
  )
  expect(JudgeRecord.parse(USUAL_JUDGE)).toEqual(USUAL_JUDGE)
})

it.each<[change: Partial<JudgeRecord>, message: string]>([
  [{ question: 'Is {question} right?' }, 'question must hold {solution} or {step}.'],
  [{ yes: [] }, 'yes must not be empty.'],
  [{ no: ['No', ' no'] }, 'no.1 must have no space before or behind it.'],
  [{ no: ['No', ''] }, 'no.1 must have no space'],
  [{ no: ['No', 'yes'] }, 'no must share no word with “yes”.'],
])('%j is refused in words', (change, message) => {
  const { error } = JudgeRecord.safeParse({ ...USUAL_JUDGE, ...change })
  expect(sentenceOf(error!)).toContain(message)
})
