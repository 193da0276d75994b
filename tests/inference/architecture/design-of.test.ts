// What config.json says becomes a design, or a sentence that names what is wrong with it.
import { describe, expect, it } from 'vitest'
import { reportOf } from '../../../src-main/contract/errors.ts'
import { designOf } from '../../../src-main/inference/architecture/design-of.ts'

const LLAMA = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  vocab_size: 128_256,
  hidden_size: 2048,
  intermediate_size: 8192,
  num_hidden_layers: 16,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  max_position_embeddings: 131_072,
}

function faultOf(config: unknown): string {
  try {
    designOf(config, '/models/mine')
    return 'none'
  } catch (error) {
    const { code, message, advice } = reportOf(error)
    expect(code).toBe('model-broken')
    return `${message} ${advice}`
  }
}

describe('a design', () => {
  it.each([
    ['head_dim is left out', {}, { headSize: 64 }],
    ['head_dim is null', { head_dim: null }, { headSize: 64 }],
    ['head_dim is its own', { head_dim: 128 }, { headSize: 128, queryScale: 128 ** -0.5 }],
    ['all heads have their own keys', { num_key_value_heads: null }, { keyValueHeads: 32 }],
    ['the class is one of a reward model', { architectures: ['SomePRM'] }, { layers: 16, tiedHead: false }],
    ['no class is named', { architectures: null }, { layers: 16 }],
    ['weights are tied', { tie_word_embeddings: true }, { tiedHead: true }],
    [
      'the scaling is of version 4',
      { rope_scaling: { type: 'linear', factor: 2 }, rope_theta: 100 },
      { positions: 131_072 },
    ],
  ])('is read where %s', (_, changed, expected) => {
    expect(designOf({ ...LLAMA, ...changed }, 'm')).toMatchObject(expected)
  })

  it('has the same frequencies in the spellings of versions 4 and 5', () => {
    const scaling = { factor: 8, low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 8192 }
    const old = { ...LLAMA, rope_theta: 5e5, rope_scaling: { type: 'llama3', ...scaling } }
    const young = { ...LLAMA, rope_parameters: { rope_type: 'llama3', rope_theta: 5e5, ...scaling } }
    expect(designOf(old, 'm').rotaries).toEqual(designOf(young, 'm').rotaries)
    expect(designOf(old, 'm').rotaries).not.toEqual(designOf({ ...LLAMA, rope_theta: 5e5 }, 'm').rotaries)
  })

  it.each([
    ['Mistral 0.1, which says no window', {}, 4096],
    ['Mistral 0.2, which says none', { sliding_window: null }, null],
  ])('has the window of %s', (_, changed, window) => {
    const { kinds } = designOf({ ...LLAMA, architectures: ['MistralForCausalLM'], ...changed }, 'm')
    expect(kinds[0]!.window).toBe(window)
  })

  it.each([
    ['of its own', 'Gemma3ForCausalLM', {}],
    ['beside one that sees', 'Gemma3ForConditionalGeneration', { vision_config: {} }],
  ])('of Gemma 3 is read %s', (_, name, more) => {
    const text = { hidden_size: 2560, intermediate_size: 10_240, model_type: 'gemma3_text', num_hidden_layers: 34 }
    const window = { sliding_window: 1024, rope_scaling: { rope_type: 'linear', factor: 8 } }
    const config = 'vision_config' in more ? { text_config: { ...text, ...window }, ...more } : { ...text, ...window }
    const design = designOf({ architectures: [name], ...config }, 'm')
    expect(design).toMatchObject({ width: 2560, layers: 34, heads: 8, keyValueHeads: 4, headSize: 256 })
    expect(design.kinds.filter(({ window: own }) => own === null)).toHaveLength(5)
    const [everywhere, near] = design.rotaries
    expect([everywhere!.frequencies[0], near!.frequencies[0]]).toEqual([1 / 8, 1])
  })

  it.each([
    ['dynamic', { rope_type: 'dynamic', factor: 4 }, 'LlamaForCausalLM', 131_072],
    [
      'longrope',
      { type: 'longrope', short_factor: Array.from({ length: 32 }, () => 1), original_max_position_embeddings: 4096 },
      'Phi3ForCausalLM',
      4096,
    ],
  ])('with %s ends where the frequencies would change', (_, rope_scaling, name, positions) => {
    expect(designOf({ ...LLAMA, architectures: [name], rope_scaling }, 'm').positions).toBe(positions)
  })
})

