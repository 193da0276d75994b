// How durations are written, with the words for their units.
// Knows seconds. Does not know other numbers (contract/notation.ts), or what took so long.
import { TEXT } from './english.ts'

/** A duration that is an estimate: two significant digits below 100 s. */
export function writeAbout(seconds: number): string {
  return seconds < 100 ? TEXT.time.seconds(String(Number(seconds.toPrecision(2)))) : writeSeconds(seconds)
}

/** A duration in seconds, minutes from 100 s on, hours from 100 minutes on. */
export function writeSeconds(seconds: number): string {
  if (seconds < 100) return TEXT.time.seconds(seconds.toFixed(seconds < 10 ? 2 : 1))
  if (seconds >= 6000) return TEXT.time.hours(Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60))
  return TEXT.time.minutes(Math.floor(seconds / 60), Math.floor(seconds % 60).toString())
}
