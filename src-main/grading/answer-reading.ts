// Reading: the answer in what stands behind a phrase that names it.
// Knows lines, working, and sentences about the answer. Does not know the phrases, or where an answer on a line ends.
import { isValue, upToItsEnd } from './answer-end.ts'
import { bareAnswer } from './answer-text.ts'

/** Words between "is" and the answer. */
const LEAD_IN =
  /[\s:=,]{1,8}|\}(?=\s)|[*_]{1,3}(?=\s)|(?:therefore|thus|hence|then|indeed|simply|just|only|exactly|precisely|clearly|now|also|approximately|approx\.|about|roughly|around|nearly|probably|equal to|equals|(?:given|shown|found|written|expressed|stated) (?:by|as|below|here)|found to be|as follows|below|going to be|the following|is|are|an? (?:total|maximum|minimum|average|score|sum) of|the total of)(?=[\s:,])|[≈~](?=\s?[$\d.-])|(?:the )?(?:option|choice|letter|answer choice)(?=[\s*]{1,4}\(?[A-Z]\b)|(?:the )?(?:number|value)(?=\s[$\\\d(-])/iy
const BULLET = /^\s{0,8}(?:[•*]|-(?=\s)|\d{1,2}[.)](?=\s{1,4}(?:[-−]?[$\\]?[\d(\\]|[a-z]\s?=)))\s{1,4}/

/** A mention that states nothing: "the answer is not 5", "the answer is obtained by adding 3 and 4", "the answer is correct". */
const STATES_NOTHING =
  /^(?:n['’]t|not|never|no longer|neither|obtained|found|computed|calculated|derived|determined|given|known|based|expressed|written|in|on|at|by|from|above|below|here|as|what|how|when|where|why|whether|correct|incorrect|wrong|right|reasonable|plausible|sensible|consistent|verified|confirmed|valid|invalid|simple|easy|clear|obvious|straightforward|tricky|complete|done|ready|too|very|quite|likely|possibly|maybe|still|already|always|supposed|expected|required|needed|unique|a (?:bit|little|lot)|close|more|less|greater|bigger|smaller|larger)\b(?! than [$\\\d])/i
/** Words that say something about an answer in "the answer is right", and are one behind "Answer:". */
const LONE_WORD =
  /^\W{0,4}(?:in)?(?:valid|correct|right|wrong|never|always|above|below|more|less|greater|smaller|larger|unknown|unique|plausible|likely)\W{0,4}$/i
/** Words that begin a sentence rather than an answer of a few words. */
const OPENS_SENTENCE =
  /^(?:it|we|there|he|she|they|the|that|this|these|those|so|since|because|if|let|let['’]s|first|to|each|i|you|his|her|their|our|by|after|now|step|next|finally)\b/i
const STATES_AMOUNT = /\s(?:has|have|had|gets?|needs?|sells?|makes?|costs?|pays?|earns?|takes?|is|are|was|were)\s/i
/** Lines behind a phrase in which the answer is looked for. */
const LINES = 12
/** Words of an answer without a value: "Monday", "the red car", "no real solutions". */
const FEW_WORDS = 4

const AMOUNT = /(?:(?<![\w)])[-−])?[$€£¥]?\d[\d,]*(?:\.\d+)?(?:\/\d+)?%?/g

/** How much is certain about what stands behind a phrase. */
export interface Certainty {
  /** The solution may go on behind the text: only what leaves no doubt is an answer. */
  goesOn: boolean
  /** The phrase may speak about the answer: "the answer is right". */
  claims?: boolean
  /** Working may stand here as well as the answer, as behind "Answer:" at the beginning of a solution. */
  doubtful?: boolean
}

/** The answer in the text behind a phrase: a value, a few words, or the value in a sentence about the answer; else null. */
export function readAnswer(rest: string, { goesOn, claims = false, doubtful = false }: Certainty): string | null {
  const display = displayIn(rest)
  if (display !== null) return withoutWorking(display)
  const content = contentOf(rest)
  if (!claims && LONE_WORD.test(content)) return bareAnswer(content)
  if (content.startsWith('#') || STATES_NOTHING.test(content) || holdsBox(content)) return null
  const sentence = upToItsEnd(content)
  if (isValue(content)) return withoutWorking(sentence)
  const answer = bareAnswer(sentence)
  if (answer !== null && areFewWords(answer, doubtful)) return withoutWorking(answer)
  return goesOn || doubtful ? null : valueIn(sentence)
}

/** The whole sentence behind a phrase, however long; null if there is none, or it says that it is no answer. */
export function readSentence(rest: string): string | null {
  const content = contentOf(rest)
  if (/^\W{0,4}(?:valid|invalid|never|always)\W{0,4}$/i.test(content)) return bareAnswer(content)
  return STATES_NOTHING.test(content) || holdsBox(content) ? null : bareAnswer(upToItsEnd(content))
}

/** Whether a value follows at once, but for words like "therefore". */
export function beginsWithValue(rest: string): boolean {
  return isValue(contentOf(rest))
}

/** A box that is closed has been read before; this one is cut off. */
function holdsBox(content: string): boolean {
  return /\\(?:f?boxed|fbox|framebox)\b/.test(content)
}

function areFewWords(answer: string, doubtful: boolean): boolean {
  const words = answer.split(/\s+/, FEW_WORDS + 1).length
  if (words > FEW_WORDS || OPENS_SENTENCE.test(answer)) return false
  // "Janet has 42 apples" is a sentence about the answer, "May 5" is the answer.
  return !/\d/.test(answer) || answer.includes('=') || (words <= (doubtful ? 2 : 3) && !STATES_AMOUNT.test(answer))
}

/** The line behind the phrase, or the next one that has words, without the words that lead to the answer. */
function contentOf(rest: string): string {
  const lines = rest.split('\n', LINES)
  const found = lines.findIndex((line) => /[^\s*_:=#-]/.test(withoutLeadIn(line)))
  if (found < 0) return ''
  if (found === 0 || !BULLET.test(lines[found]!)) return withoutLeadIn(lines[found]!)
  const items = lines.slice(found).filter((line) => line.trim() !== '')
  const other = items.findIndex((line) => !BULLET.test(line))
  return items
    .slice(0, other < 0 ? items.length : other)
    .map((line) => line.replace(BULLET, '').trim())
    .join(', ')
}

function withoutLeadIn(line: string): string {
  let at = 0
  for (let words = 0; words < 6; words++) {
    LEAD_IN.lastIndex = at
    const lead = LEAD_IN.exec(line)
    if (!lead) break
    at += lead[0].length
  }
  return line.slice(at).trim()
}

/** Mathematics or code on lines of its own, without its delimiters; null if the answer stands on a line. */
function displayIn(rest: string): string | null {
  const open = /^[\s*_:=]{0,12}(\$\$|\\\[|\\begin\{[a-z]{1,12}\*?\}|```[a-z]{0,10}\n)/.exec(rest)
  if (!open) return null
  const from = open[0].length
  const close = { $: '$$', '[': '\\]', '`': '```' }[open[1]!.startsWith('\\[') ? '[' : open[1]![0]!]
  if (close === undefined) {
    const end = open[1]!.replace('begin', 'end')
    const at = rest.indexOf(end, from)
    return at < 0 ? null : rest.slice(from - open[1]!.length, at + end.length)
  }
  const at = rest.indexOf(close, from)
  // What follows on the line may belong to it: $$7$$ and $$8$$.
  const alone = at >= 0 && /^[\s.,*]{0,8}(?:\n|$)/.test(rest.slice(at + close.length, at + close.length + 12))
  return alone ? rest.slice(from, at) : null
}

/** 3 + 4 = 7 states 7, and "Total cost = $18" states $18; x = 5 stays, for it has a variable. */
function withoutWorking(text: string): string | null {
  const answer = bareAnswer(text)
  if (answer === null) return null
  const at = answer.lastIndexOf('=')
  if (at <= 0 || /[<>!=:\\]$/.test(answer.slice(0, at))) return answer
  const left = answer
    .slice(0, at)
    .replace(/\\[a-zA-Z]+/g, ' ')
    .replace(/(\d\s{0,3})x(?=\s{0,3}\d)/g, '$1 ')
  // Letters alone or in pairs are variables; brackets that begin on the left and end on the right hold the sign.
  if (/(?<![A-Za-z])[A-Za-z]{1,2}(?![A-Za-z])/.test(left) || !balanced(left)) return answer
  return bareAnswer(answer.slice(at + 1)) ?? answer
}

function balanced(text: string): boolean {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0
  return count(/[([{]/g) === count(/[)\]}]/g)
}

/** The value in a whole sentence: what is bold, else what follows the last "is", else the last mathematics or number. */
function valueIn(sentence: string): string | null {
  const bold = [...sentence.matchAll(/\*\*([^*\n]{1,200})\*\*/g)].at(-1)?.[1]
  if (bold !== undefined && isValue(bold)) return bareAnswer(bold)
  const verb =
    [...sentence.matchAll(/\b(?:is|are|be|equals|was|were)\s/g)].at(-1) ?? [...sentence.matchAll(/=/g)].at(-1)
  const predicate = verb ? contentOf(sentence.slice(verb.index + verb[0].length)) : ''
  if (isValue(predicate) && /[\d\\$]/.test(predicate)) return withoutWorking(upToItsEnd(predicate))
  const mathematics = [...sentence.matchAll(/\$([^$\n]{1,200})\$(?!\d)|\\\((.{1,200}?)\\\)/g)].at(-1)
  if (mathematics) return withoutWorking(mathematics[0])
  const amount = [...sentence.matchAll(AMOUNT)].at(-1)
  return amount ? bareAnswer(amount[0]) : null
}
