// Steps, read token by token.
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { Steps } from '../../../src-main/contract/prompt-record.ts'
import { checkPatterns } from '../../../src-main/inference/prompt/pattern-time.ts'
import type { ControlToken } from '../../../src-main/inference/prompt/prompt-tokens.ts'
import { firstEnd, stepEnds } from '../../../src-main/inference/prompt/step-kinds.ts'
import { openStepReaders } from '../../../src-main/inference/prompt/step-reader.ts'
import { openTokenPieces } from '../../../src-main/inference/prompt/token-pieces.ts'

/**
 * A decoder of bytes: a token is a few bytes of UTF-8, as in byte-level vocabularies, and what is no whole character is decoded
 * as such. The ids are numbers of the texts that a test uses; like SentencePiece, it drops a space at the beginning if asked to.
 */
function vocabulary({ dropsSpace = false } = {}) {
  const tokens: Uint8Array[] = []
  const idOf = (bytes: Uint8Array) => tokens.push(bytes) - 1
  return {
    ids: (pieces: readonly string[]) => pieces.map((piece) => idOf(new TextEncoder().encode(piece))),
    bytes: (text: string) => [...new TextEncoder().encode(text)].map((byte) => idOf(Uint8Array.of(byte))),
    decode: (ids: readonly number[]) => {
      const text = new TextDecoder().decode(Uint8Array.from(ids.flatMap((id) => [...tokens[id]!])))
      return dropsSpace ? text.replace(/^ /, '') : text
    },
  }
}

type Vocabulary = ReturnType<typeof vocabulary>

/** Cuts tokens into steps as the decoder does, and gives the text of each; what is left over at the end is one, too. */
function cut(
  ids: readonly number[],
  steps: Steps,
  words: Pick<Vocabulary, 'ids' | 'decode'>,
  { leastStepTokens = 1, controls = [] as readonly ControlToken[] } = {},
): string[] {
  const pieces = openTokenPieces({ decode: words.decode, ordinary: words.ids(['1']), controls })
  const readers = openStepReaders({ steps, leastStepTokens }, pieces)
  const texts: string[] = []
  const before: number[][] = []
  for (let at = 0; at < ids.length;) {
    const reader = readers.behind(before)()
    const own: number[] = []
    let ended = false
    while (!ended && at < ids.length) {
      own.push(ids[at]!)
      ended = reader.add(ids[at++]!)
    }
    before.push(own)
    texts.push(reader.text(words.decode(own)))
  }
  return texts
}

const LINES: Steps = { kind: 'lines' }
const PARAGRAPHS: Steps = { kind: 'paragraphs' }
const NUMBERED: Steps = { kind: 'numbered' }

