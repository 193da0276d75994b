// The theme's colours as a canvas and an SVG can use them.
// Knows the names of the custom properties. Does not know their values (theme.css has them).

/** `#rrggbb` each; `font` is the family list of the window. */
export interface Palette {
  ground: string
  panel: string
  ink: string
  inkQuiet: string
  line: string
  accent: string
  accentInk: string
  right: string
  wrong: string
  focus: string
  font: string
}

/** The colours of a page: white ground and black ink, the signs in those of the light theme. */
export function paperPalette(font: string): Palette {
  return {
    ground: '#ffffff',
    panel: '#ffffff',
    ink: '#000000',
    inkQuiet: '#404248',
    line: '#d6d6d2',
    accent: '#4356c0',
    accentInk: '#ffffff',
    right: '#17704a',
    wrong: '#b02e25',
    focus: '#4356c0',
    font,
  }
}

/** What a part of one colour over another looks like; `#rrggbb` all three. */
export function mixed(over: string, under: string, part: number): string {
  const channel = (from: number): string => {
    const [one, other] = [over, under].map((colour) => Number.parseInt(colour.slice(from, from + 2), 16))
    return Math.round(one! * part + other! * (1 - part))
      .toString(16)
      .padStart(2, '0')
  }
  return `#${channel(1)}${channel(3)}${channel(5)}`
}

const PROPERTIES = {
  ground: '--ground',
  panel: '--panel',
  ink: '--ink',
  inkQuiet: '--ink-quiet',
  line: '--line',
  accent: '--accent',
  accentInk: '--accent-ink',
  right: '--right',
  wrong: '--wrong',
  focus: '--focus',
} as const

/**
 * Reads the palette that holds at an element. Each property is resolved through `color` of a probe and painted on one
 * pixel, so that every notation (light-dark(), oklch(), color-mix()) comes out as `#rrggbb`.
 */
export function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement('span')
  probe.hidden = true
  element.append(probe)
  const pixel = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const read = (property: string): string => {
    probe.style.color = `var(${property})`
    if (!pixel) return '#808080'
    pixel.canvas.width = pixel.canvas.height = 1
    pixel.fillStyle = getComputedStyle(probe).color
    pixel.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = pixel.getImageData(0, 0, 1, 1).data
    return '#' + [red, green, blue].map((channel) => channel.toString(16).padStart(2, '0')).join('')
  }
  const palette = {
    ground: read(PROPERTIES.ground),
    panel: read(PROPERTIES.panel),
    ink: read(PROPERTIES.ink),
    inkQuiet: read(PROPERTIES.inkQuiet),
    line: read(PROPERTIES.line),
    accent: read(PROPERTIES.accent),
    accentInk: read(PROPERTIES.accentInk),
    right: read(PROPERTIES.right),
    wrong: read(PROPERTIES.wrong),
    focus: read(PROPERTIES.focus),
    font: getComputedStyle(element).fontFamily || 'system-ui, sans-serif',
  }
  probe.remove()
  return palette
}
