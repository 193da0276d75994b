// What a process reward model (PRM) sees of a path, as parts of a text.
// Knows the layouts of PRM formats. Does not know tokens (reward-reader.ts).
import { EspalierError } from '../../contract/errors.ts'
import type { RewardRecord } from '../../contract/reward-record.ts'
import { chatTurns } from '../prompt/chat-parts.ts'
import type { PromptPart, TurnParts } from '../prompt/chat-parts.ts'
import type { TemplateTexts } from '../prompt/chat-template.ts'

/** A question and steps below it. */
export interface ScoredPath {
  question: string
  steps: readonly { text: string }[]
}

export interface RewardParts {
  /** In order, the whole text but the beginning token that a plain layout may put in front. */
  parts: readonly PromptPart[]
  /** Those of the parts that are steps, and those that carry their scores. */
  steps: readonly PromptPart[]
  tags: readonly PromptPart[]
}

/**
 * `template`: the chat template that is meant; `name`: the model's. White space around the problem and around each step is left out.
 * Throws `bad-input` for a chat template that is missing or cannot be used.
 */
export function rewardParts(
  record: RewardRecord,
  path: ScoredPath,
  { template, name, ...texts }: TemplateTexts & { template: string; name: string },
): RewardParts {
  const { layout, scoreToken } = record
  const steps = path.steps.map(({ text }) => written(text))
  const tags = steps.map(() => layoutText(layout.kind === 'turns' ? scoreToken : layout.stepSeparator))
  const solution = steps.flatMap((step, place) => [step, tags[place]!])
  const around = (text: string, step?: PromptPart) => filled(text, written(path.question), step)
  if (layout.kind === 'plain') return { parts: [...around(layout.template), ...solution], steps, tags }
  if (template.trim() === '') throw noTemplate(name)
  const turns: TurnParts[] = layout.system.trim() === '' ? [] : [{ role: 'system', content: [written(layout.system)] }]
  if (layout.kind === 'chat') {
    turns.push({ role: 'user', content: [written(path.question)] }, { role: 'assistant', content: solution })
  } else {
    for (const [place, step] of steps.entries()) {
      turns.push({ role: 'user', content: place === 0 ? around(layout.first, step) : [step] })
      turns.push({ role: 'assistant', content: [tags[place]!] })
    }
  }
  const parts = chatTurns(template, turns, { ...texts, open: false })
  if (parts) return { parts, steps, tags }
  throw new EspalierError({
    code: 'bad-input',
    message: `The chat template of the model “${name}” refuses these turns.`,
    advice: 'Choose another format for it on the Models screen, or another chat template.',
    details: 'reward.layout.template: no text with all turns came of it',
  })
}

/** A text whose {question} and {step} are these; a step that is left out stands nowhere. */
function filled(text: string, question: PromptPart, step?: PromptPart): PromptPart[] {
  return text
    .split(/(\{question\}|\{step\})/)
    .flatMap((piece): PromptPart[] =>
      piece === '{question}' ? [question] : piece === '{step}' && step ? [step] : [layoutText(piece)],
    )
    .filter(({ text: shown }) => shown !== '')
}

function written(text: string): PromptPart {
  return { from: 'written', text: text.trim() }
}

function layoutText(text: string): PromptPart {
  return { from: 'layout', text }
}

function noTemplate(name: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${name}” has no chat template, and its PRM format is a chat.`,
    advice: 'Write a chat template for it on the Models screen, or choose a format of plain text.',
    details: 'reward.layout.template: missing',
  })
}
