// The plain colours of a drawn figure, besides those of its lines.
// Knows their names. Does not know their values (theme.css has them).

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
