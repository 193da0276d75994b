// Wrappers: what an answer stands in, and what changes how it looks but not what it says: boxes, fonts, sizes, spacing, quotes.
// Knows the commands. Does not know what stands inside, but for words after an amount, which it marks as text.
import { closingBrace } from './answer-parts.ts'
import { changesValue } from './value-words.ts'

/** Stands before words after an amount that were written as text: 12\text{ m} has a unit, 12m a variable. */
export const TEXT_MARK = '\ue000'

/** Commands whose content is words. */
const TEXT = String.raw`text(?:normal|rm|sf|tt|up|md|bf|it|sl|sc)?|[mhv]box|emph|u?underline|uline|math(?:rm|sf|tt|normal|up)`
/** Commands whose content is a term, only in another font. */
const FONT = String.raw`math(?:bf|it|cal|scr|frak|op|ord|open|close|bin|rel|punct)|boldsymbol|bm|pmb|bold|ensuremath|fbox|boxed|smash|operatorname\*?|textcolor\s*\{\w*\}|colorbox\s*\{\w*\}`
const COMMAND = new RegExp(String.raw`\\(?:(${TEXT})|(${FONT}))\s*(?=\{)`)
/** Units as a fraction of texts: \frac{\text{m}}{\text{s}}. */
const RATE = new RegExp(
  String.raw`\\[dt]?frac\s*\{\s*\\(?:${TEXT})\s*\{([^{}]*)\}\s*\}\s*\{\s*\\(?:${TEXT})\s*\{([^{}]*)\}\s*(\^\s*(?:\d|\{\d\}))?\s*\}`,
  'g',
)
const BRACED = new RegExp(String.raw`(?<![a-zA-Z}]\s*)\{\s*(\\(?:${TEXT})\s*\{[^{}]*\})\s*\}`, 'g')
/** Commands inside braces after which the font is another: {\rm 5}. */
const DECLARATION = /\{\s*\\(?:rm|bf|it|sf|tt|sl|sc|em|bfseries|itshape|rmfamily)(?![a-zA-Z])\s*/g
/** Commands that change sizes or colours and print nothing. */
const SILENT =
  /\\(?:left|right|middle|[bB]igg?[lrm]?|display(?:style)?|(?:text|script|scriptscript)style|(?:no)?limits|(?:math)?strut|rm|bf|it|sf|tt|normalsize|[lL]arge|LARGE|[hH]uge|small|footnotesize)(?![a-zA-Z])\.?|\\color\s*\{\w*\}/g
const SPACING =
  /(?<!\\)\\[,;:> ]|~|\\(?:q?quad|enspace|thinspace|medspace|thickspace|hfill|newline|noindent)(?![a-zA-Z])|\\(?:h|v)space\*?\s*\{[^{}]*\}|\\h?phantom\s*\{[^{}]*\}/g
/** x = **5** in Markdown; 2**3 is a power. */
const EMPHASIS = /(?<=^|[\s=({])\*\*([^*]+)\*\*(?=$|[\s.,;)}])/g
const QUOTES = /(?<!\d)"([^"]*)"/g
/** What takes no room, the limits of formulas among them. */
const NO_SPACE = /(?<!\\)\\[!/()[\]]|\{,\}(?=\d)|\\(?:negthinspace|null|relax|allowbreak)(?![a-zA-Z])/g
const TURNS = 60

/** What says that an answer follows. */
const LEAD = /^(?:the\s+)?(?:final\s+)?(?:answer|ans\.?)\s*(?::|=|is:?)\s*(?=\S)/i

/** The answer without wrappers. */
export function unwrapped(answer: string): string {
  const bare = withoutCommands(withoutFrame(answer.trim())).trim()
  return withoutFrame(bare.replace(LEAD, ''))
}

/** Without what stands around the whole: $…$, **…**, _…_, quotation marks, \boxed{…}, {…}, an environment. */
export function withoutFrame(text: string): string {
  const inside =
    /^\$+([^$]+)\$+$/.exec(text) ??
    /^\*+([^*]+)\*+$/.exec(text) ??
    /^_+([^_]+)_+$/.exec(text) ??
    /^`+([^`]+)`+$/.exec(text) ??
    /^"+([^"]*)"+$/.exec(text) ??
    /^'+([^']*)'+$/.exec(text) ??
    /^\$*\s*\\f?box(?:ed)?\s*\{(.*)\}\s*\$*$/s.exec(text) ??
    /^\\begin\{(?:align|equation|gather|displaymath)\*?\}(.*)\\end\{(?:align|equation|gather|displaymath)\*?\}$/s.exec(
      text,
    )
  if (text.startsWith('{') && !/[,;]/.test(text) && closingBrace(text, 0) === text.length - 1)
    return withoutFrame(text.slice(1, -1).trim())
  const next = inside?.[1]!.replace(/^([^\\&]*)&(?==)/, '$1').trim()
  return next === undefined || next === '' ? text : withoutFrame(next)
}

function withoutCommands(answer: string): string {
  let text = answer
    .replace(DECLARATION, '\\text{')
    .replace(RATE, '\\text{$1/$2}$3')
    .replace(BRACED, '$1')
    .replace(SILENT, '')
    .replace(NO_SPACE, '')
    .replace(SPACING, ' ')
  for (let turn = 0; turn < TURNS; turn++) {
    const match = COMMAND.exec(text)
    if (!match) break
    const open = match.index + match[0].length
    const close = closingBrace(text, open)
    if (close < 0) break
    const [before, content, after] = [text.slice(0, match.index), text.slice(open + 1, close), text.slice(close + 1)]
    text = before + (match[1] ? asWords(before, content) : asTerm(match[2]!, content)) + after
  }
  return text.replace(EMPHASIS, '$1').replace(QUOTES, '$1')
}

/** Words stand by themselves; those after an amount get their mark, unless they say more than what is counted. */
function asWords(before: string, words: string): string {
  const afterAmount = /(?:[\d)}\]%!']|\\pi|(?<![a-zA-Z\\])[a-zA-Z])\s*$/.test(before)
  const first = /^\s*\(?\s*([a-zA-Z]+)/.exec(words)?.[1]
  if (!afterAmount || first === undefined || /^\s*[eid]\s*$/.test(words) || changesValue(first)) return ` ${words} `
  return TEXT_MARK + words
}

function asTerm(command: string, content: string): string {
  if (command.startsWith('operatorname')) return ` ${content} `
  return /^math(?:open|close|bin|rel|punct)$/.test(command) ? content : `{${content}}`
}
