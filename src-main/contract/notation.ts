// Notation: how numbers are written, for the window, the command line and the exported files alike.
// Knows digits, prefixes, powers and signs. Does not know what a number means, or the words and units beside it.

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z']

/** A whole number with thousands separators. */
export function writeCount(count: number): string {
  return count.toLocaleString('en')
}

/** FLOPs with three significant digits and a decimal prefix, for example `1.24 G` for 1.24e9; the label beside it names the unit. */
export function writeFlops(flops: number): string {
  const step = flops < 1 ? 0 : Math.min(PREFIXES.length - 1, Math.floor(Math.log10(flops) / 3))
  const value = flops / 1000 ** step
  const digits = value >= 100 || step === 0 ? 0 : value >= 10 ? 1 : 2
  return `${value.toFixed(digits)} ${PREFIXES[step] ?? ''}`.trimEnd()
}

/** Bytes as mebibytes (2^20 bytes): one decimal below 10; the words around it name the unit. */
export function writeMebibytes(bytes: number): string {
  const value = bytes / 2 ** 20
  if (bytes > 0 && value < 0.05) return '< 0.1'
  return value < 9.95 ? Number(value.toFixed(1)).toString() : writeCount(Math.round(value))
}

/** Scientific notation for a reader, with four digits: `1.243e9`, and `0` for 0. */
export function writeScientific(value: number): string {
  return value === 0 ? '0' : value.toExponential(3).replace('e+', 'e')
}

/** Scientific notation as programs write it, with so many digits after the point and a signed exponent: `1.243e+9`. */
export function writeExponential(value: number, digits = 3): string {
  return value.toExponential(digits)
}

/** Three digits: the number itself from 0.001 to below 100,000, else mantissa and exponent, for a format that sets powers its own way. */
export function threeDigits(value: number): { mantissa: string; exponent: number | null } {
  if (value === 0 || (Math.abs(value) < 100_000 && Math.abs(value) >= 0.001)) {
    return { mantissa: String(Number(value.toPrecision(3))), exponent: null }
  }
  const [mantissa, exponent] = value.toExponential(2).split('e') as [string, string]
  return { mantissa, exponent: Number(exponent) }
}

/** A reward, probability or weight with three decimals. */
export function writeReward(reward: number): string {
  return reward.toFixed(3)
}

/** A value with three significant digits, small ones in scientific notation. */
export function writeValue(value: number): string {
  if (Number.isInteger(value)) return writeCount(value)
  return Math.abs(value) < 0.001 ? writeScientific(value) : Number(value.toPrecision(3)).toString()
}

/** Two decimals and a true minus sign, for a log-probability or a coefficient. */
export function writeSigned(value: number): string {
  return trueMinus(value.toFixed(2))
}

/** How many times: two significant digits, whole from 100 on. */
export function writeTimes(ratio: number): string {
  return ratio === Infinity ? '∞' : ratio >= 100 ? ratio.toFixed(0) : ratio.toPrecision(2)
}

/** A fraction as a percentage with its sign, at a glance: whole, with one decimal below 10 %. */
export function writePercent(fraction: number): string {
  const percent = fraction * 100
  return `${percent.toFixed(percent > 0 && percent < 10 ? 1 : 0)} %`
}

/** A fraction in hundredths with one decimal, as results are told: 0.4567 as `45.7`; whoever writes it puts the sign beside it. */
export function writeHundredths(fraction: number): string {
  return (100 * fraction).toFixed(1)
}

/** A difference of fractions in points: hundredths with a true minus sign. */
export function writePoints(difference: number): string {
  return trueMinus(writeHundredths(difference))
}

function trueMinus(text: string): string {
  return text.replace('-', '−')
}
