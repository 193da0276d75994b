// What verifies the steps of a run: a process reward model, the policy's own confidence, or a chat model that is asked as a judge.
// Knows how a run names each, and the table of confidences. Does not know models, or how a confidence is computed (search/confidence.ts).
import { EspalierError } from './errors.ts'

export const CONFIDENCE_IDS = ['mean', 'lowest-group', 'self-certainty'] as const
export type ConfidenceId = (typeof CONFIDENCE_IDS)[number]

export interface ConfidenceKind {
  id: ConfidenceId
  /** For a list to choose from. */
  name: string
  /** What it tells of a step, in a sentence or two. */
  help: string
  source: string
}

/** Tokens of a group whose mean is taken, see `lowest-group`. */
export const GROUP_TOKENS = 8
/** Nats of self-certainty that make a reward of one half. */
export const HALF_CERTAINTY = 10

export const CONFIDENCES: readonly ConfidenceKind[] = [
  {
    id: 'mean',
    name: 'Own confidence: mean',
    help: 'The geometric mean of the probabilities that the policy gave the tokens of a step.',
    source: 'exp of the mean log-probability',
  },
  {
    id: 'lowest-group',
    name: 'Own confidence: lowest group',
    help: `The same over the ${GROUP_TOKENS} consecutive tokens of a step at which it is least; a shorter step is one group.`,
    source: 'lowest group confidence, arXiv 2508.15260',
  },
  {
    id: 'self-certainty',
    name: 'Own confidence: self-certainty',
    help:
      'How far the policy’s distributions over the tokens of a step are from chance: s / (s + 10), where s is the mean ' +
      'Kullback-Leibler divergence from the uniform distribution, in nats.',
    source: 'arXiv 2502.18581',
  },
]

/** A confidence that needs no second model, or a model: one that scores steps, or one that judges them. */
export type VerifierChoice =
  { kind: 'confidence'; confidence: ConfidenceId } | { kind: 'judge'; model: string } | { kind: 'model'; model: string }

const CONFIDENCE = 'confidence:'
const JUDGE = 'judge:'

/** What a run's `verifier` names: `confidence:ID`, `judge:MODEL`, or a model. Throws `bad-input` for one of the first two without a known name. */
export function readVerifier(text: string): VerifierChoice {
  if (text.startsWith(CONFIDENCE)) {
    const confidence = CONFIDENCE_IDS.find((id) => id === text.slice(CONFIDENCE.length))
    if (confidence !== undefined) return { kind: 'confidence', confidence }
    throw new EspalierError({
      code: 'bad-input',
      message: `There is no confidence “${text.slice(CONFIDENCE.length)}”.`,
      advice: `Known: ${CONFIDENCE_IDS.map(confidenceVerifier).join(', ')}.`,
    })
  }
  if (!text.startsWith(JUDGE)) return { kind: 'model', model: text }
  const model = text.slice(JUDGE.length)
  if (model !== '') return { kind: 'judge', model }
  throw new EspalierError({
    code: 'bad-input',
    message: 'The judge has no name.',
    advice: `Write the name of a model behind it: ${JUDGE}MODEL.`,
  })
}

/** How a run names a confidence. */
export function confidenceVerifier(id: ConfidenceId): string {
  return `${CONFIDENCE}${id}`
}

/** How a run names a judge. */
export function judgeVerifier(model: string): string {
  return `${JUDGE}${model}`
}

/** The confidence that a run's `verifier` names, or null; like `readVerifier`. */
export function confidenceIn(verifier: string | null): ConfidenceId | null {
  const choice = verifier === null ? null : readVerifier(verifier)
  return choice?.kind === 'confidence' ? choice.confidence : null
}

/** The model that a run's `verifier` needs beside the policy, or null; like `readVerifier`. */
export function modelOfVerifier(verifier: string | null): string | null {
  const choice = verifier === null ? null : readVerifier(verifier)
  return choice === null || choice.kind === 'confidence' ? null : choice.model
}
