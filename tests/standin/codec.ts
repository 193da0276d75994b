// Values as text, with what structured cloning keeps and JSON does not.
// Knows no more than a browser and Node have in common: both functions are also carried into pages as their own source.

/** Throws for what cannot be cloned. */
export function encode(value: unknown): string {
  const base64 = (bytes: Uint8Array) => {
    let text = ''
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
    return btoa(text)
  }
  return JSON.stringify(value, function (this: Record<string, unknown>, key, given: unknown) {
    // As it is, before toJSON has changed it.
    const one = this[key]
    if (one === undefined) return { $: 'undefined' }
    if (typeof one === 'bigint') return { $: 'bigint', of: String(one) }
    if (typeof one === 'number' && !Number.isFinite(one)) return { $: 'number', of: String(one) }
    if (typeof one === 'function' || typeof one === 'symbol') throw new Error('An object could not be cloned.')
    if (one instanceof Date) return { $: 'Date', of: one.getTime() }
    if (one instanceof Map) return { $: 'Map', of: [...(one as Map<unknown, unknown>)] }
    if (one instanceof Set) return { $: 'Set', of: [...(one as Set<unknown>)] }
    if (one instanceof ArrayBuffer) return { $: 'ArrayBuffer', of: base64(new Uint8Array(one)) }
    if (ArrayBuffer.isView(one)) {
      const kind = one.constructor.name === 'Buffer' ? 'Uint8Array' : one.constructor.name
      return { $: kind, of: base64(new Uint8Array(one.buffer, one.byteOffset, one.byteLength)) }
    }
    return given
  })
}

export function decode(text: string): unknown {
  return JSON.parse(text, (_key, given: unknown) => {
    const { $: kind, of } = (given ?? {}) as { $?: string; of?: never }
    if (kind === undefined) return given
    if (kind === 'undefined') return undefined
    if (kind === 'bigint') return BigInt(of!)
    if (kind === 'number') return Number(of)
    if (kind === 'Date') return new Date(of!)
    if (kind === 'Map') return new Map(of)
    if (kind === 'Set') return new Set(of)
    const { buffer } = Uint8Array.from(atob(of!), (sign) => sign.charCodeAt(0))
    if (kind === 'ArrayBuffer') return buffer
    const View = (globalThis as unknown as Record<string, new (buffer: ArrayBuffer) => unknown>)[kind]!
    return new View(buffer)
  })
}
