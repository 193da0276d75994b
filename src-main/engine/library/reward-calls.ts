// The calls about how process reward models (PRMs) are asked: keeping a format, and testing one on a solution.
// Knows who keeps, who lays out and who scores. Does not know formats.
import type { CallAnswers } from '../../contract/api.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { ConnectionCard } from '../../contract/connection.ts'
import type { ModelCard } from '../../contract/model-card.ts'
import type { RewardRecord } from '../../contract/reward-record.ts'
import { checkServable } from '../../inference/server/pooling-input.ts'
import { httpStepRewards } from '../../inference/server/http-verifier.ts'
import { verifierOver } from '../../inference/session/session-client.ts'
import { recordsBut } from './added-models.ts'
import type { AddedModels } from './added-models.ts'
import { checkUsable } from './known-models.ts'
import type { KnownModel } from './known-models.ts'
import { isKept, notAdded } from './model-calls.ts'
import type { ModelLibrary, OpenModel } from './model-library.ts'
import type { ModelReader } from './model-reader.ts'

export type RewardCalls = Required<CallAnswers<'models.reward' | 'models.reward.test'>>

/** `isServed` tells whether an id is a connection's or a server's address, `wanted` finds a model, or rejects with `not-found`; `cardFor` makes its card. */
export function createRewardCalls(options: {
  store: AddedModels
  reader: Pick<ModelReader, 'reward'>
  library: Pick<ModelLibrary, 'open'>
  isServed: (id: string) => boolean
  /** The card of a connection; null where there is none of this id. */
  connection: (id: string) => ConnectionCard | null
  wanted: (id: string) => Promise<KnownModel>
  cardFor: (model: KnownModel) => Promise<ModelCard>
  changed: () => void
  signal: AbortSignal
}): RewardCalls {
  const { store, reader, library, isServed, connection, wanted, cardFor, changed, signal } = options

  const keep = async (id: string, reward: RewardRecord | null) => {
    await store.change((content) => ({
      ...content,
      rewards: { ...recordsBut(id, content.rewards), ...(reward ? { [id]: reward } : {}) },
    }))
    changed()
  }

  return {
    async 'models.reward'({ id, reward }) {
      if (isServed(id)) {
        const served = connection(id)
        if (served?.role === 'policy') throw writesBehindServer(served)
        if (reward) checkServable(reward)
        await keep(id, reward)
        return { card: connection(id) }
      }
      const model = await wanted(id)
      if (model.origin !== 'embedded' && !isKept(store.read(), model)) throw notAdded(model)
      if (model.origin === 'embedded' && model.role === 'policy') throw writes(model)
      if (reward) await reader.reward({ place: model.folder, reward, question: '1 + 1', steps: ['1 + 1 = 2'] })
      await keep(model.id, reward)
      return { card: await cardFor(await wanted(id)) }
    },

    async 'models.reward.test'({ id, reward, question, steps }) {
      if (isServed(id)) {
        const rewards = await rewardsOf(await library.open(id, 'verifier'), { reward, question, steps }, signal)
        return { prompt: [], steps: steps.map((text, step) => ({ text, tokens: [], reward: rewards[step]! })) }
      }
      const model = await wanted(id)
      checkUsable(model)
      const seen = await reader.reward({ place: model.folder, reward, question, steps })
      const rewards = await rewardsOf(await library.open(id, 'scored'), { reward, question, steps }, signal)
      return {
        prompt: seen.prompt,
        steps: steps.map((text, step) => ({ text, tokens: seen.steps[step]!, reward: rewards[step]! })),
      }
    },
  }
}

/** The reward of each step, in their order. Rejects with what a server's reply was unusable for. */
async function rewardsOf(
  open: OpenModel,
  { reward, question, steps }: { reward: RewardRecord; question: string; steps: readonly string[] },
  signal: AbortSignal,
): Promise<readonly (number | null)[]> {
  const whole = steps.map((text) => ({ text, tokenIds: [] }))
  if (open.kind === 'server') return await httpStepRewards(open.facts, reward)({ question, steps: whole }, signal)
  const port = open.session.connect(null, null, reward)
  try {
    const paths = whole.map((_, last) => ({ question, steps: whole.slice(0, last + 1) }))
    return (await verifierOver(port, open.session.facts).score(paths, signal)).rewards
  } finally {
    port.close()
  }
}

function writesBehindServer({ name }: ConnectionCard): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${name}” was connected to as a policy.`,
    advice: 'Connect to its server once more, as a model that scores steps.',
  })
}

function writes({ name }: KnownModel): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${name}” is a policy and part of Espalier.`,
    advice: 'Choose a PRM, or a model that you have added.',
  })
}
