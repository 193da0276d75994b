// transformers.js as its users drive it: a batch of whole prompts, padded on the left, through generate().
// Knows the package @huggingface/transformers. It is not a dependency of Espalier: package.json beside this file names it.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import type { BenchEngine, EngineOptions } from '../engine.ts'

interface Tensor {
  dims: number[]
  data: Float32Array
}

interface Model {
  (inputs: object): Promise<{ logits: Tensor }>
  generate(options: object): Promise<Tensor>
  dispose(): Promise<unknown>
}

/** What is used of the package; its own types would have to be installed to be read. */
interface Package {
  env: { version: string; allowRemoteModels: boolean; localModelPath: string }
  AutoModelForCausalLM: { from_pretrained(name: string, options: object): Promise<Model> }
  Tensor: new (type: 'int64', data: BigInt64Array, dims: number[]) => Tensor
}

const PACKAGE = '@huggingface/transformers'

export async function open({ forms, form, threads, topK }: EngineOptions): Promise<BenchEngine> {
  const { env, AutoModelForCausalLM, Tensor } = (await import(PACKAGE)) as Package
  env.allowRemoteModels = false
  env.localModelPath = dirname(forms.transformers)
  const model = await AutoModelForCausalLM.from_pretrained(basename(forms.transformers), {
    dtype: form,
    device: 'cpu',
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
  })
  const { pad_token_id: padding } = JSON.parse(readFileSync(join(forms.transformers, 'config.json'), 'utf8')) as {
    pad_token_id: number
  }

  const batch = (rows: readonly (readonly number[])[]) => {
    const width = Math.max(...rows.map(({ length }) => length))
    const ids = new BigInt64Array(rows.length * width).fill(BigInt(padding))
    const mask = new BigInt64Array(rows.length * width)
    for (const [row, tokens] of rows.entries()) {
      const start = (row + 1) * width - tokens.length
      ids.set(tokens.map(BigInt), start)
      mask.fill(1n, start, start + tokens.length)
    }
    const dims = [rows.length, width]
    return { width, input_ids: new Tensor('int64', ids, dims), attention_mask: new Tensor('int64', mask, dims) }
  }

  return {
    version: `${env.version} (onnxruntime-node ${versionOf('onnxruntime-node')})`,
    /** All rows go on until the longest is done, as they do when rows end at a separator. */
    async generate(rows) {
      const { width, input_ids, attention_mask } = batch(rows.map(({ tokens }) => tokens))
      const count = Math.max(...rows.map(({ count }) => count))
      const { dims } = await model.generate({
        input_ids,
        attention_mask,
        max_new_tokens: count,
        ...(topK === 1 ? { do_sample: false } : { do_sample: true, temperature: 1, top_k: topK }),
        eos_token_id: -1,
      })
      if (dims[1] !== width + count)
        throw new Error(`generate() gave ${dims.join(' x ')} tokens, not ${width + count}.`)
    },
    // It keeps nothing between calls.
    forget: () => Promise.resolve(),
    async logProbabilities(tokens, from) {
      const { input_ids, attention_mask } = batch([tokens])
      const { logits } = await model({ input_ids, attention_mask })
      const classes = logits.dims.at(-1)!
      return tokens.slice(from).map((token, index) => {
        const row = logits.data.subarray((from + index - 1) * classes, (from + index) * classes)
        const largest = row.reduce((a, b) => Math.max(a, b))
        return row[token]! - largest - Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - largest), 0))
      })
    },
    async close() {
      await model.dispose()
    },
  }
}

function versionOf(name: string): string {
  const require = createRequire(import.meta.resolve(PACKAGE))
  return (require(`${name}/package.json`) as { version: string }).version
}