test.each<[what: string, steps: Steps, tokens: string[], texts: string[]]>([
  ['a line a step', LINES, ['1 + 1', ' = 2', '\n', '2', '\n', 'end'], ['1 + 1 = 2', '2', 'end']],
  ['a line break first', LINES, ['\n', 'To', ' begin', '\n', 'b'], ['To begin', 'b']],
  ['many of them', LINES, ['\n', '\n\n', ' \n', '  a', '\n', '\n', 'b'], ['  a', 'b']],
  ['a line break inside a token', LINES, ['a', '.\n\n', 'b', ':\n', '\n', 'c'], ['a.', 'b:', 'c']],
  ['a token that begins the next line', LINES, ['a', '.\n- b', ' c\n', 'd'], ['a.', '- b c', 'd']],
  ['a paragraph a step', PARAGRAPHS, ['a\n', 'b', '\n', '\n', 'c', '\n\n', 'd'], ['a\nb', 'c', 'd']],
  ['a paragraph that ends inside tokens', PARAGRAPHS, ['a.', '\n  ', ' \nb', '.\n\n\n', 'c'], ['a.', 'b.', 'c']],
  ['empty lines first', PARAGRAPHS, ['\n\n', '\n', 'a', '.\n\n', '\n', 'b'], ['a.', 'b']],
  [
    'numbers, the headings in front',
    NUMBERED,
    ['First', '.\n', 'Step ', '1:', ' a\n', 'Step', ' 2', ':', ' b\n\n', '**Step 3', ':**', ' c'],
    ['First.\nStep 1: a', 'Step 2: b', '**Step 3:** c'],
  ],
  ['numbers with two digits', NUMBERED, ['Step 9: a\n', 'Step 10:', ' b'], ['Step 9: a', 'Step 10: b']],
  ['a heading alone', NUMBERED, ['a', '\nStep 2:', '\nStep 3:', ' c'], ['a', 'Step 2:', 'Step 3: c']],
  ['a number inside a line', NUMBERED, ['As in Step 2:', ' a\n', 'Step 2', ' is b'], ['As in Step 2: a\nStep 2 is b']],
  ['own texts', { kind: 'texts', texts: ['<s>', ' ки\n'] }, ['a', '<', 's', '>b', ' ки', '\nc', 'd'], ['a', 'b', 'cd']],
  [
    'own texts in a row',
    { kind: 'texts', texts: ['.', '<s>'] },
    ['a', '..', '.', '<s>', 'b', '.', 'c'],
    ['a', '..<s>b', 'c'],
  ],
  ['of two that fit, the longer', { kind: 'texts', texts: ['.', '. So'] }, ['a. So', ' b'], ['a', ' b']],
  ['a text that ends in a space', { kind: 'texts', texts: ['. '] }, ['a.', ' b', '.', ' ', 'c'], ['a', 'b', 'c']],
  [
    'a pattern, which stays',
    { kind: 'pattern', pattern: String.raw`[.!?]\s` },
    ['3.5', '.', ' b!', ' c', 'd'],
    ['3.5. ', 'b! ', 'cd'],
  ],
  ['a pattern of line ends', { kind: 'pattern', pattern: '\\d$\\n' }, ['a\n', '1\n', 'b'], ['a\n1\n', 'b']],
  ['a pattern that matches nothing', { kind: 'pattern', pattern: 'x*' }, ['a', 'b', 'x', 'c'], ['abx', 'c']],
  ['nothing', LINES, ['\n', '\n'], ['']],
])('%s', (_, steps, tokens, texts) => {
  const words = vocabulary()
  expect(cut(words.ids(tokens), steps, words)).toEqual(texts)
})

test('a step has at least so many tokens, and what would have ended it earlier stays in it', () => {
  const words = vocabulary()
  const ids = words.ids(['a', '\n', 'b', '\n', 'c', '\n', 'd'])
  expect(cut(ids, LINES, words, { leastStepTokens: 3 })).toEqual(['a\nb', 'c\nd'])
  expect(cut(ids, LINES, words, { leastStepTokens: 4 })).toEqual(['a\nb', 'c\nd'])
  expect(cut(ids, LINES, words, { leastStepTokens: 5 })).toEqual(['a\nb\nc', 'd'])
})

describe('a decoder that drops a space at the beginning', () => {
  it('gives the heading that the step before has begun with the space behind it', () => {
    const words = vocabulary({ dropsSpace: true })
    expect(cut(words.ids(['a', '\nStep 2:', ' b', ' c']), NUMBERED, words)).toEqual(['a', 'Step 2: b c'])
  })

  it('finds a text that ends in a space', () => {
    const words = vocabulary({ dropsSpace: true })
    expect(cut(words.ids(['a.', ' b', ' c']), { kind: 'texts', texts: ['. '] }, words)).toEqual(['a', 'b c'])
  })
})

describe('control tokens, which people do not read', () => {
  /** A vocabulary with two of them; like decoders, it leaves them out of a text. */
  function withControls() {
    const words = vocabulary()
    const controls = ['<end>', '<think>'].map((content) => ({
      id: words.ids([content])[0]!,
      content,
      lstrip: false,
      rstrip: false,
    }))
    const isOrdinary = (id: number) => controls.every((control) => control.id !== id)
    return { ...words, controls, decode: (ids: readonly number[]) => words.decode(ids.filter(isOrdinary)) }
  }
  const KINDS: Steps[] = [
    LINES,
    PARAGRAPHS,
    NUMBERED,
    { kind: 'texts', texts: ['.', ' then'] },
    { kind: 'texts', texts: ['\n', '. '] },
    { kind: 'pattern', pattern: '[.:]\\s' },
  ]

  it('are no step by themselves', () => {
    const words = withControls()
    const [end] = words.controls
    const ids = [end!.id, ...words.ids(['\n', 'a', '\n']), end!.id, ...words.ids([' ', '\n\n', 'b', '\n'])]
    expect(cut(ids, LINES, words, words)).toEqual(['a', 'b'])
  })

  it('make no step that people read nothing in, whatever stands around them', () => {
    const part = fc.constantFrom('a', ' ', '\n', '\n\n', '\r\n', '.', ' then', 'Step 2:', '<end>', '<think>')
    const property = fc.property(fc.array(part, { maxLength: 30 }), fc.constantFrom(...KINDS), (parts, steps) => {
      const words = withControls()
      const idOf = (text: string) => words.controls.find(({ content }) => content === text)?.id ?? words.ids([text])[0]!
      const texts = cut(parts.map(idOf), steps, words, words)
      // What is left over at the end has no end of its own.
      for (const text of texts.slice(0, -1)) expect(text.trim()).not.toBe('')
    })
    fc.assert(property, { numRuns: 500 })
  })
})

