// Reads a step while it is generated, and says with which token it ends.
// Knows the kinds of ends and what tokens add to a text. Does not know models, batches or what ends a solution.
import type { PromptRecord } from '../../contract/prompt-record.ts'
import { firstEnd, stepEnds, withoutBlankLines } from './step-kinds.ts'
import type { StepEnd } from './step-kinds.ts'
import type { TokenPieces } from './token-pieces.ts'

/** A step that grows. */
export interface StepReader {
  /** Adds a token; true where the step ends with it. */
  add(id: number): boolean
  /**
   * The step's text as people read it: behind the last end, without empty lines at its beginning and without what marks its own
   * end. `decoded` is the text of its tokens alone, as the model's decoder gives it.
   */
  text(decoded: string): string
}

export interface StepReaders {
  /** Steps behind others, given by their tokens from the first on; none are given where tokens are not known. */
  behind(steps: readonly (readonly number[])[]): () => StepReader
}

/** Readers of steps as a record cuts them. */
export function openStepReaders(
  { steps, leastStepTokens }: Pick<PromptRecord, 'steps' | 'leastStepTokens'>,
  pieces: TokenPieces,
): StepReaders {
  const ends = stepEnds(steps)

  /** What the last token of a step has begun already of the next one, such as its heading; `before` is what it began with itself. */
  const begun = (before: string, tokens: readonly number[]): string => {
    const growing = pieces.grow(before)
    for (const id of tokens.slice(0, -1)) growing.add(id)
    const from = growing.text.length
    for (const id of tokens.slice(-1)) growing.add(id)
    const mark = firstEnd(ends, growing.text, from, pieces.isBlank)
    const carried = mark ? withoutBlankLines(growing.text.slice(mark.next)) : ''
    return pieces.isBlank(carried) ? '' : carried
  }

  return {
    behind(steps) {
      const before = steps.reduce(begun, '')
      return () => {
        const growing = pieces.grow(before)
        let count = 0
        let from = before.length
        let end: StepEnd | null = null
        return {
          add(id) {
            count += 1
            const piece = growing.add(id)
            const asked = from
            from = growing.text.length
            if (count < leastStepTokens || (ends.lastOf && !ends.lastOf.test(piece))) return false
            end = firstEnd(ends, growing.text, asked, pieces.isBlank)
            return end !== null
          },
          text(decoded) {
            const { text } = growing
            if (before !== '') return withoutBlankLines(end ? text.slice(0, end.end) : text)
            const tail = end ? text.slice(end.end) : ''
            return withoutBlankLines(decoded.endsWith(tail) ? decoded.slice(0, decoded.length - tail.length) : decoded)
          },
        }
      }
    },
  }
}
