// Addresses of a scheme of one's own: Chromium refuses those that it does not know before anybody could answer, so app://host/path goes
// as http://host.app.localhost/path, which is a secure place, too.
// Knows both spellings, and the handlers. Does not know who asks.

type Handler = (request: Request) => Promise<Response>
const handlers = new Map<string, Handler>()

export const protocol = {
  registerSchemesAsPrivileged: () => undefined,
  handle: (scheme: string, handler: Handler) => void handlers.set(scheme, handler),
}

export function toWire(address: string): string {
  const [, scheme, host, path] = /^([a-z]+):\/\/([^/?#]*)(.*)$/.exec(address) ?? []
  return scheme !== undefined && handlers.has(scheme) ? `http://${host}.${scheme}.localhost${path}` : address
}

/** What `toWire` made of an address, turned back; any other as it is. */
export function fromWire(address: string): string {
  return address.replace(/^http:\/\/([^/]*)\.([a-z]+)\.localhost(?=\/)/, '$2://$1')
}

/** The patterns of what the handlers answer, and of any page that another one goes to. */
export function patterns(): { urlPattern: string; resourceType?: 'Document' }[] {
  const own = [...handlers.keys()].map((scheme) => ({ urlPattern: `http://*.${scheme}.localhost/*` }))
  return [...own, { urlPattern: '*', resourceType: 'Document' }]
}

/** The answer of a scheme's handler; null for an address of any other. */
export async function answerTo(address: string, method: string): Promise<Response | null> {
  const handler = handlers.get(new URL(address).protocol.slice(0, -1))
  return handler ? handler(new Request(address, { method })) : null
}
