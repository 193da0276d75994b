// The table of architectures, and how a model finds its row.
// Knows the rows. Does not know what they decide.
import { brokenModel } from '../weights/model-faults.ts'
import type { Architecture } from './architecture.ts'
import type { Config } from './config.ts'
import { GEMMA_3 } from './gemma-3.ts'
import { GPT_NEOX } from './gpt-neox.ts'
import { LLAMA } from './llama.ts'
import { MISTRAL } from './mistral.ts'
import { PHI_3 } from './phi-3.ts'
import { QWEN_2, QWEN_3 } from './qwen.ts'

export const ARCHITECTURES: readonly Architecture[] = [LLAMA, MISTRAL, QWEN_2, QWEN_3, GEMMA_3, PHI_3, GPT_NEOX]

/** A class of transformers: its family, and what it is for. */
const CLASS = /^(\w+?)(Text)?(For\w+|Model|LMHeadModel)$/

/** By the class that config.json names, else by its model type. `model`: its path. Throws `model-broken` with the known ones. */
export function findArchitecture(config: Config, model: string): { row: Architecture; name: string } {
  const name = config.architectures?.[0] ?? config.model_type
  if (!name) throw brokenModel(model, 'config.json names no architecture', model)
  const family = CLASS.exec(name)?.[1] ?? name
  const row =
    ARCHITECTURES.find((known) => known.family === family) ??
    // Reward models have classes of their own over a family's layers.
    ARCHITECTURES.find((known) => known.modelType === config.model_type)
  if (row) return { row, name }
  throw brokenModel(
    model,
    `its architecture ${name} is not known`,
    model,
    `Choose a model of one of these: ${ARCHITECTURES.map((known) => known.family).join(', ')}.`,
  )
}
