// A chat as the parts of a prompt: what its template writes, and what the turns hold, told apart to the last character.
// Knows turns made of parts, and templates. Does not know records or tokens.
import { randomInt } from 'node:crypto'
import { renderChat, TemplateRefusal } from './chat-template.ts'
import type { TemplateTexts, Turn } from './chat-template.ts'

/** A stretch of a prompt, from its `layout`, or `written` by a person: a problem, an instruction, an example, a step. */
export interface PromptPart {
  from: 'layout' | 'written'
  text: string
}

export interface TurnParts {
  role: Turn['role']
  content: readonly PromptPart[]
}

/**
 * The rendered turns, `open` up to where the assistant's next turn begins; null where the template refuses them, or one of them is not
 * in what comes out. Throws `bad-input` like `renderChat`.
 */
export function chatTurns(
  template: string,
  turns: readonly TurnParts[],
  { open, ...texts }: TemplateTexts & { open: boolean },
): PromptPart[] | null {
  const marks = marksFor(turns.length)
  const marked = turns.map(({ role }, place) => ({ role, content: marks[place]! }))
  let text: string
  try {
    text = renderChat(template, marked, { ...texts, open })
  } catch (error) {
    if (error instanceof TemplateRefusal) return null
    throw error
  }
  if (marks.some((mark) => !text.includes(mark))) return null
  const contents = new Map(marks.map((mark, place) => [mark, turns[place]!.content]))
  const pieces = text.split(new RegExp(`(${marks.join('|')})`))
  return pieces.flatMap((piece): readonly PromptPart[] => contents.get(piece) ?? [{ from: 'layout', text: piece }])
}

/** Texts that stand for the turns while a template is rendered. Nobody can guess them, and no change of case changes them. */
function marksFor(count: number): string[] {
  const secret = Array.from({ length: 3 }, () => randomInt(10 ** 12)).join('')
  return Array.from({ length: count }, (_, place) => `\uE000${secret}:${place}\uE001`)
}
