// The ceilings of this machine for one model: how fast its matrix products alone go at each batch, and how fast memory is read.
// From them the floor of a measure: the time that its floating-point operations, or its bytes, take at least.
import { startChild } from '../child.ts'
import { OWN_FORMS } from '../engine.ts'
import type { Forms, OwnForm } from '../engine.ts'
import type { Plan } from '../plan.ts'

export interface Ceilings {
  /** GFLOP/s of ONNX Runtime's matrix products in each form of the weights, by rows. */
  products: Record<OwnForm, Record<number, number>>
  /** GB/s. */
  bandwidth: number
}

/** Bytes of a weight: single precision, rows of 8 bits, or blocks of 128 or 32 with a scale. */
const WEIGHT_BYTES: Record<OwnForm, number> = { fp32: 4, int8: 1, q8: 1 + 4 / 128, q4: 0.5 + 4 / 32 }

/** Sizes of a model as far as floors depend on them. */
export interface Sizes {
  /** Numbers in the matrices that every token is multiplied with, the output matrix included. */
  productParameters: number
  /** Numbers of one token's keys and values, all layers together. */
  cacheNumbers: number
}

export async function measureCeilings({ plan, forms }: { plan: Plan; forms: Forms }): Promise<Ceilings> {
  const { threads, repeats } = plan
  const child = startChild(plan)
  try {
    const bandwidth = (await child.call('bandwidth', { threads, repeats })) / 1e9
    const products: Ceilings['products'] = { fp32: {}, int8: {}, q8: {}, q4: {} }
    for (const form of OWN_FORMS) {
      for (const rows of [...plan.batches, plan.prefill]) {
        const milliseconds = await child.call('products', { forms, form, threads, rows, repeats })
        products[form][rows] = (2 * forms.productParameters * rows) / milliseconds / 1e6
      }
    }
    return { products, bandwidth }
  } finally {
    await child.close()
  }
}

/**
 * Share of the matrix-product ceiling that tokens at this rate reach: 2·P FLOPs a token over what products alone reach.
 * Attention is not counted, as it is in neither of the two.
 */
export function shareOfProducts(options: { tokensPerSecond: number; sizes: Sizes; gigaflops: number }): number {
  const { tokensPerSecond, sizes, gigaflops } = options
  return (tokensPerSecond * 2 * sizes.productParameters) / (gigaflops * 1e9)
}

/**
 * Seconds that one pass over `rows` rows takes at least: its products at their ceiling, or its bytes (every weight once, and
 * the keys and values of each row's context, in float32) at the bandwidth, whichever takes longer.
 */
export function floorOfPass(options: {
  rows: number
  context: number
  form: OwnForm
  sizes: Sizes
  ceilings: Ceilings
}): {
  seconds: number
  bound: 'products' | 'bytes'
} {
  const { rows, context, form, sizes, ceilings } = options
  const products = (2 * sizes.productParameters * rows) / (nearest(ceilings.products[form], rows) * 1e9)
  const weights = WEIGHT_BYTES[form] * sizes.productParameters
  const bytes = (weights + 4 * rows * context * sizes.cacheNumbers) / (ceilings.bandwidth * 1e9)
  return bytes > products ? { seconds: bytes, bound: 'bytes' } : { seconds: products, bound: 'products' }
}

/** The ceiling at this number of rows, or at the nearest one that was measured. */
export function nearest(products: Ceilings['products'][OwnForm], rows: number): number {
  const measured = Object.keys(products).map(Number)
  const best = measured.reduce((a, b) => (Math.abs(b - rows) < Math.abs(a - rows) ? b : a))
  return products[best]!
}
