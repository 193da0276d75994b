// The room that a view has for its figure.
// Knows pixels. Does not know figures.

export interface FigureRoom {
  width: number
  height: number
  /** Width of a text in the legend's font. */
  measure: (text: string) => number
}
