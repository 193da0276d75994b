// Extraction: the answer that a solution states.
// Knows the forms in which solutions state answers. Does not know what equals what.

/**
 * The answer that a text states, or null if it states none. The first form that is there decides, its last mention counts:
 * \boxed{x} or \fbox{x} with balanced braces; "#### x"; "The answer is: x" to the end of the line; "final answer is $x$. I hope".
 * What follows a new "Question:" or "Problem:" is not read, nor is the step tag of Math-Shepherd.
 * `lastNumber` (off unless the user asks for it): where no form is there, the last number in the text.
 */
export function extractAnswer(text: string, { lastNumber = false } = {}): string | null {
  const solution = withoutNext(text.replace(/(?<!\p{Script=Cyrillic}) ?ки(?!\p{Script=Cyrillic})/gu, '')).trim()
  const stated = boxed(solution) ?? afterHashes(solution) ?? afterTheAnswerIs(solution) ?? finalAnswer(solution)
  if (stated !== null || !lastNumber) return stated
  return tidy([...solution.matchAll(/-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\/\d+)?/g)].at(-1)?.[0])
}

/** The text before the first line that poses another question; one at its very beginning is its own. */
function withoutNext(text: string): string {
  const next = [...text.matchAll(/^[^\S\n]*(?:Question|Problem):/gm)].find(
    ({ index }) => text.slice(0, index).trim() !== '',
  )
  return next ? text.slice(0, next.index) : text
}

/** A reference as an answer: datasets give either the bare answer or a whole solution that states it. */
export function referenceAnswer(reference: string): string {
  return extractAnswer(reference) ?? reference.trim()
}

/** Content of the last \boxed or \fbox whose braces are balanced; `\boxed 5` without braces is read to the next space or $. */
function boxed(text: string): string | null {
  const starts = [...text.matchAll(/\\f?boxed\s*/g), ...text.matchAll(/\\fbox\s*/g)]
    .map((match) => match.index + match[0].length)
    .sort((a, b) => b - a)
  for (const start of starts) {
    const content = text[start] === '{' ? braced(text, start) : /^[^\s$]+/.exec(text.slice(start))?.[0]
    const answer = tidy(content)
    if (answer !== null) return answer
  }
  return null
}

/** What stands between the brace at `start` and its partner, or undefined if that is missing. */
function braced(text: string, start: number): string | undefined {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return text.slice(start + 1, at)
  }
  return undefined
}

function afterHashes(text: string): string | null {
  return tidy([...text.matchAll(/####[^\S\n]*(.+)/g)].at(-1)?.[1])
}

function afterTheAnswerIs(text: string): string | null {
  return tidy([...text.matchAll(/the answer is\b[^\S\n]*:?[^\S\n]*([^\s:].*)/gi)].at(-1)?.[1])
}

function finalAnswer(text: string): string | null {
  return tidy([...text.matchAll(/final answer is:?\s*\$(.+?)\$\.?\s*I hope/gi)].at(-1)?.[1])
}

/** Without the sentence's full stop, outer spaces and a question that follows on the line; null if nothing is left. */
function tidy(answer: string | undefined): string | null {
  const bare = answer
    ?.replace(/\s(?:Question|Problem):.*$/, '')
    .trim()
    .replace(/\.$/, '')
    .replace(/^\*\*([^*]+?)\.?\*\*$/, '$1')
    .trim()
  return bare === undefined || bare === '' ? null : bare
}
