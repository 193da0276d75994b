// How a model is asked as a form holds it: every record comes back as it was, and each fault stands at its field.
import { describe, expect, it } from 'vitest'
import { USUAL_JUDGE } from '../../../src-main/contract/judge-record.ts'
import { ANSWER_FORMS, PromptRecord, SamplingDefaults, Steps } from '../../../src-main/contract/prompt-record.ts'
import { PromptDraft } from '../../../src-renderer/state/prompt-draft.svelte.ts'
import { faultsOfReport, samplingLimits } from '../../../src-renderer/state/prompt-faults.ts'
import { fieldsOf, recordOf } from '../../../src-renderer/state/prompt-fields.ts'
import type { PromptFields } from '../../../src-renderer/state/prompt-fields.ts'
import { PROMPT } from '../../../src-renderer/text/prompt.ts'

const chat = { kind: 'chat', template: '{{ messages }}' } as const
const plain = { kind: 'plain', template: 'Q: {question}\nA:', addBeginning: false } as const
const RECORDS = [
  { layout: chat, steps: { kind: 'lines' } },
  { layout: plain, steps: { kind: 'paragraphs' }, leastStepTokens: 4, mostStepTokens: 64 },
  { layout: chat, steps: { kind: 'numbered' }, system: 'Be brief.', instruction: 'Solve {question}' },
  { layout: plain, steps: { kind: 'texts', texts: ['\n\n', '\\n', 'Then\t'] }, answers: { forms: ['hashes'] } },
  { layout: chat, steps: { kind: 'pattern', pattern: '\\.\\s' }, answers: { pattern: 'So: (.*)' } },
  {
    layout: chat,
    steps: { kind: 'lines' },
    examples: [{ question: 'What is 1 + 1?', solution: '2' }],
    sampling: { temperature: 0, topK: 5, topP: 0.9, minP: 0.1, repetitionPenalty: 1.1 },
  },
  {
    layout: chat,
    steps: { kind: 'lines' },
    judge: { question: 'Is {step} right?', yes: ['right', 'so: yes'], no: ['wrong'] },
  },
].map((record) => PromptRecord.parse(record))

describe('the fields of a record', () => {
  it.each(RECORDS.map((record) => [record.steps.kind, record] as const))('give %s back as it was', (_, record) => {
    expect(recordOf(fieldsOf(record))).toEqual(record)
    const draft = new PromptDraft(record)
    expect([draft.record, draft.changed, draft.faults]).toEqual([record, false, {}])
  })

  it('leave no part of a record out', () => {
    const parts = Object.keys(recordOf(fieldsOf(RECORDS[0]!)) as object)
    expect(parts.toSorted()).toEqual(Object.keys(PromptRecord.shape).toSorted())
  })

  it('keep what another choice hides', () => {
    const draft = new PromptDraft(RECORDS[0]!)
    draft.fields.layout = 'plain'
    expect(draft.record?.layout).toMatchObject({ kind: 'plain' })
    draft.fields.layout = 'chat'
    expect([draft.record, draft.changed]).toEqual([RECORDS[0], false])
  })

  it('say nothing of the question of a judge where it is the usual one', () => {
    const record = { ...RECORDS[6]!, judge: undefined }
    const draft = new PromptDraft(RECORDS[6]!)
    expect(draft.usualJudge).toBe(false)
    draft.askAsUsual()
    expect([draft.record, draft.usualJudge, draft.changed]).toEqual([record, true, true])
    expect(fieldsOf(PromptRecord.parse({ ...record, judge: USUAL_JUDGE }))).toEqual(
      fieldsOf(PromptRecord.parse(record)),
    )
  })

  it('follow what is kept, but only where nothing was written', () => {
    const draft = new PromptDraft(RECORDS[0]!)
    draft.follow(RECORDS[2]!)
    expect(draft.record).toEqual(RECORDS[2])
    draft.fields.system = 'Mine'
    draft.follow(RECORDS[0]!)
    expect([draft.fields.system, draft.changed]).toEqual(['Mine', true])
  })
})

