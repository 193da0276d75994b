// Scalings of rotary embeddings: how a model's frequencies were stretched for a longer context.
// Knows one function a scaling, as transformers has them (5.24, modeling_rope_utils.py). Does not know config.json's older spellings.
import type { RopeSettings } from './config.ts'
import type { Rotary } from './design.ts'

export interface ScaledRotary extends Rotary {
  /** Longest context, in tokens, in which these frequencies are right. */
  positions: number
}

interface Unscaled {
  settings: RopeSettings
  theta: number
  size: number
  positions: number
  /** Positions that the model was first trained with. */
  original: number
}

/** Throws a RangeError, with the middle of a sentence, where a setting is missing. */
type Scaling = (rope: Unscaled) => ScaledRotary

/** By `rope_type`. */
export const SCALINGS: Readonly<Record<string, Scaling>> = {
  default: plain,
  linear: (rope) => withFrequencies(rope, (frequency) => frequency / needed(rope, 'factor')),
  // The base grows only once a text is longer than max_position_embeddings, and then turns keys that are in the cache by another
  // base than new ones. Contexts end there instead, up to where both agree.
  dynamic: plain,
  llama3,
  yarn,
  longrope,
  // As early configurations of Phi-3 call it.
  su: longrope,
}

function plain({ theta, size, positions }: Unscaled): ScaledRotary {
  const frequencies = Array.from({ length: size / 2 }, (_, pair) => Math.fround(1 / theta ** ((2 * pair) / size)))
  return { size, frequencies, factor: 1, positions }
}

function withFrequencies(rope: Unscaled, change: (frequency: number, pair: number) => number): ScaledRotary {
  const before = plain(rope)
  return { ...before, frequencies: before.frequencies.map((frequency, pair) => Math.fround(change(frequency, pair))) }
}

/** Slow turns are slowed by the factor, fast ones stay, and between the two it passes over. */
function llama3(rope: Unscaled): ScaledRotary {
  const [factor, low, high] = [
    needed(rope, 'factor'),
    needed(rope, 'low_freq_factor'),
    needed(rope, 'high_freq_factor'),
  ]
  return withFrequencies(rope, (frequency) => {
    const turns = (rope.original * frequency) / (2 * Math.PI)
    if (turns > high) return frequency
    if (turns < low) return frequency / factor
    const share = (turns - low) / (high - low)
    return ((1 - share) * frequency) / factor + share * frequency
  })
}

/** YaRN (Peng et al., 2023): a ramp over pairs between those that turn often and those that turn hardly, and sharper attention. */
function yarn(rope: Unscaled): ScaledRotary {
  const { settings, theta, size, original, positions } = rope
  const factor = settings.factor ?? positions / original
  const pairAt = (turns: number) => (size * Math.log(original / (turns * 2 * Math.PI))) / (2 * Math.log(theta))
  const whole = settings.truncate !== false
  const [fast, slow] = [pairAt(settings.beta_fast ?? 32), pairAt(settings.beta_slow ?? 1)]
  const from = Math.max(whole ? Math.floor(fast) : fast, 0)
  const to = Math.min(whole ? Math.ceil(slow) : slow, size - 1)
  const length = to === from ? 0.001 : to - from
  const scaled = withFrequencies(rope, (frequency, pair) => {
    const slowed = Math.min(Math.max((pair - from) / length, 0), 1)
    return (frequency / factor) * slowed + frequency * (1 - slowed)
  })
  const sharpness = (scale: number) => (factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1)
  const { mscale, mscale_all_dim: all } = settings
  const suggested = mscale && all ? sharpness(mscale) / sharpness(all) : sharpness(1)
  return { ...scaled, factor: settings.attention_factor ?? suggested }
}

/**
 * LongRoPE (Ding et al., 2024): a factor for each pair. A text that grows beyond the first context would need the other factors for
 * keys that are in the cache already, so contexts end there.
 */
function longrope(rope: Unscaled): ScaledRotary {
  const { settings, size, original, positions } = rope
  const factors = settings.short_factor
  if (!factors) throw new RangeError('rope_scaling.short_factor is missing')
  if (factors.length !== size / 2) {
    throw new RangeError(`rope_scaling.short_factor has ${factors.length} entries, and ${size / 2} are needed`)
  }
  const scaled = withFrequencies(rope, (frequency, pair) => frequency / factors[pair]!)
  const stretch = settings.factor ?? positions / original
  const suggested = stretch <= 1 ? 1 : Math.sqrt(1 + Math.log(stretch) / Math.log(original))
  return { ...scaled, factor: settings.attention_factor ?? suggested, positions: Math.min(positions, original) }
}

function needed({ settings }: Unscaled, field: 'factor' | 'low_freq_factor' | 'high_freq_factor'): number {
  const value = settings[field]
  if (value === null || value === undefined) throw new RangeError(`rope_scaling.${field} is missing`)
  return value
}
