// Safetensors files for tests, as bytes, right or wrong.
// Knows how the format is written. Does not know what the reader makes of it.

export type Entries = Record<string, unknown>

/** A header, true or not, and what stands behind it. */
export function safetensors(entries: Entries | string, data: Uint8Array = new Uint8Array(0)): Buffer {
  const header = Buffer.from(typeof entries === 'string' ? entries : JSON.stringify(entries))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  return Buffer.concat([length, header, data])
}

export function entry(dtype: string, shape: readonly number[], from: number, to: number) {
  return { dtype, shape, data_offsets: [from, to] }
}
