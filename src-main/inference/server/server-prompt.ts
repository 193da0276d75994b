// The prompt of a path as a server is sent it, so that its model reads the tokens that a file of the same model would be given here.
// Knows records, which tokens a server adds, and how it is asked for the tokens of a text. Does not know how a completion is asked for.
//
// A text is sent as a text, and the server's tokenizer makes tokens of it. Where that would add a beginning token that the layout does not
// write, or read a control token in what a person has written, its head, the prompt of the problem, is sent as token ids instead. A server
// that tells the ids of a step is sent these: two line ends that were two tokens would become one, and another text would follow.
import { z } from 'zod'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import type { Path } from '../../search/policy.ts'
import type { PromptPart } from '../prompt/chat-parts.ts'
import { promptParts } from '../prompt/prompt-parts.ts'
import type { StepEnds } from '../prompt/step-kinds.ts'
import { goingOn } from './sent-prompt.ts'
import type { ServerPrompt, TokenQuestion } from './sent-prompt.ts'
import type { ServerControls } from './server-facts.ts'
import type { ServerWay } from './server-way.ts'

/** The prompts of one policy. */
export interface ServerPrompts {
  of(path: Path, signal: AbortSignal): Promise<ServerPrompt>
  /** Takes the ids of a step that was generated behind a path, so that it is read as it was written when the path goes on. */
  remember(path: Path, text: string, ids: readonly number[]): void
}

const Tokens = z.object({ tokens: z.array(z.number().int().nonnegative()) })

/** Problems of one run whose heads are remembered. */
const REMEMBERED = 1000

export function openServerPrompts(
  server: { controls?: ServerControls | undefined; tokens: TokenQuestion | null; way: Pick<ServerWay, 'ask'> },
  record: PromptRecord,
  { between }: StepEnds,
): ServerPrompts {
  const { controls, tokens, way } = server
  const { layout } = record
  const texts = { beginning: controls?.beginning ?? '', end: controls?.end ?? '' }
  /** What a server does not tell is left to its tokenizer; a chat template writes all that it wants otherwise. */
  const addBeginning = layout.kind === 'plain' ? layout.addBeginning : controls === undefined
  const known = new Map<string, Promise<ServerPrompt>>()

  const idsOf = async ({ text, from }: PromptPart, signal: AbortSignal) => {
    const { address, body } = tokens!
    const told = await way.ask((at) => ({
      url: address(at),
      body: body(text, from === 'layout'),
      reply: Tokens,
      signal,
    }))
    return told.tokens
  }

  /** Whether a person's text would be read as more than text. */
  const spellsControl = async (parts: readonly PromptPart[], signal: AbortSignal) => {
    for (const part of parts) {
      if (part.from === 'layout' || !/[<[|]/.test(part.text)) continue
      const [plain, read] = [await idsOf(part, signal), await idsOf({ ...part, from: 'layout' }, signal)]
      if (plain.join() !== read.join()) return true
    }
    return false
  }

  const headOf = async (question: string, signal: AbortSignal): Promise<ServerPrompt> => {
    const parts = promptParts(record, question, texts)
    const text = parts.map((part) => part.text).join('')
    if (tokens === null || controls === undefined) return { parts: [text], addBeginning }
    const begins = controls.beginning !== '' && text.startsWith(controls.beginning)
    if (await spellsControl(parts, signal)) {
      const ids: number[] = []
      for (const part of parts) ids.push(...(await idsOf(part, signal)))
      const beginning =
        addBeginning && controls.added ? await idsOf({ from: 'layout', text: controls.beginning }, signal) : []
      return { parts: [...beginning, ...ids], addBeginning: false }
    }
    if (addBeginning || !controls.added) return { parts: [text], addBeginning }
    // What the layout writes is left to the server, which would put a second one before it.
    if (begins) return { parts: [text.slice(controls.beginning.length)], addBeginning: true }
    return { parts: await idsOf({ from: 'layout', text }, signal), addBeginning: false }
  }

  const grown = new Map<string, Grown>()

  return {
    async of({ question, steps }, signal) {
      if (known.size >= REMEMBERED) known.clear()
      const asked = known.get(question) ?? headOf(question, signal)
      known.set(question, asked)
      const head = await asked.catch((error: unknown) => {
        known.delete(question)
        throw error
      })
      let at = grown.get(question)
      const behind = steps.flatMap(({ text }): readonly (string | number)[] => {
        at = at?.children.get(text)
        return at?.ids ?? [text + between]
      })
      return goingOn(head, behind)
    },
    remember({ question, steps }, text, ids) {
      const before = [question, ...steps.map((step) => step.text)]
      let children = grown
      for (const one of before) {
        const next: Grown = children.get(one) ?? { ids: null, children: new Map<string, Grown>() }
        children.set(one, next)
        children = next.children
      }
      children.set(text, { ids, children: children.get(text)?.children ?? new Map<string, Grown>() })
    },
  }
}

/** A step of which the ids are known, or null, and those behind it by their texts. */
interface Grown {
  ids: readonly number[] | null
  children: Map<string, Grown>
}
