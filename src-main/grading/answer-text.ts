// Answer text: an answer without the dress it was stated in.
// Knows emphasis, quotes, mathematics delimiters, and what is only a placeholder. Does not know where an answer was found.

const WRAPPERS: readonly (readonly [string, string])[] = [
  ['$$', '$$'],
  ['$', '$'],
  ['\\(', '\\)'],
  ['\\[', '\\]'],
  ['**', '**'],
  ['__', '__'],
  ['*', '*'],
  ['_', '_'],
  ['`', '`'],
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['‘', '’'],
]

/** What instructions and templates write where the answer is to stand. */
const PLACEHOLDER =
  /^(?:\.{2,}|…|\\[lc]?dots|[?_\s]+|[[({<](?:(?:the|your|my|insert|final|numerical|correct)\s?)*|[[({<]?(?:the |your |my |insert |final |numerical |correct )*answer(?: here)?[\])}>]?|\\(?:text|mathrm)\{\s*(?:your |final )*answer(?: here)?\s*\})$/i

/** Layers of dress that are taken off; a bound, so that time stays linear. */
const LAYERS = 8

/** The answer bare, or null if nothing is left or it only holds an answer's place. The text within stays as it was written. */
export function bareAnswer(text: string): string | null {
  let bare = (text.includes('<') ? text.replace(/<<[^<>]*>>|<\/?(?:b|strong|i|em|u|code|span)>/g, '') : text).trim()
  for (let layer = 0; layer < LAYERS && bare !== ''; layer++) {
    const dressed = bare
    bare = unwrapped(withoutEnd(bare)).trim()
    if (bare === dressed) break
  }
  return bare === '' || PLACEHOLDER.test(bare) ? null : bare
}

/** Without the sentence's end, and emphasis of which only one half is here. */
function withoutEnd(text: string): string {
  let end = text
  if (/\\[,;:! \\]$/.test(end)) end = end.slice(0, -2)
  else if (/(?:^|[^.])[.。]$|[,;:✓✔✅∎□■]$/.test(end)) end = end.slice(0, -1)
  // A dangling sign is the label of a step.
  if (/\s[-+]$/.test(end)) end = end.slice(0, -2).trim()
  const dollars = /(?<![$\\])\${1,2}$/.exec(end)
  if (dollars && end.indexOf('$') === dollars.index) end = end.slice(0, dollars.index)
  const half = /(?<![*])\*{1,3}$/.exec(end)
  if (half && end.indexOf('*') === half.index) end = end.slice(0, half.index)
  const start = /^\*{1,3}(?!\*)/.exec(end)
  if (start && end.lastIndexOf('*') < start[0].length) end = end.slice(start[0].length)
  const emphasized = /^\*\*([^*]+)\*\*(?=\s)/.exec(end)
  return emphasized ? emphasized[1]! + end.slice(emphasized[0].length) : end
}

function unwrapped(text: string): string {
  for (const [open, close] of WRAPPERS) {
    if (text.length <= open.length + close.length || !text.startsWith(open) || !text.endsWith(close)) continue
    const inside = text.slice(open.length, -close.length)
    if (!inside.includes(open[0] === '\\' ? open : open[0]!) && !inside.includes(close)) return inside
    // An escaped dollar is an amount, not the end of the mathematics.
    if (open === '$' && !/(?<!\\)\$/.test(inside) && !inside.endsWith('\\')) return inside
  }
  return text
}
