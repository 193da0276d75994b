// A mark: one SVG element as data. What a figure shows is said once, in marks, for the window (Marks.svelte makes elements of them)
// and for files alike (markText writes them), so that a command line without a browser draws the window's figure, from source too.
// Knows elements and attributes. Does not know figures.
import { xmlEscaped } from '../ui/svg-document.ts'
import { pixel } from './figure.ts'

export interface Mark {
  tag: 'g' | 'path' | 'rect' | 'text' | 'tspan'
  attributes: Readonly<Record<string, string | number>>
  /** Words and marks in it, in order. */
  inside: readonly (string | Mark)[]
}

/** A mark with its numbers in hundredths; an attribute that is undefined is left out. */
export function mark(
  tag: Mark['tag'],
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...inside: (string | Mark)[]
): Mark {
  const kept: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) kept[name] = typeof value === 'number' ? pixel(value) : value
  }
  return { tag, attributes: kept, inside }
}

/** The mark as SVG text. */
export function markText({ tag, attributes, inside }: Mark): string {
  const open = [tag, ...Object.entries(attributes).map(([name, value]) => `${name}="${xmlEscaped(String(value))}"`)]
  const content = inside.map((part) => (typeof part === 'string' ? xmlEscaped(part) : markText(part))).join('')
  return content === '' ? `<${open.join(' ')}/>` : `<${open.join(' ')}>${content}</${tag}>`
}

/** Moves to a place, as in `transform`. */
export function moved({ x, y }: { x: number; y: number }): string {
  return `translate(${pixel(x)} ${pixel(y)})`
}
