// The chat template of a server that lays out chats but does not show how: learned from what it makes of a few of them.
// Knows chats whose turns follow each other with the same words between them. Does not know how a server is asked for a layout.
import { renderChat } from '../prompt/chat-template.ts'
import type { Turn } from '../prompt/chat-template.ts'

/** The text that a server's model reads of a chat; `open`, up to where the assistant's next turn begins. */
export type LaidOut = (turns: readonly Turn[], open: boolean) => Promise<string>

/** Contents that stand in no template, and become neither longer nor shorter in one. */
const [SYSTEM, FIRST, ANSWER, SECOND] = [
  'Zebra seven lantern',
  'Violin mango eleven',
  'Quartz nine ribbon',
  'Walrus candle four',
]
const NO_TEXTS = { beginning: '', end: '' }

/**
 * A template in Jinja that gives what the server gives, the beginning token included as text; null where its chats are of another kind,
 * which a longer one shows. Rejects with what `laidOut` rejects with.
 */
export async function learnTemplate(laidOut: LaidOut): Promise<string | null> {
  const user = (content: string): Turn => ({ role: 'user', content })
  const chat: Turn[] = [user(FIRST), { role: 'assistant', content: ANSWER }, user(SECOND)]
  const closed = parted(await laidOut(chat, false), [FIRST, ANSWER, SECOND])
  const open = parted(await laidOut(chat, true), [FIRST, ANSWER, SECOND])
  if (!closed || !open) return null
  const [beginning, toAnswer, toNext, end] = closed as [string, string, string, string]
  if (!open[3]!.startsWith(end)) return null
  // Not every model has turns of a system.
  const system = { role: 'system', content: SYSTEM } as const
  const instructed = parted(await laidOut([system, user(FIRST)], false).catch(() => ''), [SYSTEM, FIRST])
  const template = written({
    beginning,
    toAnswer,
    toNext,
    end,
    system: instructed && [instructed[0]!, instructed[1]!],
    opening: open[3]!.slice(end.length),
  })
  const whole: Turn[] = [...(instructed ? [system] : []), ...chat, { role: 'assistant', content: SYSTEM }, user(ANSWER)]
  return renderChat(template, whole, NO_TEXTS) === (await laidOut(whole, true)) ? template : null
}

/** What stands before, between and behind contents in a text; null where one is not there, or twice. */
function parted(text: string, contents: readonly string[]): string[] | null {
  const parts: string[] = []
  let rest = text
  for (const content of contents) {
    const [before, behind, ...others] = rest.split(content)
    if (before === undefined || behind === undefined || others.length > 0) return null
    parts.push(before)
    rest = behind
  }
  return [...parts, rest]
}

function written(words: {
  beginning: string
  toAnswer: string
  toNext: string
  end: string
  system: readonly [string, string] | null
  opening: string
}): string {
  const { beginning, toAnswer, toNext, end, system, opening } = words
  const text = (words: string) => `{{ ${JSON.stringify(words)} }}`
  const refusal = `{{ raise_exception("No turn of the system is possible.") }}`
  return [
    `{%- for message in messages -%}`,
    `{%- if message.role == "system" -%}`,
    system ? `${text(system[0])}{{ message.content }}${text(system[1])}` : refusal,
    `{%- elif message.role == "assistant" -%}${text(toAnswer)}{{ message.content }}`,
    `{%- else -%}`,
    `{%- if loop.first -%}${text(beginning)}{%- elif loop.previtem.role == "assistant" -%}${text(toNext)}{%- endif -%}`,
    `{{ message.content }}{%- if loop.last -%}${text(end)}{%- endif -%}`,
    `{%- endif -%}`,
    `{%- endfor -%}`,
    `{%- if add_generation_prompt -%}${text(opening)}{%- endif -%}`,
  ].join('')
}
