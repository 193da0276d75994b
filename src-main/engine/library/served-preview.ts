// What a server's model is sent, and how a text of its would be cut and read: what an editor of prompts shows where tokens are the
// server's own.
// Knows texts. Does not know tokens, servers or who asks.
import type { CallResult, CheckedArgument } from '../../contract/api.ts'
import { judgeQuestion, USUAL_JUDGE } from '../../contract/judge-record.ts'
import { extractAnswer } from '../../grading/extract-answer.ts'
import { cutText } from '../../inference/prompt/cut-text.ts'
import { checkPatterns } from '../../inference/prompt/pattern-time.ts'
import { promptParts } from '../../inference/prompt/prompt-parts.ts'

type Preview = CallResult<'models.preview'>

/** Throws `bad-input` like a run of this record would. */
export function previewServed({
  prompt,
  question,
  solution,
}: Pick<CheckedArgument<'models.preview'>, 'prompt' | 'question' | 'solution'>): Preview {
  checkPatterns(prompt)
  const parts = promptParts(prompt, question, { beginning: '', end: '' })
  const steps = cutText(prompt, solution)
  const judge = prompt.judge ?? USUAL_JUDGE
  const asked = judgeQuestion(judge, { question, steps: steps.map((text) => ({ text })) })
  return {
    tokens: parts.map(({ from, text }) => piece(text, from === 'layout' && prompt.layout.kind === 'chat')),
    steps,
    answer: extractAnswer(solution, { answers: prompt.answers }),
    // A server asks it as a chat, in its own layout.
    judge: {
      tokens: [piece(asked)],
      yes: judge.yes.map((word) => piece(word)),
      no: judge.no.map((word) => piece(word)),
      error: null,
    },
  }
}

/** A stretch of text, whose tokens are the server's. */
function piece(text: string, control = false): Preview['tokens'][number] {
  return { id: null, text, control }
}
