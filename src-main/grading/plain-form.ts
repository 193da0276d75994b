// The form of words and of whatever is not understood: the text itself, without regard to spaces, braces and end marks, and of words
// without regard to case.
// Knows no meaning.

/** What shows that letters are variables, whose case counts. */
const TERM = /\\[a-zA-Z]|[=<>+*^_|]/

/** Begins with "word ", as no form of a value does. */
export function plainForm(text: string): string {
  const bare = (TERM.test(text) ? text : text.toLowerCase()).replace(/[\s{}\ue000]+/g, ' ').trim()
  const named = bare.replace(/^(?:an?|the) (?=[a-z]{3})/, '')
  return `word ${named.replaceAll(' ', '').replace(/(?<=[a-z)])[.!?,;]+$/, '')}`
}
