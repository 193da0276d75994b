// How numbers are written: counts, FLOPs, seconds, rewards, log-probabilities.
// Knows notation. Does not know what a number means.
import { TEXT } from './english.ts'

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

/** The same number in scientific notation, for example `1.243e9`. */
export function writeScientific(value: number): string {
  return value === 0 ? '0' : value.toExponential(3).replace('e+', 'e')
}

/** A duration in seconds, minutes from 100 s on, hours from 100 minutes on. */
export function writeSeconds(seconds: number): string {
  if (seconds < 100) return TEXT.time.seconds(seconds.toFixed(seconds < 10 ? 2 : 1))
  if (seconds >= 6000) return TEXT.time.hours(Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60))
  return TEXT.time.minutes(Math.floor(seconds / 60), Math.floor(seconds % 60).toString())
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

/** A signed log-probability with a true minus sign. */
export function writeLogProbability(value: number): string {
  return value.toFixed(2).replace('-', '−')
}

/** A fraction as a percentage. */
export function writePercent(fraction: number): string {
  const percent = fraction * 100
  return `${percent.toFixed(percent > 0 && percent < 10 ? 1 : 0)} %`
}
