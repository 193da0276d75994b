// How lines of a plot are told apart: methods by colour and shape, policies by dash and size.
// Knows the palette of Okabe and Ito (2008), safe for colour-blind readers. Does not know themes beyond light and dark, or drawing.
import type { MethodId } from '../../src-main/contract/method.ts'
import type { Marker } from './marker.ts'
import { MARKERS } from './marker.ts'

/**
 * The eight hues of Okabe and Ito, as they are where they reach 3:1 on the ground of the theme, else darker or lighter.
 * https://jfly.uni-koeln.de/color/
 */
export const COLOURS = [
  { light: '#1b1c1f', dark: '#ecedef' },
  { light: '#0072b2', dark: '#4d9fe0' },
  { light: '#b97a00', dark: '#e69f00' },
  { light: '#00916a', dark: '#1fbf92' },
  { light: '#b4609a', dark: '#e094be' },
  { light: '#d55e00', dark: '#f27d33' },
  { light: '#2e8fc9', dark: '#8ccdf2' },
  { light: '#8f8200', dark: '#f0e442' },
] as const

export interface MethodStyle {
  /** Place in COLOURS. */
  colour: number
  marker: Marker
}

/** The look that a method has wherever it can, so that it is known again in the next plot. */
const USUAL: Partial<Record<MethodId, MethodStyle>> = {
  greedy: { colour: 0, marker: 'diamond' },
  majority: { colour: 1, marker: 'circle' },
  'best-of-n': { colour: 2, marker: 'triangle' },
  weighted: { colour: 3, marker: 'square' },
  mcts: { colour: 4, marker: 'cross' },
  rebase: { colour: 5, marker: 'star' },
  beam: { colour: 6, marker: 'fallen' },
  dvts: { colour: 7, marker: 'pentagon' },
}

/** A look for each method of a list; no two share colour and shape while there are enough of both. */
export function methodStyles(methods: readonly { method: MethodId }[]): MethodStyle[] {
  const colours = new Set<number>()
  const markers = new Set<Marker>()
  const styles: (MethodStyle | null)[] = methods.map(({ method }) => {
    const usual = USUAL[method]
    if (!usual || colours.has(usual.colour)) return null
    colours.add(usual.colour)
    markers.add(usual.marker)
    return usual
  })
  return styles.map((style, place) => {
    if (style) return style
    const colour = COLOURS.findIndex((_, candidate) => !colours.has(candidate))
    const marker = MARKERS.find((candidate) => !markers.has(candidate))
    if (colour >= 0) colours.add(colour)
    if (marker) markers.add(marker)
    return {
      colour: colour >= 0 ? colour : 1 + (place % (COLOURS.length - 1)),
      marker: marker ?? MARKERS[place % MARKERS.length]!,
    }
  })
}

export interface PolicyStyle {
  /** As in `stroke-dasharray`; empty for a whole line. */
  dash: string
  /** Radius of the markers, pixels. */
  size: number
}

const DASHES = ['', '7 3', '2.5 2.5', '9 3 2 3'] as const

/** A look for each policy of a list from small to large: the largest has whole lines and large markers. */
export function policyStyles(count: number): PolicyStyle[] {
  return Array.from({ length: count }, (_, place) => ({
    dash: DASHES[(count - 1 - place) % DASHES.length]!,
    size: count === 1 ? 4.6 : 3.2 + (2.4 * place) / (count - 1),
  }))
}
