// The ceilings of this machine for one model: how fast its matrix products alone go at each batch, and how fast memory is read.
// From them the floor of a measure: the time that its floating-point operations, or its bytes, take at least.
import { startChild } from '../child.ts'
import type { Forms } from '../engine.ts'
import type { Plan } from '../plan.ts'

export interface Ceilings {
  /** GFLOP/s of ONNX Runtime's matrix products, by rows. */
  products: Record<number, number>
  /** GB/s. */
  bandwidth: number
}

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
    const products: Ceilings['products'] = {}
    for (const rows of [...plan.batches, plan.prefill]) {
      const milliseconds = await child.call('products', { forms, threads, rows, repeats })
      products[rows] = (2 * forms.productParameters * rows) / milliseconds / 1e6
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
export function floorOfPass(options: { rows: number; context: number; sizes: Sizes; ceilings: Ceilings }): {
  seconds: number
  bound: 'products' | 'bytes'
} {
  const { rows, context, sizes, ceilings } = options
  const products = (2 * sizes.productParameters * rows) / (nearest(ceilings.products, rows) * 1e9)
  const bytes = (4 * (sizes.productParameters + rows * context * sizes.cacheNumbers)) / (ceilings.bandwidth * 1e9)
  return bytes > products ? { seconds: bytes, bound: 'bytes' } : { seconds: products, bound: 'products' }
}

/** The ceiling at this number of rows, or at the nearest one that was measured. */
export function nearest(products: Ceilings['products'], rows: number): number {
  const measured = Object.keys(products).map(Number)
  const best = measured.reduce((a, b) => (Math.abs(b - rows) < Math.abs(a - rows) ? b : a))
  return products[best]!
}
