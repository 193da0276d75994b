// The colours and the type of a drawn figure.
// Knows their names, and the light theme for where there is no window. Does not know how a window has them (theme.css).
import { COLOURS } from './series-style.ts'

/** The plain colours, besides those of lines. */
export interface Tones {
  ground: string
  ink: string
  quiet: string
  line: string
  font: string
  accent: string
}

/** The colour of a line by its place in COLOURS; null is grey. */
export type ColourOf = (place: number | null) => string

export interface Look {
  tones: Tones
  colour: ColourOf
}

/** The light theme of theme.css, which a test holds it to. */
export const LIGHT_TONES: Tones = {
  ground: '#fcfcfb',
  ink: '#1b1c1f',
  quiet: '#5d5f66',
  line: '#e2e2df',
  font:
    "-apple-system, BlinkMacSystemFont, 'Segoe UI Variable Text', 'Segoe UI', Inter, Ubuntu, Cantarell, 'Noto Sans', " +
    "'Liberation Sans', system-ui, sans-serif",
  accent: '#4356c0',
}

/** The colours of a page: white ground and black ink. */
export const PAPER_TONES: Tones = {
  ...LIGHT_TONES,
  ground: '#ffffff',
  ink: '#000000',
  quiet: '#404248',
  line: '#d6d6d2',
}

/** These tones with the lines' colours that belong to them. */
export function lookOf(tones: Tones, theme: 'light' | 'dark'): Look {
  return {
    tones,
    colour: (place) => (place === null ? tones.quiet : COLOURS[place % COLOURS.length]![theme]),
  }
}
