// Answer mention: the places where a solution says which its answer is, and what it says there.
// Knows the phrases: "The answer is", "Final Answer:", a heading "Answer". Does not know how far the answer reaches.

/** Words behind which a solution states its answer. */
export interface Mention {
  /** `verb`: "the answer is"; `label`: "Answer:"; `heading`: a line of its own; `last`: "18 is the answer". */
  kind: 'verb' | 'label' | 'heading' | 'last'
  /** Whether it is called final, or correct. */
  final: boolean
  /** What stands behind the phrase, up to the next mention. */
  rest: string
  /** The end of what stands before the phrase. */
  before: string
}

const NOUN =
  /(?<![\p{L}\d])(?:answers?(?:\(s\))?|ans|(?:final|correct|right|best|end)\s{1,3}(?:results?|solutions?|options?|choices?|response))(?![\p{L}\d_])/giu

// Every count is bounded, so that what is read behind one noun is no longer for a longer text.
const SPACE = String.raw`[^\S\n]`
const EMPHASIS = String.raw`${SPACE}{0,4}[*_"”)\]]{0,4}${SPACE}{0,4}`
/** "answer (in dollars)", "answer, then," */
const INSERTED = String.raw`(?:${SPACE}{1,2}\([^()\n]{1,40}\)|,${SPACE}[a-z ]{2,16},(?=${SPACE}))?`
/** "answer choice", "answer we are looking for", "answer to the question" */
const ABOUT =
  INSERTED +
  String.raw`(?:${SPACE}{1,3}(?:choice|option|key|value)\b)?` +
  String.raw`(?:${SPACE}{1,3}(?:that )?(?:we|you|I) (?:are|were|am|was) [a-z]{2,12}(?: for| to [a-z]{2,8})?)?` +
  String.raw`(?:${SPACE}{1,3}(?:to|for|of|in|as|that|we|I|you)\b` +
  String.raw`(?:(?! (?:because|since|and|but|so|if|when|which)\b)[^.,:;?!=\n$\\]){1,50}?)?`
const IS =
  String.raw`(?<!\p{L})(?:(?:is|was|are)(?! ?n['’]t\b)|` +
  String.raw`(?:will|would|must|should|can only|has to|have to|ought to)(?: then| therefore| thus)? be|` +
  String.raw`(?:comes? out|turns out|works out) (?:to be|to|as)|becomes|equals|` +
  String.raw`can be (?:written|expressed|given|stated) as)\b`
const SIGN = String.raw`${EMPHASIS}(?:->|=>|→|⇒|≈|=)`
const OF = String.raw`${SPACE}{1,3}of(?=${SPACE}{1,3}[$\\\d(*-])`

const VERB = new RegExp(String.raw`${ABOUT}(?:${EMPHASIS}|\s{1,4})${IS}|['’]s(?=\s)|${SIGN}|${OF}`, 'iuy')
const LABEL = new RegExp(String.raw`${INSERTED}${EMPHASIS}[:：]|${EMPHASIS}${SPACE}[-–—]${SPACE}`, 'iuy')
/** "our answer 12" */
const NAMED = /\b(?:the|our|an|my)\s{1,3}(?:(?:final|correct|right)\s{1,3})?$/i
const DIRECTLY = /[^\S\n]{1,3}(?=[$€£]?\d|\$\S|\*\*\S|\\\()/y

/** A line that so far holds nothing but the name of the answer; there, more counts as a label or a heading. */
const LINE_START =
  /(?:^|\n)[^\S\n]{0,8}[#>*_[-]{0,6}[^\S\n]{0,3}[*_]{0,3}(?:(?:the|my|our|your|so|thus|therefore|final|correct|step \d{1,3}[:.]),?[^\S\n]{1,3}){0,3}$/i
const HEADING = /[*_\]:#.=\s-]{0,8}?(?=\n|$)/y
/** "Answer to part (a): 12", "Answer. 12", "Answer 12", "ANSWER (B)". */
const LABEL_AT_START = new RegExp(
  String.raw`${ABOUT}${EMPHASIS}[:：]|[*_]{0,3}\.[*_]{0,3}(?=\s)|` +
    String.raw`[*_\]]{0,3}${SPACE}{1,4}(?=(?:[$€£-]?\d[\d.,/]{0,30}%?|\$[^$\n]{1,80}\$|\([A-J]\)|\*\*[^*\n]{1,80}\*\*)` +
    String.raw`[.*]{0,3}${SPACE}{0,4}(?:\n|$))`,
  'iuy',
)

/** The answer is only supposed, or asked for. */
const SUPPOSED =
  /\b(?:if|whether|suppos(?:e|ing)|assum(?:e|ing)|unless|what|how|until|once)\s{1,3}(?:(?:that|the|your|our|my|this|an?|final|correct)\s{1,3}){0,4}$/i
/** Something is done with the answer: "we check our answer: 3 + 4 = 7". */
const TREATED =
  /\b(?:check|verify|confirm|write|express|convert|round|simplify)(?:s|ing)?\s{1,3}(?:(?:the|your|our|my|this|final)\s{1,3}){0,3}$/i
const BEFORE = 100

/** The mentions in the order of the text. Each `rest` ends where the next mention begins, so that reading all is linear. */
export function mentionsIn(text: string): Mention[] {
  const nouns = [...text.matchAll(NOUN)]
  return nouns.flatMap(({ index, 0: noun }, place) => {
    const before = text.slice(Math.max(nouns[place - 1]?.index ?? 0, index - BEFORE), index)
    if (SUPPOSED.test(before)) return []
    const end = index + noun.length
    const until = nouns[place + 1]?.index ?? text.length
    const final = /\b(?:final|correct|right)\b/i.test(before.slice(-12) + noun)
    const atStart = LINE_START.test(before)
    const found = (kind: Mention['kind'], from: number): Mention[] => [
      { kind, final, rest: text.slice(from, until), before },
    ]
    const heading = atStart ? endOfMatch(HEADING, text, end) : null
    if (heading !== null && heading <= until) return found('heading', heading)
    const verb = endOfMatch(VERB, text, end)
    if (verb !== null && verb <= until) return found('verb', verb)
    const patterns = [LABEL, ...(atStart ? [LABEL_AT_START] : []), ...(NAMED.test(before) ? [DIRECTLY] : [])]
    const label = TREATED.test(before)
      ? undefined
      : patterns.map((one) => endOfMatch(one, text, end)).find((at) => at !== null)
    return typeof label === 'number' && label <= until ? found('label', label) : found('last', until)
  })
}

function endOfMatch(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : null
}
