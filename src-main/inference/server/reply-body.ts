// The body of a reply, read within limits: a server may send for ever, or nothing more.
// Knows bytes and pauses. Does not know what they mean, or what is told of it.

/** The body has more bytes than may be. */
export class BodyTooLarge extends Error {}

/** Too long a time went by without another part of the body. */
export class BodyTooSlow extends Error {}

/**
 * The text of a body of at most `size` bytes whose parts come within `idle` milliseconds of each other. Throws a BodyTooLarge or a
 * BodyTooSlow, and what the connection fails with; nothing more is read then, and the connection is closed.
 */
export async function readBody({ body }: Response, { size, idle }: { size: number; idle: number }): Promise<string> {
  if (!body) return ''
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for (;;) {
      const { done, value } = await withinTime(reader.read(), idle)
      if (done) break
      length += value.length
      if (length > size) throw new BodyTooLarge()
      parts.push(value)
    }
  } catch (error) {
    // It may have failed itself, which is what the caller is told.
    await reader.cancel().catch(() => undefined)
    throw error
  }
  return Buffer.concat(parts).toString('utf8')
}

async function withinTime<Value>(work: Promise<Value>, milliseconds: number): Promise<Value> {
  const over = Promise.withResolvers<never>()
  const timer = setTimeout(() => over.reject(new BodyTooSlow()), milliseconds)
  try {
    return await Promise.race([work, over.promise])
  } finally {
    clearTimeout(timer)
  }
}
