// How a model is asked, as the fields of a form hold it: from the record to fields and back.
// Knows that a form keeps what its other choices hid. Does not know what is wrong with the fields (prompt-faults.ts).
import { USUAL_JUDGE } from '../../src-main/contract/judge-record.ts'
import type { JudgeRecord } from '../../src-main/contract/judge-record.ts'
import type { PromptRecord, SamplingDefaults, Steps } from '../../src-main/contract/prompt-record.ts'
import { SamplingDefaults as SamplingShape } from '../../src-main/contract/prompt-record.ts'
import { readLines, writeLines } from './escaped-lines.ts'
import type { FieldValue } from './field-value.ts'

export const PROMPT_SAMPLING = Object.keys(SamplingShape.shape) as (keyof SamplingDefaults)[]

export interface PromptFields extends JudgeFields {
  layout: PromptRecord['layout']['kind']
  chatTemplate: string
  plainTemplate: string
  addBeginning: boolean
  system: string
  instruction: string
  examples: { question: string; solution: string }[]
  steps: Steps['kind']
  /** One a line, see escaped-lines.ts. */
  stepTexts: string
  stepPattern: string
  leastStepTokens: FieldValue
  mostStepTokens: FieldValue
  forms: PromptRecord['answers']['forms']
  answerPattern: string
  sampling: Record<keyof SamplingDefaults, FieldValue>
}

/** What it is asked as a judge; words one a line, see escaped-lines.ts. */
interface JudgeFields {
  judgeQuestion: string
  judgeYes: string
  judgeNo: string
}

/** A plain text to begin with where a model's files suggest a chat. */
const PLAIN_TEMPLATE = 'Question: {question}\nAnswer:'
const STEP_TEXTS = ['\n\n']

/** The fields that show a record. */
export function fieldsOf(record: PromptRecord): PromptFields {
  const { layout, steps, answers, sampling, judge = USUAL_JUDGE } = record
  return {
    layout: layout.kind,
    chatTemplate: layout.kind === 'chat' ? layout.template : '',
    plainTemplate: layout.kind === 'plain' ? layout.template : PLAIN_TEMPLATE,
    addBeginning: layout.kind === 'plain' ? layout.addBeginning : true,
    system: record.system,
    instruction: record.instruction,
    examples: record.examples.map((example) => ({ ...example })),
    steps: steps.kind,
    stepTexts: writeLines(steps.kind === 'texts' ? steps.texts : STEP_TEXTS),
    stepPattern: steps.kind === 'pattern' ? steps.pattern : '',
    leastStepTokens: record.leastStepTokens,
    mostStepTokens: record.mostStepTokens,
    forms: [...answers.forms],
    answerPattern: answers.pattern,
    sampling: Object.fromEntries(
      PROMPT_SAMPLING.map((key) => [key, sampling[key] ?? null]),
    ) as PromptFields['sampling'],
    ...judgeFields(judge),
  }
}

/** The record that the fields describe, not checked: a number's field may be empty. */
export function recordOf(fields: PromptFields): unknown {
  return {
    layout:
      fields.layout === 'chat'
        ? { kind: 'chat', template: fields.chatTemplate }
        : { kind: 'plain', template: fields.plainTemplate, addBeginning: fields.addBeginning },
    system: fields.system,
    instruction: fields.instruction,
    examples: fields.examples,
    steps: stepsOf(fields),
    leastStepTokens: fields.leastStepTokens,
    mostStepTokens: fields.mostStepTokens,
    answers: { forms: fields.forms, pattern: fields.answerPattern },
    sampling: Object.fromEntries(
      PROMPT_SAMPLING.flatMap((key) => (fields.sampling[key] === null ? [] : [[key, fields.sampling[key]]])),
    ),
    judge: judgeOf(fields),
  }
}

function judgeFields({ question, yes, no }: JudgeRecord): JudgeFields {
  return { judgeQuestion: question, judgeYes: writeLines(yes), judgeNo: writeLines(no) }
}

/** The fields of the usual question. */
export function usualJudgeFields(): JudgeFields {
  return judgeFields(USUAL_JUDGE)
}

/** Whether these fields ask the usual question. */
export function isUsualJudge(fields: JudgeFields): boolean {
  return judgeOf(fields) === undefined
}

/** The usual question stands in no record: a better one would reach it. */
function judgeOf({ judgeQuestion: question, judgeYes, judgeNo }: JudgeFields): unknown {
  const words = (field: string) => readLines(field).map((word) => word.trim())
  const judge = { question, yes: words(judgeYes), no: words(judgeNo) }
  return JSON.stringify(judge) === JSON.stringify(USUAL_JUDGE) ? undefined : judge
}

function stepsOf({ steps, stepTexts, stepPattern }: PromptFields): unknown {
  if (steps === 'texts') return { kind: steps, texts: readLines(stepTexts) }
  if (steps === 'pattern') return { kind: steps, pattern: stepPattern }
  return { kind: steps }
}