describe('a sentence says', () => {
  it.each([
    [
      'an unknown architecture',
      { architectures: ['BertForMaskedLM'], model_type: 'bert' },
      /BertForMaskedLM is not known.*Llama, Mistral, Qwen2, Qwen3, Gemma3, Phi3, GPTNeoX/,
    ],
    [
      'a family of another build',
      { architectures: ['Qwen2MoeForCausalLM'], model_type: 'qwen2_moe' },
      /Qwen2MoeForCausalLM is not known/,
    ],
    ['no architecture', { architectures: [], model_type: null }, /names no architecture/],
    ['what is missing', { hidden_size: undefined }, /hidden_size is missing/],
    ['what is null', { num_hidden_layers: null }, /num_hidden_layers is missing/],
    [
      'what is of the wrong kind',
      { num_attention_heads: '32' },
      /num_attention_heads must be a number, not the text “32”/,
    ],
    ['what is below 1', { vocab_size: 0 }, /vocab_size must be more than 0, not 0/],
    ['what is far too much', { num_hidden_layers: 1e9 }, /num_hidden_layers must be at most 1000/],
    [
      'heads that do not share',
      { num_key_value_heads: 7 },
      /num_attention_heads 32 is no multiple of num_key_value_heads 7/,
    ],
    [
      'a width that is not of heads',
      { hidden_size: 2050 },
      /hidden_size 2050 is no multiple of num_attention_heads 32/,
    ],
    [
      'an unknown activation',
      { hidden_act: 'mish' },
      /in config\.json, hidden_act: its activation “mish” is not known/,
    ],
    ['an inherited activation', { hidden_act: 'constructor' }, /activation “constructor” is not known/],
    [
      'an unknown scaling',
      { rope_scaling: { type: 'spiral' } },
      /in config\.json, rope_type: its rotary scaling “spiral” is not known; known are default, linear/,
    ],
    ['an incomplete scaling', { rope_scaling: { type: 'linear' } }, /rope_scaling.factor is missing/],
    [
      'heads that give no pairs',
      { head_dim: 5 },
      /in config\.json, head_dim and partial_rotary_factor: .* gives no pairs/,
    ],
    [
      'weights of another method',
      { quantization_config: { quant_method: 'gptq' } },
      /in config\.json, quantization_config says .* method “gptq”/,
    ],
    [
      'kinds of too few layers',
      { architectures: ['Qwen2ForCausalLM'], layer_types: ['full_attention'] },
      /layer_types has the length 1, and num_hidden_layers is 16/,
    ],
    [
      'layers of an unknown kind',
      { architectures: ['Qwen3ForCausalLM'], layer_types: Array.from({ length: 16 }, () => 'linear_attention') },
      /in config\.json, layer_types has the kind “linear_attention”/,
    ],
    [
      'heads that do not make the width',
      { architectures: ['GPTNeoXForCausalLM'], num_key_value_heads: null, head_dim: 60 },
      /in config\.json, num_attention_heads: .* do not make its width of 2048/,
    ],
  ])('%s', (_, changed, expected) => {
    expect(faultOf({ ...LLAMA, ...changed })).toMatch(expected)
  })

  it.each([[null], [[]], ['text'], [7]])('that %j is no configuration', (content) => {
    expect(faultOf(content)).toMatch(/^The model “mine” cannot be used: in config\.json, its content must be an object/)
  })
})
