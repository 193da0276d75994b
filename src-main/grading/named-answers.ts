// Answers that are names: infinity, the real numbers, the empty set, no solution.
// Knows the names. Does not know terms.

export const REAL_NUMBERS = '(-infinity; infinity)'

const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^\+?(?:\\infty|infinity|inf|infty)$/i, 'infinity'],
  [/^-(?:\\infty|infinity|inf|infty)$/i, '-infinity'],
  [/^(?:\\math(?:bb|bf)\{?R\}?|\\R|\\Reals|(?:the)?(?:setof)?(?:all)?realnumbers|allreals)$/i, REAL_NUMBERS],
  [/^(?:\\math(?:bb|bf)\{?Z\}?|\\Z|(?:the)?(?:setof)?(?:all)?integers)$/i, 'all integers'],
  [/^(?:\\math(?:bb|bf)\{?N\}?|\\N|(?:the)?(?:setof)?(?:all)?naturalnumbers)$/i, 'all natural numbers'],
  [/^(?:\\math(?:bb|bf)\{?Q\}?|\\Q|(?:the)?(?:setof)?(?:all)?rationalnumbers)$/i, 'all rational numbers'],
  [/^(?:\\math(?:bb|bf)\{?C\}?|(?:the)?(?:setof)?(?:all)?complexnumbers)$/i, 'all complex numbers'],
  [/^(?:\\emptyset|(?:the)?(?:empty|null)set|nosolutions?)$/i, 'set'],
  [/^norealsolutions?$/i, 'word norealsolution'],
]

/** The form of what has a name, or null. */
export function namedAnswer(text: string): string | null {
  const bare = text.replace(/[\s\ue000]+/g, '')
  return NAMES.find(([pattern]) => pattern.test(bare))?.[1] ?? null
}
