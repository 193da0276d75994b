// A list of texts in one field of text: one a line, with line breaks, tabs and backslashes written as signs.
// Knows the signs. Does not know what the texts are for.

const SIGNS: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }
const TEXTS = new Map(Object.entries(SIGNS).map(([text, sign]) => [sign, text]))

/** The field that shows these texts. */
export function writeLines(texts: readonly string[]): string {
  return texts.map((text) => text.replace(/[\n\r\t\\]/g, (sign) => SIGNS[sign]!)).join('\n')
}

/** The texts of a field; empty lines are none. A backslash before any other sign is a backslash. */
export function readLines(field: string): string[] {
  return field
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/\\[nrt\\]/g, (sign) => TEXTS.get(sign)!))
}
