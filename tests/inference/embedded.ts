// The embedded models, opened in this process for a test. Every test file runs in a process of its own.
import { resolve } from 'node:path'
import { Sampling } from '../../src-main/contract/sampling.ts'
import { openContinuousBatch } from '../../src-main/inference/decoding/continuous-batch.ts'
import type { LoadedModel } from '../../src-main/inference/decoding/loaded-model.ts'
import { readModelFolder } from '../../src-main/inference/model/model-folder.ts'
import { openOnnxSession } from '../../src-main/inference/graph/onnx-session.ts'
import type { OnnxSession } from '../../src-main/inference/graph/onnx-session.ts'
import { openPrefixCache } from '../../src-main/inference/decoding/prefix-cache.ts'
import { openAskedModel } from '../../src-main/inference/model/prompt.ts'
import type { ScoredModel } from '../../src-main/inference/decoding/step-scorer.ts'
import { openRewardReader } from '../../src-main/inference/model/reward-reader.ts'
import { openTokenizer } from '../../src-main/inference/model/tokenizer.ts'

export const POLICY = resolve('models/arithmetic-policy-1m')
export const PRM = resolve('models/arithmetic-prm-2m')
export const QUESTION =
  'A train has 12 cars with 31 passengers each. At a stop 45 get on. How many passengers are on the train now?'
export const SAMPLING = Sampling.parse({})

/** Heads in groups and a large vocabulary, which the embedded models have not; its weights are random. */
export const TINY = resolve('tests/inference/tiny-model')

export async function openModel(
  role: 'policy' | 'verifier',
  byteLimit = 2 ** 28,
  path = role === 'policy' ? POLICY : PRM,
  inPlace = true,
): Promise<LoadedModel & { session: OnnxSession }> {
  const folder = await readModelFolder(path, role)
  const session = await openOnnxSession({ folder, device: 'cpu', threads: 2, inPlace })
  const batch = openContinuousBatch({ session, folder })
  const tokenizer = openTokenizer(folder)
  const asked = openAskedModel(folder, tokenizer)
  const reward = folder.reward && openRewardReader(folder, tokenizer, folder.reward)
  return { folder, session, batch, tokenizer, asked, reward, cache: openPrefixCache({ byteLimit }) }
}

/** The same of a PRM, with what reads for it. */
export async function openScored(path = PRM): Promise<ScoredModel & { session: OnnxSession }> {
  const { reward, ...model } = await openModel('verifier', 2 ** 28, path)
  if (!reward) throw new RangeError(`Nothing says how ${path} is asked.`)
  return { ...model, reward }
}

/** The same model with an empty prefix cache of its own. */
export function withFreshCache<Model extends LoadedModel>(model: Model, byteLimit = 2 ** 28): Model {
  return { ...model, cache: openPrefixCache({ byteLimit }) }
}

/** Never aborted. */
export const NEVER = new AbortController().signal
