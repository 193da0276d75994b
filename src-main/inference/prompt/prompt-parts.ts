// The parts of a prompt: what its layout writes, and what people have written, told apart to the last character. Control tokens
// are read in the former alone, so that no problem can end its own turn and begin another.
// Knows records and where their texts go. Does not know tokens (prompt-tokens.ts) or what a template may do (chat-template.ts).
import { randomInt } from 'node:crypto'
import { EspalierError } from '../../contract/errors.ts'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import { renderChat, TemplateRefusal } from './chat-template.ts'
import type { TemplateTexts, Turn } from './chat-template.ts'

/** A stretch of a prompt, from its `layout`, or `written` by a person: a problem, an instruction, an example. */
export interface PromptPart {
  from: 'layout' | 'written'
  text: string
}

type Asked = Pick<PromptRecord, 'layout' | 'system' | 'instruction' | 'examples'>

/**
 * The prompt in which a problem is asked; its parts in order make up its text, without the beginning token that a plain layout may
 * put in front. White space around each written text is left out, as most chat templates do themselves.
 * Throws `bad-input` for a chat template that cannot be used.
 */
export function promptParts(asked: Asked, question: string, texts: TemplateTexts): PromptPart[] {
  const parts = asked.layout.kind === 'chat' ? chatParts(asked, asked.layout.template, question, texts) : null
  return (parts ?? plainParts(asked, question)).filter(({ text }) => text !== '')
}

/** Worked problems stand before the problem in the same layout, an empty line behind each. */
function plainParts({ layout, examples }: Asked, question: string): PromptPart[] {
  const asked = (text: string) => joined(layout.template.split('{question}'), text.trim())
  const worked = examples.flatMap((example): PromptPart[] => [
    ...asked(example.question),
    { from: 'written', text: `${/\s$/.test(layout.template) ? '' : ' '}${example.solution.trim()}` },
    { from: 'layout', text: '\n\n' },
  ])
  return [...worked, ...asked(question)]
}

function joined(pieces: readonly string[], question: string): PromptPart[] {
  return pieces.flatMap((text, place): PromptPart[] => [
    ...(place > 0 ? [{ from: 'written' as const, text: question }] : []),
    { from: 'layout', text },
  ])
}

/** The turns in the order that the template takes; a system's turn that it refuses or drops stands in the first turn of the user. */
function chatParts(asked: Asked, template: string, question: string, texts: TemplateTexts): PromptPart[] {
  const turns = turnsOf(asked, question)
  const system = asked.system.trim()
  if (system !== '') {
    const parts = rendered(template, [{ role: 'system', content: system }, ...turns], texts)
    if (parts) return parts
    turns[0]!.content = `${system}\n\n${turns[0]!.content}`
  }
  const parts = rendered(template, turns, texts)
  if (parts) return parts
  throw new EspalierError({
    code: 'bad-input',
    message: 'The chat template refuses these turns, or does not hold the problem as it was written.',
    advice: 'Check the template and the examples, or lay the prompt out as plain text.',
    details: 'prompt.layout.template: no text with all turns came of it',
  })
}

function turnsOf({ instruction, examples }: Asked, question: string): Turn[] {
  const user = (text: string): Turn => ({
    role: 'user',
    content: instruction.replaceAll('{question}', () => text.trim()).trim(),
  })
  const worked = examples.flatMap((one): Turn[] => [
    user(one.question),
    { role: 'assistant', content: one.solution.trim() },
  ])
  return [...worked, user(question)]
}

/** The rendered turns; null where the template refuses them, or one of them is not in what comes out. */
function rendered(template: string, turns: readonly Turn[], texts: TemplateTexts): PromptPart[] | null {
  const marks = marksFor(turns.length)
  let text: string
  try {
    text = renderChat(
      template,
      turns.map(({ role }, place) => ({ role, content: marks[place]! })),
      texts,
    )
  } catch (error) {
    if (error instanceof TemplateRefusal) return null
    throw error
  }
  if (marks.some((mark) => !text.includes(mark))) return null
  const contents = new Map(marks.map((mark, place) => [mark, turns[place]!.content]))
  return text.split(new RegExp(`(${marks.join('|')})`)).map((piece): PromptPart => {
    const content = contents.get(piece)
    return content === undefined ? { from: 'layout', text: piece } : { from: 'written', text: content }
  })
}

/** Texts that stand for the turns while a template is rendered. Nobody can guess them, and no change of case changes them. */
function marksFor(count: number): string[] {
  const secret = Array.from({ length: 3 }, () => randomInt(10 ** 12)).join('')
  return Array.from({ length: count }, (_, place) => `\uE000${secret}:${place}\uE001`)
}
