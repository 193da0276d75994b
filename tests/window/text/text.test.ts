// Words: all of them in the text files, none empty, and one for every value of the contract that is shown.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'svelte/compiler'
import { describe, expect, it } from 'vitest'
import { RunState } from '../../../src-main/contract/event.ts'
import { Ending } from '../../../src-main/contract/node.ts'
import { CHOSEN_BY } from '../../../src-main/contract/method-parameters.ts'
import { METERS } from '../../../src-renderer/screens/solve/meters.ts'
import { SAMPLING_FIELDS } from '../../../src-renderer/state/sampling-draft.svelte.ts'
import { TEXT } from '../../../src-renderer/text/english.ts'

const ROOM = resolve(import.meta.dirname, '../../../src-renderer')
const COMPONENTS = readdirSync(ROOM, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.svelte'))
/** Attributes that a person reads or hears. */
const SPOKEN = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label'])

/** Literal words in a component's markup. */
function literals(node: unknown, found: string[] = []): string[] {
  if (Array.isArray(node)) for (const child of node) literals(child, found)
  else if (typeof node === 'object' && node !== null) {
    const { type, name, value, data } = node as Record<string, unknown>
    if (type === 'Script' || type === 'StyleSheet' || type === 'StyleDirective') return found
    if (type === 'Text' && typeof data === 'string' && /\p{L}{2}/u.test(data)) found.push(data.trim())
    if (type === 'Attribute') {
      if (SPOKEN.has(String(name))) literals(value, found)
      return found
    }
    for (const [key, child] of Object.entries(node)) if (key !== 'comments') literals(child, found)
  }
  return found
}

describe('words', () => {
  it.each(COMPONENTS)('%s takes its words from a text file', (file) => {
    const { fragment } = parse(readFileSync(join(ROOM, file), 'utf8'), { modern: true })
    expect(literals(fragment)).toEqual([])
  })

  it('are never empty, but where there is no unit or nothing to add', () => {
    const empty: string[] = []
    const walk = (value: unknown, path: string): void => {
      if (value === '') empty.push(path)
      if (typeof value === 'object' && value !== null)
        for (const [key, inner] of Object.entries(value)) walk(inner, `${path}.${key}`)
    }
    walk(TEXT, 'TEXT')
    expect(empty.filter((path) => !/\.unit$|modelState\.ready$/.test(path))).toEqual([])
  })

  it.each([
    ['state of a run', RunState.options, TEXT.run.state],
    ['ending', Ending.options, TEXT.node.ending],
    ['way of choosing', CHOSEN_BY, TEXT.answer.by],
    ['meter', METERS.map((meter) => meter.id), TEXT.meters],
    ['sampling setting', SAMPLING_FIELDS.map((field) => field.key), TEXT.sampling],
  ])('exist for every %s', (_, keys, words) => {
    for (const key of keys) expect(words).toHaveProperty([key])
  })
})
