// Words of numbers: numerals, magnitudes and parts.
// Knows what each is worth. Does not know the order in which they make a number (number-words.ts).

const words = (text: string) => text.split(' ')
export const ONES = words(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
)
const TENS = words('- - twenty thirty forty fifty sixty seventy eighty ninety')
const MAGNITUDES: Readonly<Record<string, bigint>> = {
  ten: 10n,
  dozen: 12n,
  score: 20n,
  gross: 144n,
  hundred: 100n,
  thousand: 10n ** 3n,
  million: 10n ** 6n,
  billion: 10n ** 9n,
  trillion: 10n ** 12n,
  quadrillion: 10n ** 15n,
  lakh: 10n ** 5n,
  crore: 10n ** 7n,
}
const PARTS: Readonly<Record<string, bigint>> = {
  half: 2n,
  quarter: 4n,
  ...Object.fromEntries(
    words('third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth').map((word, at) => [
      word,
      BigInt(at + 3),
    ]),
  ),
  fifteenth: 15n,
  sixteenth: 16n,
  twentieth: 20n,
  hundredth: 100n,
  thousandth: 1000n,
  millionth: 10n ** 6n,
  billionth: 10n ** 9n,
}

export const numeralOf = (word: string): bigint | null => {
  const [one, ten] = [ONES.indexOf(word), TENS.indexOf(word)]
  return one >= 0 ? BigInt(one) : ten > 0 ? BigInt(ten * 10) : null
}
const singular = (word: string) => (word === 'halves' ? 'half' : word.replace(/(?<!s)s$/, ''))
/** Tens are counted (3 tens), ten is a numeral. */
export const magnitudeOf = (word: string) => (word === 'ten' ? undefined : MAGNITUDES[singular(word)])
export const partOf = (word: string) => PARTS[singular(word)]

/** Whether a word alone is a number or a part of one: six, thousands, third. */
export function isNumberWord(word: string): boolean {
  return (
    numeralOf(word) !== null ||
    singular(word) in MAGNITUDES ||
    singular(word) in PARTS ||
    /(?:(?:teen|tie|hundred|thousand|illion)ths?|illions?)$/.test(word)
  )
}

const COUNT = [
  ...ONES,
  ...TENS.slice(2),
  ...Object.keys(MAGNITUDES),
  ...Object.keys(MAGNITUDES).map((word) => `${word}s`),
]
const PART = [...Object.keys(PARTS), ...Object.keys(PARTS).map((word) => `${word}s`), 'halves']
const any = (list: readonly string[]) => list.toSorted((a, b) => b.length - a.length).join('|')
/** What stands between two of them. */
export const GAP = String.raw`(?:\s+|-(?=[a-z]))`
/** One of them, or the article before one. */
export const NUMERAL = `(?:${any([...COUNT, ...PART])}|an?(?=${GAP}(?:${any([...PART, ...Object.keys(MAGNITUDES)])})\\b))`
