// The prompt of a path as a server is sent it, so that its model reads the tokens that a file of the same model would be given here.
// Knows records, which tokens a server adds, and how it is asked for the tokens of a text. Does not know how a completion is asked for.
//
// A text is sent as a text, and the server's tokenizer makes tokens of it. Where that would add a beginning token that the layout does not
// write, or read a control token in what a person has written, its head, the prompt of the problem, is sent as token ids instead. A server
// that tells the ids of a step is sent these: two line ends that were two tokens would become one, and another text would follow. One that
// takes no texts beside ids is sent ids where it has told all of them, those of the head too.
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
  /**
   * Takes the ids of a step that was generated behind a path, so that it is read as it was written when the path goes on, and those of the
   * prompt where they are told.
   */
  remember(path: Path, text: string, ids: readonly number[], promptIds: readonly number[] | null): void
}

const Tokens = z.object({ tokens: z.array(z.number().int().nonnegative()) })

/** Problems of one run whose heads are remembered. */
const REMEMBERED = 1000

export function openServerPrompts(
  server: {
    controls?: ServerControls | undefined
    tokens: TokenQuestion | null
    /** As `CompletionWay` says. */
    mixes: boolean
    way: Pick<ServerWay, 'ask'>
  },
  record: PromptRecord,
  { between }: StepEnds,
): ServerPrompts {
  const { controls, tokens, mixes, way } = server
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
      const ids = [at?.ids]
      for (const { text } of steps) ids.push((at = at?.children.get(text))?.ids)
      const texts = steps.map(({ text }) => text + between)
      if (mixes)
        return goingOn(
          head,
          texts.flatMap((text, step): readonly (string | number)[] => ids[step + 1] ?? [text]),
        )
      const told = ids.filter((some) => some !== undefined && some !== null)
      return goingOn(head, texts, told.length === ids.length ? told.flat() : null)
    },
    remember({ question, steps }, text, ids, promptIds) {
      let children = grown
      for (const [depth, one] of [question, ...steps.map((step) => step.text)].entries()) {
        const next: Grown = children.get(one) ?? { ids: null, children: new Map<string, Grown>() }
        if (depth === 0 && steps.length === 0) next.ids ??= promptIds
        children.set(one, next)
        children = next.children
      }
      children.set(text, { ids, children: children.get(text)?.children ?? new Map<string, Grown>() })
    },
  }
}

/** A question or a step of which the ids are known, or null, and the steps behind it by their texts. */
interface Grown {
  ids: readonly number[] | null
  children: Map<string, Grown>
}
