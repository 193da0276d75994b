// PRMs that classify a token behind each step: right or wrong, as process_reward_config.json says.
// Knows that file, and where its score stands. Does not know caches or passes.
import { z } from 'zod'
import { EspalierError } from '../../contract/errors.ts'
import type { RewardFormat, RewardReader, ScoredModel } from './reward-format.ts'

const FILE = 'process_reward_config.json'
const HEAD = 'token_classification'

const Config = z
  .object({
    template: z.string().includes('{question}'),
    step_separator: z.string().min(1),
    score_token: z.string().min(1),
    /** Where the logits are read, relative to the score token; only the token itself is supported. */
    offset: z.literal(0),
    /** Softmax over the classes of the head; the reward is the share of class `positive`. */
    head: z.literal(HEAD),
    positive: z.number().int().nonnegative(),
    negative: z.number().int().nonnegative(),
    add_bos: z.boolean(),
    /** The policies whose text it was trained on, by their ids or names; left out where it says nothing of them. */
    meant_for: z.array(z.string().min(1)).optional(),
  })
  .refine(({ positive, negative }) => positive !== negative, {
    path: ['positive'],
    message: 'It must be another class than “negative”.',
  })
type Config = z.infer<typeof Config>

export const STEP_TOKEN_FORMAT: RewardFormat = {
  file: FILE,
  fits: (config) => z.object({ head: z.literal(HEAD) }).safeParse(config).success,
  schema: Config.transform(readerOf),
}

function readerOf({ template, add_bos, score_token, positive, negative, meant_for }: Config): RewardReader {
  return {
    prompt: { template, addBeginning: add_bos },
    meantFor: meant_for,
    classes: Math.max(positive, negative) + 1,
    stepTokens: (texts, model) => tagged(texts, score_token, model),
    // Softmax over the two classes, the share of the positive one.
    rewardOf: (logits) => 1 / (1 + Math.exp(logits[negative]! - logits[positive]!)),
  }
}

/** Each step's tokens and the one that carries its score. */
function tagged(texts: readonly string[], token: string, { folder, tokenizer }: ScoredModel): number[][] {
  const tag = tokenizer.idOf(token, FILE)
  const steps = texts.map((text) => [...tokenizer.encode(text), tag])
  const scores = steps.flat().filter((one) => one === tag).length
  if (scores === steps.length) return steps
  throw new EspalierError({
    code: 'model-broken',
    message: `The PRM “${folder.name}” would give ${scores} scores for ${steps.length} steps.`,
    advice: `A step may not hold the token “${token}”; check the step separator of the policy.`,
  })
}
