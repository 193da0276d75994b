// Normalisation: one spelling for answers that differ in their dress only.
// Knows the habits of LaTeX answers (those that the graders of MATH and PRM800K allow for). Does not know values.

/** The answer without dress: spaces, dollar signs, sizing commands, units, degrees, thousands separators, "x =". */
export function normalizeAnswer(answer: string): string {
  let text = answer.trim()
  text = text.replace(/^\$+|\$+$/g, '').replace(/^\\\(|\\\)$|^\\\[|\\\]$/g, '')
  text = text.replace(/\\[!,;:]|\\ |~|\\q?quad/g, ' ').replace(/\\(?:left|right|displaystyle)(?![a-zA-Z])/g, '')
  text = text.replace(/\\[dtc]frac/g, '\\frac').replace(/\{,\}/g, ',')
  text = text.replace(/\^\s*(?:\\circ|\{\s*\\circ\s*\})|°|\\degree|\\deg(?![a-z])/g, '')
  text = text.replace(/\\\$|\\%|%|\$/g, '')
  text = text.replace(/^\s*[a-zA-Z]\s*=(?!=)/, '')
  text = joinThousands(text)
  text = text.replace(
    /\\(?:text|mbox|textbf|mathrm|textrm)\s*\{([^{}]*)\}(?:\s*\^\s*\{?\d\}?)?/g,
    (_, words: string, at: number) => (at > 0 && /\d/.test(text.slice(0, at)) ? '' : words),
  )
  text = text
    .replace(/\\frac\s*([0-9a-z])\s*([0-9a-z])/g, '\\frac{$1}{$2}')
    .replace(/\\sqrt\s*([0-9a-z])/g, '\\sqrt{$1}')
  return text.replace(/\s+/g, '').replace(/\.$/, '')
}

/** 1,234,567 becomes 1234567; inside brackets a comma separates elements, so only "1, 234" written tight outside them is joined. */
function joinThousands(text: string): string {
  if (/[([{]/.test(text.replace(/\\[a-z]+\{/g, ''))) return text
  return text.replace(/\d{1,3}(?:,\s?\d{3})+(?![\d,])/g, (number, at: number) =>
    /[\d,]\s*$/.test(text.slice(0, at)) ? number : number.replace(/,\s?/g, ''),
  )
}