const FAULTS: readonly [what: string, change: (fields: PromptFields) => void, field: string, words: string][] = [
  ['an instruction without a question', (fields) => (fields.instruction = 'Solve'), 'instruction', 'instruction'],
  ['an empty chat template', (fields) => (fields.chatTemplate = ''), 'layout.template', 'chatTemplate'],
  [
    'a plain text without a question',
    (fields) => ((fields.layout = 'plain'), (fields.plainTemplate = 'Solve')),
    'layout.template',
    'template',
  ],
  ['a half example', (fields) => fields.examples.push({ question: 'x', solution: '' }), 'examples.0', 'example'],
  ['no text', (fields) => ((fields.steps = 'texts'), (fields.stepTexts = '\n')), 'steps.texts', 'texts'],
  ['an empty number', (fields) => (fields.leastStepTokens = null), 'leastStepTokens', 'tokens'],
  ['a number that is too large', (fields) => (fields.mostStepTokens = 5000), 'mostStepTokens', 'tokens'],
  ['more at least than at most', (fields) => (fields.leastStepTokens = 300), 'leastStepTokens', 'leastAboveMost'],
  [
    'a judge’s question without a step',
    (fields) => (fields.judgeQuestion = 'Right?'),
    'judge.question',
    'judgeQuestion',
  ],
  ['no word for yes', (fields) => (fields.judgeYes = ''), 'judge.yes', 'judgeWords'],
  ['a word on both sides', (fields) => (fields.judgeNo = 'No\nyes'), 'judge.no', 'judgeWords'],
  ['a long system text', (fields) => (fields.system = 'x'.repeat(20_001)), 'system', 'system'],
]

describe('a fault', () => {
  it.each(FAULTS)('of %s stands at its field', (_, change, field, words) => {
    const draft = new PromptDraft(RECORDS[0]!)
    change(draft.fields)
    expect(draft.record).toBeNull()
    expect(draft.faults).toEqual({ [field]: PROMPT.faults[words as keyof typeof PROMPT.faults] })
  })

  it.each(['(', '[a', '*'])('of the pattern %s stands at its field', (pattern) => {
    const draft = new PromptDraft(RECORDS[4]!)
    draft.fields.stepPattern = pattern
    draft.fields.answerPattern = pattern
    expect(Object.keys(draft.faults).toSorted()).toEqual(['answers.pattern', 'steps.pattern'])
  })

  it.each(Object.keys(SamplingDefaults.shape) as (keyof SamplingDefaults)[])('of %s tells its limits', (key) => {
    const { min, max } = samplingLimits(key)
    const draft = new PromptDraft(RECORDS[5]!)
    draft.fields.sampling[key] = max + 1
    expect(draft.faults[`sampling.${key}`]).toBe(PROMPT.faults.between(String(min), max.toLocaleString('en')))
    draft.fields.sampling[key] = null
    expect(draft.record?.sampling).not.toHaveProperty(key)
  })

  it.each([
    ['prompt.layout.template: unexpected endif', { 'layout.template': 'No.' }],
    ['prompt.examples.3.question: It is missing.', { 'examples.3': 'No.' }],
    ['question: It is too long.', null],
    [undefined, null],
  ])('that the engine finds stands at the field that it names: %s', (details, faults) => {
    expect(faultsOfReport({ code: 'bad-input', message: 'No.', advice: '', ...(details ? { details } : {}) })).toEqual(
      faults,
    )
    expect(faultsOfReport({ code: 'internal', message: 'No.', advice: '', ...(details ? { details } : {}) })).toBeNull()
  })
})

describe('words', () => {
  it.each([
    ['kind of step', Steps.options.map(({ shape }) => shape.kind.value), PROMPT.steps.kinds],
    ['way of stating an answer', ANSWER_FORMS, PROMPT.answers.forms],
    ['sampling setting', Object.keys(SamplingDefaults.shape), PROMPT.sampling.fields],
  ])('exist for every %s', (_, keys, words) => {
    for (const key of keys) expect(words).toHaveProperty([key])
  })
})
