// OKLab and OKLCH: colours by perceived lightness, chroma and hue, and their way to sRGB and contrast.
// Knows the formulas. Does not know rewards, themes or drawing.

/** Lightness 0 to 1, chroma 0 to about 0.3, hue in degrees. */
export interface Oklch {
  lightness: number
  chroma: number
  hue: number
}

/** sRGB with channels 0 to 1, gamma encoded. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** Lightness, a (green to red), b (blue to yellow). */
export type Oklab = readonly [lightness: number, a: number, b: number]

/** OKLCH in Cartesian coordinates. */
export function oklabOf({ lightness, chroma, hue }: Oklch): Oklab {
  const angle = (hue * Math.PI) / 180
  return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)]
}

/** Linear-light sRGB of an OKLab colour; channels leave 0..1 outside the gamut. (Ottosson 2020, bottosson.github.io/posts/oklab) */
function linearOf([lightness, a, b]: Oklab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

/** OKLab of an sRGB colour. (Ottosson 2020) */
export function oklabOfRgb(rgb: Rgb): Oklab {
  const [red, green, blue] = [decode(rgb[0]), decode(rgb[1]), decode(rgb[2])]
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

const encode = (value: number): number => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055)
const decode = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
const inGamut = (linear: Rgb): boolean => linear.every((channel) => channel >= -1e-6 && channel <= 1 + 1e-6)

/** The sRGB colour nearest in chroma: lightness and hue stay, chroma shrinks until the colour can be shown. */
export function rgbOf(colour: Oklch): Rgb {
  let [low, high] = [0, colour.chroma]
  if (inGamut(linearOf(oklabOf(colour)))) low = high
  for (let step = 0; step < 24 && high - low > 1e-5; step++) {
    const chroma = (low + high) / 2
    if (inGamut(linearOf(oklabOf({ ...colour, chroma })))) low = chroma
    else high = chroma
  }
  const linear = linearOf(oklabOf({ ...colour, chroma: low }))
  const channel = (value: number): number => Math.min(1, Math.max(0, encode(Math.min(1, Math.max(0, value)))))
  return [channel(linear[0]), channel(linear[1]), channel(linear[2])]
}

/** `#rrggbb`. */
export function hexOf(rgb: Rgb): string {
  return (
    '#' +
    rgb
      .map((channel) =>
        Math.round(channel * 255)
          .toString(16)
          .padStart(2, '0'),
      )
      .join('')
  )
}

/** The inverse of hexOf; throws a RangeError on anything but `#rrggbb`. */
export function rgbOfHex(hex: string): Rgb {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) throw new RangeError(`“${hex}” is not a colour of the form #rrggbb.`)
  const channel = (at: number): number => parseInt(hex.slice(at, at + 2), 16) / 255
  return [channel(1), channel(3), channel(5)]
}

/** Contrast ratio of two sRGB colours, 1 to 21. (WCAG 2.2, definition of contrast ratio) */
export function contrast(one: Rgb, other: Rgb): number {
  const luminance = (rgb: Rgb): number => 0.2126 * decode(rgb[0]) + 0.7152 * decode(rgb[1]) + 0.0722 * decode(rgb[2])
  const [a, b] = [luminance(one) + 0.05, luminance(other) + 0.05]
  return a > b ? a / b : b / a
}
