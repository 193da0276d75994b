// The date that a chat template may write into a prompt.
// Knows one day, and how Python formats it. Does not know templates.

/** The day that Llama 3's template names where it is told none: a prompt must not differ from one day to the next. */
export const TEMPLATE_DATE = new Date(Date.UTC(2024, 6, 26))

const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

/** A date as Python's strftime writes it, in English, at UTC; codes that templates have no use for stay as they are. */
export function writtenDate(date: Date, format: string): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const codes: Readonly<Record<string, string>> = {
    Y: String(date.getUTCFullYear()),
    y: two(date.getUTCFullYear() % 100),
    m: two(date.getUTCMonth() + 1),
    B: MONTHS[date.getUTCMonth()]!,
    b: MONTHS[date.getUTCMonth()]!.slice(0, 3),
    d: two(date.getUTCDate()),
    A: DAYS[date.getUTCDay()]!,
    a: DAYS[date.getUTCDay()]!.slice(0, 3),
    H: two(date.getUTCHours()),
    M: two(date.getUTCMinutes()),
    S: two(date.getUTCSeconds()),
    '%': '%',
  }
  return format.replace(/%([a-zA-Z%])/g, (all, code: string) => codes[code] ?? all)
}
