// Prompts of a wanted length, as text for Espalier and as token ids for the others.
// Knows a model folder's template and tokenizer. Does not know engines.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Tokenizer } from '@huggingface/tokenizers'
import type { Path, Row } from './engine.ts'

const WORDS =
  'A train has many cars with some people in each. At a stop some get on and others get off. Then it goes on to a town.'.split(
    ' ',
  )

interface Config {
  bos_token_id: number
  espalier: { prompt_template: string; add_bos: boolean }
}

export interface Prompts {
  promptOf: (question: string) => number[]
  tokensOf: (path: Path) => number[]
  /** Rows with different prompts of at most `length` tokens, all of one length; other numbers from `first` on give other prompts. */
  rows(options: { rows: number; length: number; count: number; first?: number }): Row[]
}

export function openPrompts(folder: string): Prompts {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'))
  const { bos_token_id, espalier } = read('config.json') as Config
  const tokenizer = new Tokenizer(read('tokenizer.json') as object, read('tokenizer_config.json') as object)
  const promptOf = (question: string) => {
    const text = espalier.prompt_template.replaceAll('{question}', () => question.trim())
    const { ids } = tokenizer.encode(text, { add_special_tokens: false })
    return espalier.add_bos ? [bos_token_id, ...ids] : ids
  }
  return {
    promptOf,
    tokensOf: ({ question, steps }) => [...promptOf(question), ...steps.flatMap(({ tokenIds }) => tokenIds)],
    rows({ rows, length, count, first = 0 }) {
      const story = wordsWithin(length, (words) => promptOf(numbered(0, words)).length)
      return Array.from({ length: rows }, (_, index) => {
        const question = numbered(first + index, story)
        return { path: { question, steps: [] }, tokens: promptOf(question), count }
      })
    },
  }
}

/** Three digits in front, so that the prompts differ early and are equally long. */
function numbered(index: number, words: string[]): string {
  return `${100 + index} ${words.join(' ')}`
}

/** As many words as fit. */
function wordsWithin(length: number, measure: (words: string[]) => number): string[] {
  const words: string[] = []
  for (;;) {
    const longer = [...words, WORDS[words.length % WORDS.length]!]
    if (measure(longer) > length) return words
    words.push(longer.at(-1)!)
  }
}
