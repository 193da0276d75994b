// How one process reward model (PRM) reads: its record made ready for its tokenizer, so that a path becomes tokens with a place for each
// score, and logits become rewards.
// Knows the record, the tokenizer and what a head must have. Does not know caches or passes (decoding/step-scorer.ts).
import { EspalierError } from '../../contract/errors.ts'
import { writeToken } from '../../contract/reward-record.ts'
import type { RewardRecord } from '../../contract/reward-record.ts'
import { promptEncoder } from '../prompt/prompt-tokens.ts'
import type { ControlToken } from '../prompt/prompt-tokens.ts'
import { brokenModel } from '../weights/model-faults.ts'
import { controlTokens } from './control-tokens.ts'
import type { ModelFolder } from './model-folder.ts'
import { openRewardHead } from './reward-head.ts'
import { rewardParts } from './reward-parts.ts'
import type { RewardParts, ScoredPath } from './reward-parts.ts'
import type { Tokenizer } from './tokenizer.ts'

/** A path as tokens. */
export interface ScoredTokens {
  /** What stands before the first step, one token at least. */
  prompt: readonly number[]
  /**
   * A chunk for each step. Its score is read behind the last token; what the format writes after a score begins the next chunk.
   */
  steps: readonly (readonly number[])[]
}

export interface RewardReader {
  record: RewardRecord
  /** Tokens that its layout may write and no text of a person's becomes. */
  controls: readonly ControlToken[]
  /** Throws `bad-input` for unknown characters or a chat template that cannot be used, `model-broken` where there would not be one score a step. */
  tokensOf(path: ScoredPath): ScoredTokens
  /** The reward of a step, 0 to 1, by the logits at its score: [classes]. Throws `model-broken` where the head has not what the record names. */
  rewardOf(logits: Float32Array): number
}

type Read = Pick<ModelFolder, 'place' | 'name' | 'tokenizer' | 'tokens' | 'suggested'>

/** Makes a record ready. Throws `bad-input` for a chat format without a chat template, `model-broken` for a token that the tokenizer lacks. */
export function openRewardReader(folder: Read, tokenizer: Tokenizer, record: RewardRecord): RewardReader {
  const { layout, scoreToken, offset } = record
  const separator = layout.kind === 'turns' ? '' : layout.stepSeparator
  const template = layout.kind === 'plain' ? '' : layout.template || (folder.suggested.chatTemplate ?? '')
  const controls = controlTokens(folder.tokenizer, template + separator + scoreToken)
  const { beginning, ends } = folder.tokens
  const contentOf = (id: number | null | undefined) => controls.find((token) => token.id === id)?.content ?? ''
  const texts = { beginning: contentOf(beginning), end: contentOf(ends[0]) }
  const encode = promptEncoder(tokenizer, controls)
  const tokenOf = (text: string) => {
    const id = encode([{ from: 'layout', text }]).at(-1)
    const isControl = controls.some((token) => token.id === id && token.content === text)
    if (id !== undefined && (isControl || tokenizer.decode([id]).trim() === text.trim())) return id
    throw lacksToken(folder, text)
  }
  const tag = tokenOf(scoreToken)
  const isControl = controls.some(({ id }) => id === tag)
  const before = layout.kind === 'plain' && layout.addBeginning && beginning !== null ? [beginning] : []

  const apart = ({ parts, steps, tags }: RewardParts, path: ScoredPath): ScoredTokens => {
    const prompt = parts.slice(0, parts.indexOf(steps[0]!))
    checkCount(folder, record, { found: tags.length + spelt(scoreToken, path.steps), steps: path.steps.length })
    return { prompt: [...before, ...encode(prompt)], steps: steps.map((step) => [...encode([step]), tag]) }
  }

  const whole = ({ parts, steps, tags }: RewardParts, path: ScoredPath): ScoredTokens => {
    const ids = [...before, ...encode(parts)]
    const idsBefore = (part: object) => [...before, ...encode(parts.slice(0, parts.indexOf(part as never)))]
    let places: number[]
    if (layout.kind === 'turns') {
      // Steps may hold this token too, so its places are those behind what is written before it.
      places = tags.map((part) => idsBefore(part).length).filter((place) => ids[place] === tag)
    } else {
      places = ids.flatMap((id, place) => (id === tag ? [place] : []))
    }
    const written =
      isControl && layout.kind !== 'turns' ? spelt(scoreToken, [{ text: path.question }, ...path.steps]) : 0
    checkCount(folder, record, { found: places.length + written, steps: path.steps.length })
    const reads = places.map((place) => place + offset)
    // As far as the first step changes nothing in it: a token may hold the end of the one and the beginning of the other.
    const same = shared(idsBefore(steps[0]!), ids)
    const from = Math.max(1, Math.min(same, reads[0]!))
    return {
      prompt: ids.slice(0, from),
      steps: reads.map((read, step) => ids.slice(step === 0 ? from : reads[step - 1]! + 1, read + 1)),
    }
  }

  return {
    record,
    controls,
    tokensOf(path) {
      const parts = rewardParts(record, path, { ...texts, template, name: folder.name })
      return layout.kind === 'plain' && layout.apart ? apart(parts, path) : whole(parts, path)
    },
    rewardOf: openRewardHead(folder, record.head, tokenOf),
  }
}

/** How many tokens both begin with. */
function shared(one: readonly number[], other: readonly number[]): number {
  const end = one.findIndex((id, place) => id !== other[place])
  return end < 0 ? Math.min(one.length, other.length) : end
}

/** How often texts of people spell the score token. */
function spelt(token: string, texts: readonly { text: string }[]): number {
  return texts.reduce((sum, { text }) => sum + text.trim().split(token).length - 1, 0)
}

function checkCount(
  { name }: Read,
  { scoreToken }: RewardRecord,
  { found, steps }: { found: number; steps: number },
): void {
  if (found === steps) return
  throw new EspalierError({
    code: 'model-broken',
    message: `The PRM “${name}” would give ${found} scores for ${steps} steps.`,
    advice: `Each step must hold the token ${writeToken(scoreToken)} once, at its end. Check the PRM’s format, and where the policy’s steps end.`,
  })
}

function lacksToken({ place }: Read, text: string): EspalierError {
  return brokenModel(
    place,
    `its tokenizer has no token for ${writeToken(text)}, which its PRM format names`,
    place,
    'Choose another format for it on the Models screen, or correct it there.',
  )
}
