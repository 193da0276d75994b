// What files of other programs say, whatever their format: solutions of problems, or solutions step by step with labels.
// Knows the shapes. Does not know formats, answers or votes.

/** A solution as its program wrote it. */
export interface ForeignSolution {
  /** Without the question before it. */
  text: string
  /** One a step, first step first; one for the whole solution; or none. */
  rewards: (number | null)[]
  /** Tokens that were generated for it; null where the file does not tell. */
  tokens: number | null
}

/** Solutions of one problem. */
export interface ForeignSolutions {
  /** Null where the file gives none. */
  id: string | null
  question: string | null
  reference: string
  level: number | null
  solutions: ForeignSolution[]
  /** Tokens that were generated for all of them; null where the file does not tell. */
  tokens: number | null
  /** Whether they are independent samples, as far as the record tells. */
  independent: boolean
}

/** Steps that a labelled solution may have: far more than any has, and so few that a walk down them fits on the stack. */
export const MOST_STEPS = 1000

/** A labelled step, and what follows it. Steps that lead nowhere have no children. */
export interface LabelledStep {
  text: string
  /** 0 to 1; null for a step that nobody labelled. */
  reward: number | null
  /** Whether a solution ends here; the others lead on, or were not followed. */
  ends: boolean
  /** The answer of the solution that ends here, or null. */
  answer: string | null
  children: LabelledStep[]
}

/** A tree of labelled steps. */
export interface LabelledTree {
  question: string
  reference: string | null
  steps: LabelledStep[]
  /** The last step of the path that was chosen; null where none was. */
  chosen: LabelledStep | null
}
