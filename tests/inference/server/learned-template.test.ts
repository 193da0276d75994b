// A chat template that a server does not show, learned from its layouts: it gives what the server's own gives, or there is none.
import { expect, it } from 'vitest'
import { renderChat } from '../../../src-main/inference/prompt/chat-template.ts'
import type { Turn } from '../../../src-main/inference/prompt/chat-template.ts'
import { learnTemplate } from '../../../src-main/inference/server/learned-template.ts'

const TEXTS = { beginning: '<s>', end: '</s>' }
const CHAT_ML = `{% for m in messages %}{% if loop.first and m.role != 'system' %}{{ '<|im_start|>system\\nYou help.<|im_end|>\\n' }}{% endif %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`
const LLAMA_3 = `{{ bos_token }}{% for m in messages %}{{ '<|start_header_id|>' + m.role + '<|end_header_id|>\\n\\n' + m.content | trim + '<|eot_id|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}`
const WITHOUT_SYSTEM = `{{ bos_token }}{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('No system') }}{% elif m.role == 'user' %}{{ '[INST] "' + m.content + '" [/INST]' }}{% else %}{{ m.content + eos_token }}{% endif %}{% endfor %}`
/** The number of a turn stands in front of it. */
const COUNTING = `{% for m in messages %}{{ loop.index }}{{ m.role + ': ' + m.content + '\\n' }}{% endfor %}`

const serverOf = (template: string) => (turns: readonly Turn[], open: boolean) =>
  Promise.resolve().then(() => renderChat(template, turns, { ...TEXTS, open }))
const turn = (role: Turn['role'], content: string): Turn => ({ role, content })

it.each([
  ['ChatML with a system of its own', CHAT_ML, true],
  ['headers behind a beginning token', LLAMA_3, true],
  ['instructions without a system', WITHOUT_SYSTEM, false],
])('gives what %s gives', async (_, template, hasSystem) => {
  const learned = (await learnTemplate(serverOf(template)))!
  const worked = [
    turn('user', 'What is {{ 1 }} + "1"?'),
    turn('assistant', 'Two.\nThe answer is: 2'),
    turn('user', 'And 2?'),
  ]
  const chats = [worked, [turn('user', 'Alone')], ...(hasSystem ? [[turn('system', 'Be brief.'), ...worked]] : [])]
  for (const chat of chats) {
    // Nothing is left to whoever renders it: not even the beginning token.
    expect(renderChat(learned, chat, { beginning: '', end: '' })).toBe(renderChat(template, chat, TEXTS))
  }
  if (!hasSystem) {
    const instructed = [turn('system', 'Be brief.'), ...worked]
    expect(() => renderChat(learned, instructed, { beginning: '', end: '' })).toThrow('No turn of the system')
  }
})

it('is none where a chat is more than its turns', async () => {
  expect(await learnTemplate(serverOf(COUNTING))).toBeNull()
  expect(await learnTemplate(() => Promise.resolve('the same for all'))).toBeNull()
  await expect(learnTemplate(() => Promise.reject(new Error('404')))).rejects.toThrow('404')
})
