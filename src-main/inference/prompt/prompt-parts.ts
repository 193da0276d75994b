// The parts of a prompt: what its layout writes, and what people have written, told apart to the last character. Control tokens
// are read in the former alone, so that no problem can end its own turn and begin another.
// Knows records and where their texts go. Does not know tokens (prompt-tokens.ts) or how a template is rendered (chat-parts.ts).
import { EspalierError } from '../../contract/errors.ts'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import { chatTurns } from './chat-parts.ts'
import type { PromptPart } from './chat-parts.ts'
import type { TemplateTexts, Turn } from './chat-template.ts'

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

function rendered(template: string, turns: readonly Turn[], texts: TemplateTexts): PromptPart[] | null {
  const whole = turns.map(({ role, content }) => ({ role, content: [{ from: 'written' as const, text: content }] }))
  return chatTurns(template, whole, { ...texts, open: true })
}
