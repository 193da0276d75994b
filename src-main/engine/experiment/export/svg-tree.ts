// Whether a text is a picture and nothing else: one SVG element whose tree holds elements and attributes that draw, each by name.
// Knows that list, and as much of XML as such a picture needs. Does not know what is drawn. What is not on the list, also of what SVG may
// hold one day, is refused: scripts, styles, links, animations, pictures from elsewhere, HTML inside.

const ELEMENTS = new Set(['svg', 'title', 'desc', 'g', 'path', 'rect', 'circle', 'line', 'polyline', 'text', 'tspan'])
const ATTRIBUTES = new Set([
  ...['x', 'y', 'dx', 'dy', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'rx', 'ry', 'd', 'points', 'width', 'height'],
  ...[
    'fill',
    'fill-opacity',
    'paint-order',
    'stroke',
    'stroke-width',
    'stroke-opacity',
    'stroke-dasharray',
    'stroke-linejoin',
  ],
  ...['stroke-linecap', 'opacity', 'transform', 'viewBox', 'role', 'xmlns'],
  ...['font-family', 'font-size', 'font-weight', 'font-style', 'text-anchor', 'dominant-baseline'],
])
/** Where a reader of HTML would read on as HTML. */
const WORDS_ONLY = new Set(['title', 'desc'])
const NAMESPACE = 'http://www.w3.org/2000/svg'
/** What fetches, runs or refers; in no attribute of a drawing. */
const REFERS = /url\(|image\(|script:|data:|https?:|\/\/|\\/i

/** The end of an element, its beginning (alone where it ends at once), or words without a mark of XML's. */
const PART = /<\/([A-Za-z]+)\s*>|<([A-Za-z]+)((?:\s+[A-Za-z0-9-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y
const ATTRIBUTE = /([A-Za-z0-9-]+)="([^"]*)"/g
/** The entities that XML itself has, and no others. */
const STRANGE_ENTITY = /&(?!(?:amp|lt|gt|quot|apos);)/

/** Throws a RangeError that says what is wrong where the text is anything else than a picture. */
export function checkPicture(text: string): void {
  const open: string[] = []
  let seen = 0
  PART.lastIndex = 0
  while (PART.lastIndex < text.length) {
    const at = PART.lastIndex
    const [all = '', closed, opened, attributes = '', alone, words] = PART.exec(text) ?? []
    if (all === '') throw refused(`“${text.slice(at, at + 40)}” is no mark of it`)
    if (words !== undefined) {
      if (open.length === 0 && words.trim() !== '') throw refused('there are words around it')
      if (STRANGE_ENTITY.test(words)) throw refused('it holds an entity')
    } else if (closed !== undefined) {
      if (open.pop() !== closed) throw refused(`“${closed}” ends where it has not begun`)
    } else if (opened !== undefined) {
      if (open.length === 0 && (seen > 0 || opened !== 'svg')) throw refused('it is not one SVG element')
      if (WORDS_ONLY.has(open.at(-1) ?? '')) throw refused('a title holds words alone')
      if (!ELEMENTS.has(opened)) throw refused(`it may not hold the element “${opened}”`)
      for (const [, name = '', value = ''] of attributes.matchAll(ATTRIBUTE)) checkAttribute(name, value)
      seen++
      if (alone === '') open.push(opened)
    }
  }
  if (open.length > 0 || seen === 0) throw refused('it is not one SVG element')
}

function checkAttribute(name: string, value: string): void {
  if (!ATTRIBUTES.has(name)) throw refused(`it may not hold the attribute “${name}”`)
  if (name === 'xmlns' ? value !== NAMESPACE : REFERS.test(value) || STRANGE_ENTITY.test(value))
    throw refused(`its attribute “${name}” may not be “${value.slice(0, 40)}”`)
}

function refused(why: string): RangeError {
  return new RangeError(`The picture of a report is a drawing in SVG: ${why}.`)
}
