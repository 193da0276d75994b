// Ids for models that a user adds, made of their names.
// Knows which ids there may be. Does not know which are taken.

/** Characters of an id. */
const LONGEST = 60

/** An id made of a model's name, that none of these has yet: letters, digits, dots, hyphens and underscores, so that it is no path. */
export function freeId(name: string, taken: readonly string[]): string {
  const bare = trimmed(
    trimmed(
      name
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .replace(/[^A-Za-z0-9._-]+/gu, '-'),
    ).slice(0, LONGEST),
  ).replace(/\.gguf$/i, '')
  const lower = new Set(taken.map((one) => one.toLowerCase()))
  for (let number = 1; ; number++) {
    const id = number === 1 ? bare || 'model' : `${bare || 'model'}-${number}`
    if (!lower.has(id.toLowerCase())) return id
  }
}

function trimmed(text: string): string {
  return text.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/gu, '')
}
