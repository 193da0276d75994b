// What a saved picture is called: what it shows, and the moment, so that no two have one name.
// Knows names and clocks. Does not know the picture.

/** The parts with the moment behind them, in the time zone of this machine: `espalier-rebase-p7-seed-1-20261201-041502`. */
export function pictureName(parts: readonly string[], now = new Date()): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
  return [...parts.map((part) => part.replace(/[^\p{L}\p{N}._-]+/gu, '-')), day, time].join('-')
}
