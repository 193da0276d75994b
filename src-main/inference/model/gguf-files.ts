// A GGUF file in the place of a model folder: what config.json, the tokenizer's files and generation_config.json would say.
// Knows how one is said in terms of the others. Does not know the format (gguf/).
import { designOf } from '../architecture/design-of.ts'
import { ggufInPlace } from '../gguf/gguf-form.ts'
import { readGguf } from '../gguf/gguf.ts'
import type { Gguf } from '../gguf/gguf.ts'
import { readForm } from '../weights/form-file.ts'
import { checkLayerCount } from '../weights/layer-count.ts'
import type { GenerationDefaults } from './generation-file.ts'
import type { GraphSource } from './graph-source.ts'
import { modelConfigOf } from './model-config.ts'
import type { ModelConfig } from './model-config.ts'
import type { TokenizerFiles } from './tokenizer.ts'

export interface GgufFiles {
  name: string
  config: ModelConfig
  tokenizer: TokenizerFiles
  /** Whether a text begins with the beginning token. */
  addsBeginning: boolean
  chatTemplate: string | null
  generation: GenerationDefaults
  graph: GraphSource
}

/** `form`: a file in the data folder that was made of it; null for none. Throws `model-missing` or `model-broken`. */
export async function readGgufFiles(path: string, form: string | null): Promise<GgufFiles> {
  const gguf = await readGguf(path)
  const config = modelConfigOf(path, gguf.config)
  return {
    name: gguf.name,
    config,
    tokenizer: gguf.tokenizer,
    addsBeginning: gguf.addsBeginning,
    chatTemplate: gguf.chatTemplate,
    generation: { ends: gguf.tokens.eos_token_id, sampling: {} },
    graph: await sourceOf(gguf, config, form),
  }
}

async function sourceOf(gguf: Gguf, { content }: ModelConfig, form: string | null): Promise<GraphSource> {
  const design = designOf(content, gguf.path)
  checkLayerCount(gguf.path, { ...design, names: gguf.tensors.keys() })
  const checkpoint = ggufInPlace(gguf)
  if (form !== null) {
    const { checkpoint: formed, facts } = await readForm(form, gguf.path)
    const { source, weights } = facts
    // Blocks that are laid out anew lose nothing, and stay what the file calls them.
    const rounded = weights !== gguf.weights
    return { kind: 'checkpoint', design, checkpoint: formed, form: { source, weights, rounded } }
  }
  return checkpoint ? { kind: 'checkpoint', design, checkpoint, form: null } : { kind: 'gguf', design, gguf }
}
