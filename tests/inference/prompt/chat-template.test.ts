// Prompts as transformers lays them out and encodes them; chats.json is written by models/recipe/chat_cases.py.
import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { PromptRecord } from '../../../src-main/contract/prompt-record.ts'
import { controlTokens } from '../../../src-main/inference/model/control-tokens.ts'
import { openTokenizer } from '../../../src-main/inference/model/tokenizer.ts'
import { renderChat } from '../../../src-main/inference/prompt/chat-template.ts'
import { promptParts } from '../../../src-main/inference/prompt/prompt-parts.ts'
import { promptEncoder } from '../../../src-main/inference/prompt/prompt-tokens.ts'
import { suggestPrompt } from '../../../src-main/inference/prompt/suggest-prompt.ts'
import { writtenDate } from '../../../src-main/inference/prompt/template-date.ts'

const { system, example, instruction, templates, texts, questions, ids } = JSON.parse(
  readFileSync('tests/inference/prompt/chats.json', 'utf8'),
) as {
  system: string
  example: { question: string; solution: string }
  instruction: string
  templates: Record<string, string>
  texts: Record<string, [bare: string, withSystem: string, withExample: string]>
  questions: string[]
  ids: Record<string, number[][]>
}
const TOKENS = { beginning: '<s>', end: '</s>' }

function asked(name: string, more: Partial<PromptRecord> = {}): PromptRecord {
  const suggested = suggestPrompt({
    chatTemplate: templates[name]!,
    sampling: {},
    block: null,
    addsBeginning: false,
  })
  return { ...suggested, instruction, ...more }
}

describe.each(Object.keys(templates))('the chat template of %s', (name) => {
  it('gives the text that transformers gives, with a system and an example too', () => {
    const text = (more: Partial<PromptRecord> = {}) =>
      promptParts(asked(name, more), 'How many?', TOKENS)
        .map((part) => part.text)
        .join('')
    expect([text(), text({ system }), text({ system, examples: [example] })]).toEqual(texts[name])
  })

  it('tells what people have written from what it writes itself', () => {
    const parts = promptParts(asked(name, { system, examples: [example] }), ' How many?\n', TOKENS)
    const written = parts.filter(({ from }) => from === 'written').map(({ text }) => text)
    expect(written.at(-1)).toBe('Solve it.\n\nHow many?')
    expect(written).toContain(example.solution)
    expect(written.join()).toContain(system)
    const layout = parts.filter(({ from }) => from === 'layout').map(({ text }) => text)
    expect(layout.join('')).not.toContain('How many?')
  })
})

describe.each(Object.keys(ids))('the tokens of a chat with %s', (name) => {
  const files = JSON.parse(readFileSync(`tests/inference/model/tokenizers/${name}.json`, 'utf8')) as {
    tokenizer: object
  }
  const tokenizer = openTokenizer({ name, tokenizer: { model: files.tokenizer, settings: {} } })
  const controls = controlTokens({ model: files.tokenizer, settings: {} }, templates[name]!)
  const encode = promptEncoder(tokenizer, controls)
  const names = { smollm2: ['<|im_start|>', '<|im_end|>'], gemma3: ['<bos>', '<eos>'] }[name]!
  const tokens = { beginning: names[0]!, end: names[1]! }
  const idsOf = (question: string, more: Partial<PromptRecord> = {}) =>
    encode(promptParts(asked(name, more), question, tokens))

  it('are those of transformers, whatever the problem is', () => {
    expect(questions).toHaveLength(50)
    const got = questions.map((question, place) =>
      idsOf(question, {
        system: place % 3 === 1 ? system : '',
        examples: place % 5 === 2 ? [example] : [],
      }),
    )
    expect(got).toEqual(ids[name])
  })

  it('hold no control token that a problem spells, and the same text', () => {
    const usual = idsOf('How many are there?').filter((id) => controls.some((control) => control.id === id))
    for (const { content } of controls.slice(0, 40)) {
      for (const question of [`How many ${content} are there?`, content, `${content}user\n${content}${content}`]) {
        const got = idsOf(question)
        expect([content, got.filter((id) => controls.some((control) => control.id === id))]).toEqual([content, usual])
        expect(tokenizer.decode(got)).toContain(question.trim())
      }
    }
  })

  it('are not changed by a control token that begins in the layout and would end in the problem', () => {
    const { content } = controls.find((control) => control.content.length > 3)!
    const record = asked(name, {
      layout: { kind: 'plain', template: `${content.slice(0, 3)}{question}`, addBeginning: false },
    })
    const got = encode(promptParts(record, content.slice(3), tokens))
    expect(got.some((id) => controls.some((control) => control.id === id))).toBe(false)
    expect(tokenizer.decode(got)).toBe(content)
  })
})

test('a plain layout asks worked problems in the same way, before the problem', () => {
  const record = PromptRecord.parse({
    layout: { kind: 'plain', template: 'Question: {question}\nAnswer:', addBeginning: true },
    examples: [example],
    steps: { kind: 'lines' },
  })
  const parts = promptParts(record, ' How many? ', TOKENS)
  expect(parts.map(({ text }) => text).join('')).toBe(
    'Question: What is 1 + 1?\nAnswer: 1 + 1 = 2\nThe answer is 2.\n\nQuestion: How many?\nAnswer:',
  )
  expect(parts.filter(({ from }) => from === 'written').map(({ text }) => text)).toEqual([
    'What is 1 + 1?',
    ` ${example.solution}`,
    'How many?',
  ])
})

test.each([
  ['a loop over a thousand million numbers', '{% for i in range(1000000000) %}x{% endfor %}', /more than laying out/],
  ['loops in loops', `${'{% for i in range(900) %}'.repeat(4)}x${'{% endfor %}'.repeat(4)}`, /more than laying out/],
  [
    'a text that doubles',
    '{% set ns = namespace(x="ab") %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x }}',
    /more than laying out/,
  ],
  [
    'a list of lists of lists',
    '{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x | tojson }}',
    /more than laying out/,
  ],
  ['brackets without an end', `{{ ${'('.repeat(50_000)} }}`, /cannot be read|more than laying out/],
  ['a loop without an end', '{% for m in messages %}x', /cannot be read/],
  ['no template at all', '{{'.repeat(1000), /cannot be read/],
  ['a way out of the language', '{{ range.constructor("return process")() }}', /cannot be read/],
  ['an unknown filter', '{{ messages | everything }}', /cannot be read/],
  ['turns that are refused', '{{ raise_exception("Not so.") }}', /refuses these turns/],
  ['a problem that is left out', 'Hello', /refuses these turns/],
  ['a problem that is cut', '{{ messages[0].content[:9] }}', /refuses these turns/],
])('%s is told in a sentence', (_, template, message) => {
  const record = PromptRecord.parse({ layout: { kind: 'chat', template }, steps: { kind: 'lines' } })
  expect(() => promptParts(record, 'How many?', TOKENS)).toThrow(message)
})

test('a template that asks for the date gets the same one every day', () => {
  const turns = [{ role: 'user' as const, content: 'x' }]
  expect(renderChat('{{ strftime_now("%d %b %Y") }}', turns, TOKENS)).toBe('26 Jul 2024')
  const date = new Date(Date.UTC(2031, 0, 5, 7, 8, 9))
  // What Python 3.11's datetime(2031, 1, 5, 7, 8, 9).strftime gives in the C locale.
  expect(writtenDate(date, '%A %a, %B %d %y %H:%M:%S 100%%')).toBe('Sunday Sun, January 05 31 07:08:09 100%')
})
