// A solution's text as the steps that were scored.
// Knows how the known programs part steps. Does not know who scored them.

/** Ways to part a text, the most telling first: the tag of the paper's reward models, empty lines, lines. */
const PARTINGS: readonly RegExp[] = [/[^\S\n]?ки(?!\p{Script=Cyrillic})\s*/u, /\n\s*\n/, /\n/]

export interface ScoredStep {
  text: string
  reward: number | null
}

/**
 * The steps with their rewards, where one way to part the text gives as many steps as there are rewards. Where none does, the whole
 * text is one step without a reward, and `misfit` tells both counts: nothing is guessed. A single reward is that of the whole text.
 */
export function scoredSteps(
  text: string,
  rewards: readonly (number | null)[],
): { steps: ScoredStep[]; misfit: { steps: number; rewards: number } | null } {
  const partings = PARTINGS.map((parting) => text.split(parting).filter((part) => part.trim() !== ''))
  if (rewards.length === 0) {
    const parts = partings.find((some) => some.length > 1) ?? [text]
    return { steps: parts.map((part) => ({ text: part.trim(), reward: null })), misfit: null }
  }
  const fitting = rewards.length === 1 ? [text] : partings.find((some) => some.length === rewards.length)
  if (fitting) return { steps: fitting.map((part, at) => ({ text: part.trim(), reward: rewards[at]! })), misfit: null }
  const nearest = partings.find((some) => some.length > 1) ?? [text]
  return {
    steps: [{ text: text.trim(), reward: null }],
    misfit: { steps: nearest.length, rewards: rewards.length },
  }
}
