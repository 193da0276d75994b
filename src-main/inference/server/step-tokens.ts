// How many tokens a scored step has, as a PRM or judge behind a server counts them: what its path has beyond the path before it.
// Knows the counts of paths so far. Does not know the wire, or rewards.
import type { Usage } from '../../contract/cost.ts'
import type { Path } from '../../search/policy.ts'

/** A path whose last step was scored. `tokens`: of all that the server read for it; null where it does not tell. */
export interface CountedPath {
  path: Path
  tokens: number | null
}

/** A question or a step below it. */
interface Place {
  tokens: number | null
  /** Whether its step was counted as a scored one. */
  counted: boolean
  below: Map<string, Place>
}

export interface StepTokens {
  /** Whether this question was read alone, so that its first steps can be counted. */
  knows(question: string): boolean
  /** Takes what the server counts for a question with no step. */
  begin(question: string, tokens: number | null): void
  /**
   * The tokens of the steps that were scored, and those of them whose path had been scored before. Null where a count is missing: of a
   * path, or of the one before it.
   */
  count(scored: readonly CountedPath[]): Pick<Usage, 'scoredTokens' | 'sharedScoredTokens'>
}

export function openStepTokens(): StepTokens {
  const questions = new Map<string, Place>()
  const below = (places: Map<string, Place>, text: string): Place => {
    const place = places.get(text) ?? { tokens: null, counted: false, below: new Map<string, Place>() }
    places.set(text, place)
    return place
  }
  const placesOf = ({ question, steps }: Path): Place[] => {
    const places = [below(questions, question)]
    for (const { text } of steps) places.push(below(places.at(-1)!.below, text))
    return places
  }
  return {
    knows: (question) => questions.has(question),
    begin(question, tokens) {
      below(questions, question).tokens = tokens
    },
    count(scored) {
      // All paths first: one may be the one before another.
      const ends = scored.map(({ path, tokens }) => {
        const [place, before] = placesOf(path).reverse() as [Place, Place | undefined]
        place.tokens = tokens
        return { place, before }
      })
      let all: number | null = 0
      let shared: number | null = 0
      for (const { place, before } of ends) {
        const known = place.tokens !== null && before && before.tokens !== null
        const own = known ? Math.max(0, place.tokens! - before.tokens!) : null
        all = all === null || own === null ? null : all + own
        if (place.counted) shared = shared === null || own === null ? null : shared + own
        place.counted = true
      }
      return { scoredTokens: all, sharedScoredTokens: all === null ? null : shared }
    },
  }
}
