// A number with the word it counts.
// Knows English plurals. Does not know sentences.

/** `1 step`, `1,204 steps`; `many` where an s is not enough. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
