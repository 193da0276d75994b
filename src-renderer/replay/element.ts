// Elements of a page that is made without a framework: texts go in as texts, so nothing of a run can become markup.
// Knows the browser's elements. Does not know what the page shows.

type Content = Node | string | null

/** An element with attributes and what is in it; null is left out. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...content: readonly Content[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...content.filter((one) => one !== null))
  return made
}

/** A line icon of 16 pixels by its path, as the window has them; it says nothing. */
export function icon(path: string, solid = false): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg'
  const drawing = document.createElementNS(space, 'svg')
  for (const [key, value] of [
    ['viewBox', '0 0 16 16'],
    ['width', '16'],
    ['height', '16'],
    ['aria-hidden', 'true'],
    ['class', solid ? 'solid' : ''],
  ] as const)
    drawing.setAttribute(key, value)
  const line = document.createElementNS(space, 'path')
  line.setAttribute('d', path)
  drawing.append(line)
  return drawing
}

/** A button with a label that is read out, and what is shown of it. */
export function button(
  attributes: Readonly<Record<string, string>>,
  pressed: () => void,
  ...content: readonly Content[]
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, ...content)
  made.addEventListener('click', pressed)
  return made
}
