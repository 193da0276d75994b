// How sizes are written: bytes of files and memory, and parameters of models.
// Knows digits and units. Does not know what is so large.

const BYTE_UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB']

/** Bytes in decimal units, as disks and hubs count them: whole up to megabytes, three digits from gigabytes on. */
export function writeBytes(bytes: number): string {
  // What would be rounded up to 1000 belongs to the next unit.
  const step = bytes < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(bytes * 1.0006) / 3))
  const value = bytes / 1000 ** step
  return `${step < 3 ? Math.round(value).toString() : threeDigits(value)} ${BYTE_UNITS[step] ?? ''}`
}

/** Parameters in millions with one decimal below a hundred (two below 0.1), from a thousand millions on in billions: `0.4 M`, `135 M`, `1.54 B`. */
export function writeParameters(parameters: number): string {
  if (parameters >= 999.5e6) return `${threeDigits(parameters / 1e9)} B`
  return `${(parameters / 1e6).toFixed(parameters < 95_000 ? 2 : parameters < 99.95e6 ? 1 : 0)} M`
}

function threeDigits(value: number): string {
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)
}
