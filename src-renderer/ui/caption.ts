// The caption below a saved picture: a title and a few lines that say how it came about.
// Knows the text and how it is broken into lines. Does not know who writes or draws it.

export interface Caption {
  title: string
  lines: string[]
}

/** Sizes of its words and the room around them, pixels. */
export const CAPTION = { title: 13, text: 11, step: 17, top: 14, bottom: 14, side: 24 } as const

/** One line of a caption, broken at the width. */
export interface CaptionLine {
  text: string
  heading: boolean
}

/** The caption in lines that are at most `width` wide by `measure`, which is told the size of the words in pixels. */
export function captionLines(
  { title, lines }: Caption,
  width: number,
  measure: (text: string, size: number) => number,
): CaptionLine[] {
  const broken = (text: string, size: number, heading: boolean): CaptionLine[] => {
    const out: string[] = []
    for (const word of text.split(/\s+/).filter(Boolean)) {
      const longer = out.length === 0 ? word : `${out.at(-1)} ${word}`
      if (out.length > 0 && measure(longer, size) > width) out.push(word)
      else out[Math.max(0, out.length - 1)] = longer
    }
    return out.map((line) => ({ text: line, heading }))
  }
  return [...broken(title, CAPTION.title, true), ...lines.flatMap((line) => broken(line, CAPTION.text, false))]
}

/** Pixels that so many lines need, with the room around them; 0 for none. */
export function captionHeight(lines: number): number {
  return lines === 0 ? 0 : CAPTION.top + lines * CAPTION.step + CAPTION.bottom
}
