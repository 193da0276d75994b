// What texts begin with in common, so that each can be told from the others by what comes behind it.
// Knows words. Does not know nodes.

/**
 * How many characters the texts share at their beginning, up to the beginning of a word. Equal texts count once; 0 where fewer than two
 * differ. Something is left of every text.
 */
export function commonStart(texts: readonly string[]): number {
  const [first = '', ...others] = new Set(texts)
  if (others.length === 0) return 0
  const shortest = Math.min(first.length, ...others.map((text) => text.length))
  let shared = 0
  while (shared < shortest && others.every((text) => text[shared] === first[shared])) shared++
  // Back to where a word begins: behind a space, and with something of a word to come in each text.
  while (shared > 0 && !(isSpace(first[shared - 1]) && [first, ...others].every((text) => isWord(text[shared]))))
    shared--
  return shared
}

const isSpace = (sign: string | undefined): boolean => sign !== undefined && /\s/.test(sign)
const isWord = (sign: string | undefined): boolean => sign !== undefined && !/\s/.test(sign)
