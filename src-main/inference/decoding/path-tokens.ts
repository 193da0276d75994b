// A path as tokens of one policy.
// Knows the prompt and which steps bring their own tokens. Does not know caches or passes.
import { EspalierError } from '../../contract/errors.ts'
import type { Path } from '../../search/policy.ts'
import type { LoadedModel } from './loaded-model.ts'
import type { Sequence } from './prefix-cache.ts'

/** A path as one sequence of tokens. */
export interface PathTokens extends Sequence {
  /** Tokens in all. */
  length: number
  /** The same for equal paths. */
  key: string
}

/**
 * The tokens of a path: those that the policy sampled, or for a step that came from elsewhere, those of its text.
 * Throws `bad-input` for a problem or a step that the model cannot read.
 */
export function pathTokens({ folder, asked }: Pick<LoadedModel, 'folder' | 'asked'>, path: Path): PathTokens {
  const prompt = asked.promptTokens(path.question)
  const steps = path.steps.flatMap(({ text, tokenIds }) =>
    tokenIds.length > 0 || text === '' ? tokenIds : asked.stepTokens(text),
  )
  const foreign = steps.find((token) => token >= folder.vocabulary)
  if (foreign !== undefined) {
    throw new EspalierError({
      code: 'bad-input',
      message: `A step holds the token ${foreign}; the vocabulary of the model “${folder.name}” has ${folder.vocabulary}.`,
      advice: 'Continue the tree with the policy that grew it.',
    })
  }
  return { prompt, steps, length: prompt.length + steps.length, key: `${prompt.join()};${steps.join()}` }
}
