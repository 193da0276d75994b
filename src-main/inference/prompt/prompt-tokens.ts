// A prompt as tokens: control tokens where the layout spells them, and nowhere else.
// Knows parts and what a tokenizer offers. Does not know templates, records or how text becomes tokens.
import type { PromptPart } from './chat-parts.ts'

/** A token that no text stands for, such as the beginning of a turn. */
export interface ControlToken {
  id: number
  content: string
  /** Whether it takes the white space before or behind it with it. */
  lstrip: boolean
  rstrip: boolean
}

/** What is asked of a model's tokenizer. */
export interface PromptTokenizer {
  /** Ids of a text in which control tokens are read. */
  encode: (text: string) => readonly number[]
  /** Ids of a text in which what spells a control token is text like any other. */
  encodePlain: (text: string) => readonly number[]
}

/**
 * Makes what turns a prompt's parts into ids. Where no written text spells a control token, they are those of the whole text, and
 * so what the model was trained on.
 */
export function promptEncoder(
  tokenizer: PromptTokenizer,
  controls: readonly ControlToken[],
): (parts: readonly PromptPart[]) => readonly number[] {
  const controlsIn = controlFinder(controls)
  return (parts) => {
    const whole = parts.map(({ text }) => text).join('')
    const read = layoutControls(parts, controlsIn)
    const starts = new Set(read.map(({ start }) => start))
    if (controlsIn(whole).every(({ start }) => starts.has(start))) return tokenizer.encode(whole)
    return between(whole, read, tokenizer)
  }
}

/** Between the control tokens of the layout, text of both sides is one, as it would be for the tokenizer. */
function between(whole: string, read: readonly Place[], { encodePlain }: PromptTokenizer): number[] {
  const ids: number[] = []
  const plain = (text: string) => (text === '' ? [] : encodePlain(text))
  let at = 0
  let strips = false
  for (const { start, end, token } of read) {
    const text = strips ? whole.slice(at, start).trimStart() : whole.slice(at, start)
    ids.push(...plain(token.lstrip ? text.trimEnd() : text), token.id)
    strips = token.rstrip
    at = end
  }
  const rest = whole.slice(at)
  return [...ids, ...plain(strips ? rest.trimStart() : rest)]
}

interface Place {
  start: number
  end: number
  token: ControlToken
}

/** The control tokens that the layout spells, in order. */
function layoutControls(parts: readonly PromptPart[], controlsIn: (text: string) => Place[]): Place[] {
  let at = 0
  return parts.flatMap(({ from, text }) => {
    const start = at
    at += text.length
    if (from === 'written') return []
    return controlsIn(text).map((place) => ({ ...place, start: start + place.start, end: start + place.end }))
  })
}

/** Finds the control tokens that a text spells, from left to right; of two that begin at one place, the longer. */
function controlFinder(controls: readonly ControlToken[]): (text: string) => Place[] {
  const known = new Map(controls.filter(({ content }) => content !== '').map((token) => [token.content, token]))
  if (known.size === 0) return () => []
  const contents = [...known.keys()].sort((one, other) => other.length - one.length)
  const pattern = new RegExp(contents.map(escaped).join('|'), 'g')
  return (text) =>
    Array.from(text.matchAll(pattern), ({ index, 0: content }) => ({
      start: index,
      end: index + content.length,
      token: known.get(content)!,
    }))
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
