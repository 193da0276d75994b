// The rotary embedding that config.json describes, in the spellings of transformers 4 and 5.
// Knows where settings stand. Does not know the scalings (rotary-scalings.ts).
import type { Config, RopeSettings } from './config.ts'
import { SCALINGS } from './rotary-scalings.ts'
import type { ScaledRotary } from './rotary-scalings.ts'

export interface RotaryDefaults {
  theta: number
  /** Share of a head that is turned. */
  share: number
  headSize: number
  positions: number
}

/** Layers that have a rotary embedding of their own. */
export type LayerType = 'full_attention' | 'sliding_attention'

/** The settings of layers of a type: its own where there are some, else those of all. */
export function ropeSettings(config: Config, type: LayerType): RopeSettings {
  const all = config.rope_parameters
  return { ...(all?.[type] ?? all), ...config.rope_scaling }
}

/** Throws a RangeError with the middle of a sentence. */
export function rotaryOf(config: Config, settings: RopeSettings, defaults: RotaryDefaults): ScaledRotary {
  const type = settings.rope_type ?? settings.type ?? 'default'
  const scaling = Object.hasOwn(SCALINGS, type) ? SCALINGS[type] : undefined
  if (!scaling) {
    throw new RangeError(
      `in config.json, rope_type: its rotary scaling “${type}” is not known; known are ${Object.keys(SCALINGS).join(', ')}`,
    )
  }
  const share = settings.partial_rotary_factor ?? config.partial_rotary_factor ?? defaults.share
  const size = Math.floor(defaults.headSize * share)
  if (size < 2 || size % 2 !== 0) {
    throw new RangeError(
      `in config.json, head_dim and partial_rotary_factor: ${share} of heads of ${defaults.headSize} numbers are to be rotated, which gives no pairs`,
    )
  }
  return scaling({
    settings,
    theta: settings.rope_theta ?? config.rope_theta ?? defaults.theta,
    size,
    positions: defaults.positions,
    // Phi-3 has it beside the scaling, and that goes before what the scaling says.
    original:
      config.original_max_position_embeddings ?? settings.original_max_position_embeddings ?? defaults.positions,
  })
}
