// A token's text as it can be seen: line breaks, tabs and what has no shape get signs.
// Knows characters. Does not know tokens' ids.
import { PROMPT } from '../../text/prompt.ts'

export interface VisibleText {
  /** With a sign for each line break (↵), tab (⇥) and a point for a space at its beginning or end. */
  text: string
  /** Line breaks that follow the sign. */
  breaks: number
  /** For a screen reader. */
  spoken: string
}

export function visibleText(text: string): VisibleText {
  const words = PROMPT.preview
  const breaks = text.split('\n').length - 1
  const shown = text
    .replace(/^ +| +$/g, (spaces) => '·'.repeat(spaces.length))
    .replaceAll('\n', '↵')
    .replaceAll('\t', '⇥')
    // Control characters, and marks that join nothing here, would be invisible or would change their neighbours.
    .replace(/[\p{Cc}\p{Cf}]/gu, '␣')
  if (text === '') return { text: '∅', breaks, spoken: words.emptyToken }
  const spoken = text.trim() === '' ? (breaks > 0 ? words.lineBreak : words.space) : text.trim()
  return { text: shown, breaks, spoken }
}
