// Reads SVG or well-formed HTML text into a list of elements, for tests that have no browser.
// Knows tags, attributes and the five entities of XML. Throws on anything that is not well formed; does not know what is allowed where.

export interface SvgElement {
  tag: string
  attributes: Record<string, string>
  /** Words directly in it. */
  text: string
  /** The element around it; null for the outermost. */
  parent: SvgElement | null
}

const TOKEN = /<!--[\s\S]*?-->|<\/([\w:-]+)\s*>|<([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|[^<]+/y
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** All elements in the order of their beginnings. */
export function svgElements(source: string): SvgElement[] {
  const found: SvgElement[] = []
  const open: SvgElement[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex
    const [token = '', closed, tag, attributes = '', alone] = TOKEN.exec(source) ?? []
    if (token === '') throw new Error(`Not well formed: ${source.slice(at, at + 80)}`)
    const around = open.at(-1) ?? null
    if (closed !== undefined) {
      if (around?.tag !== closed) throw new Error(`Nothing to close by ${token}`)
      open.pop()
    } else if (tag !== undefined) {
      if (around === null && found.length > 0) throw new Error(`A second outermost element: ${token}`)
      const element = { tag, attributes: attributesOf(attributes), text: '', parent: around }
      found.push(element)
      if (alone === '') open.push(element)
    } else if (!token.startsWith('<!--')) {
      if (around !== null) around.text += decoded(token)
      else if (token.trim() !== '') throw new Error(`Words outside of any element: ${token}`)
    }
  }
  if (open.length > 0) throw new Error(`Not closed: ${open.at(-1)!.tag}`)
  return found
}

function attributesOf(source: string): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const [, name = '', value = ''] of source.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (name in attributes) throw new Error(`Twice: ${name}`)
    attributes[name] = decoded(value)
  }
  return attributes
}

function decoded(text: string): string {
  return text.replace(/&(\w*);?/g, (entity, name: string) => {
    const sign = entity.endsWith(';') ? ENTITIES[name] : undefined
    if (sign === undefined) throw new Error(`Not an entity: ${entity}`)
    return sign
  })
}
