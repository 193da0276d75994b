// Dates: a month with its day, and a year.
// Knows English months. Does not know calendars.

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const MONTH = String.raw`(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`
const DAY = String.raw`(\d{1,2})(?:\s*\^?\{?\s*(?:st|nd|rd|th)\s*\}?)?`
const YEAR = String.raw`(?:,?\s+(\d{4}))?`
const MONTH_FIRST = new RegExp(String.raw`^${MONTH}\s+(?:the\s+)?${DAY}${YEAR}$`, 'i')
const DAY_FIRST = new RegExp(String.raw`^(?:the\s+)?${DAY}\s+(?:of\s+)?${MONTH}${YEAR}$`, 'i')

/** May 5th, 5 May and May 5 as one text; null for what is no date. */
export function dateOf(text: string): string | null {
  const [, month, day, year] = MONTH_FIRST.exec(text) ?? swapped(DAY_FIRST.exec(text)) ?? []
  if (month === undefined || day === undefined) return null
  const number = MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1
  return `date ${String(number)}-${String(Number(day))}${year === undefined ? '' : `-${year}`}`
}

function swapped(match: RegExpExecArray | null): (string | undefined)[] | null {
  return match && [match[0], match[2], match[1], match[3]]
}