test('a character that is spread over tokens ends a step when it is whole', () => {
  const words = vocabulary()
  const ids = words.bytes('一加一。二🙂加二。三')
  expect(cut(ids, { kind: 'texts', texts: ['。'] }, words)).toEqual(['一加一', '二🙂加二', '三'])
})

test('however a text is cut into tokens, its lines and paragraphs are the same steps', () => {
  const part = fc.constantFrom('a', 'bc', ' ', '\n', '\n\n', 'Step 2:', 'é', '🙂')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), fc.constantFrom(LINES, PARAGRAPHS), (parts, steps) => {
      const words = vocabulary()
      const text = parts.join('')
      const single = cut(words.bytes(text), steps, words)
      const pieces = parts.flatMap((part) => (part === '\n\n' && steps.kind === 'paragraphs' ? ['\n', '\n'] : [part]))
      const read = (texts: string[]) => texts.map((text) => text.trim()).filter((text) => text !== '')
      expect(read(cut(words.ids(pieces), steps, words))).toEqual(read(single))
      const by = steps.kind === 'lines' ? /\n/ : /\n[^\S\n]*\n/
      expect(read(single)).toEqual(read(text.split(by)))
    }),
  )
})

test.each<[steps: Steps, text: string, end: string | null]>([
  [LINES, '\n\na\nb', '\n\na'],
  [LINES, 'a', null],
  [PARAGRAPHS, 'a\nb\n\nc', 'a\nb'],
  [NUMBERED, 'Step 2: a\nStep 3: b', 'Step 2: a'],
])('the first end of a text that came whole', (steps, text, end) => {
  const found = firstEnd(stepEnds(steps), text)
  expect(found && text.slice(0, found.end)).toBe(end)
})

test('a server is told where to stop, where that is a fixed text', () => {
  const stops = (steps: Steps, before = 0) => stepEnds(steps).stops(before)
  expect(stops(LINES)).toEqual(['\n'])
  expect(stops(PARAGRAPHS)).toEqual(['\n\n'])
  expect([stops(NUMBERED), stops(NUMBERED, 3)]).toEqual([['\nStep 2:'], ['\nStep 5:']])
  expect(stops({ kind: 'texts', texts: ['a', 'b'] })).toEqual(['a', 'b'])
  expect(stops({ kind: 'pattern', pattern: 'a' })).toEqual([])
})

describe('a pattern', () => {
  it('that is none is refused where it is written', () => {
    const { error } = Steps.safeParse({ kind: 'pattern', pattern: '(' })
    expect(error?.issues).toMatchObject([{ path: ['pattern'], message: 'It is no regular expression.' }])
  })

  it.each(['(a+)+$', String.raw`(\w+\s?)*$`, '(.*=)*,$'])('that takes for ever is refused: %s', (pattern) => {
    expect(() => checkPatterns({ steps: { kind: 'pattern', pattern }, answers: { forms: [], pattern: '' } })).toThrow(
      /end of a step takes too long/,
    )
    expect(() => checkPatterns({ steps: LINES, answers: { forms: [], pattern } })).toThrow(/answer takes too long/)
  })

  it('of the usual kind is taken', () => {
    const pattern = String.raw`(?:^|\n)#+ Answer:?\s*(.+)$`
    expect(() => checkPatterns({ steps: { kind: 'pattern', pattern }, answers: { forms: [], pattern } })).not.toThrow()
  })
})
