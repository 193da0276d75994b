// A moment as a list shows it: the day and the minute.
// Knows notation. Does not know whose moment it is.

const FORMAT = new Intl.DateTimeFormat('en', {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})

/** `Mar 4, 10:20` in the time zone of this machine, of a moment in ISO 8601. */
export function writeMoment(moment: string): string {
  return FORMAT.format(new Date(moment))
}
