// A look into a model for tests that read no files.
import { PromptRecord } from '../../../../src-main/contract/prompt-record.ts'
import type { ModelLook } from '../../../../src-main/engine/library/model-look.ts'

export const PROMPT = PromptRecord.parse({
  layout: { kind: 'plain', template: 'Problem: {question}\n', addBeginning: true },
  steps: { kind: 'lines' },
})

export const TINY_LOOK: ModelLook = {
  name: 'Tiny',
  role: 'policy',
  format: 'safetensors',
  architecture: 'LlamaForCausalLM',
  parameters: 1000,
  layers: 2,
  width: 8,
  positions: 128,
  licence: 'mit',
  bytes: 4000,
  forms: [
    { form: 'as-stored', weights: 'float32', diskBytes: 0, leastBytes: 5000, mostBytes: 9000 },
    { form: 'q8', weights: '8 bits, blocks of up to 128', diskBytes: 1100, leastBytes: 2000, mostBytes: 6000 },
    { form: 'q4', weights: '4 bits, blocks of 32', diskBytes: 600, leastBytes: 1000, mostBytes: 5000 },
  ],
  prompt: PROMPT,
  reward: null,
}
