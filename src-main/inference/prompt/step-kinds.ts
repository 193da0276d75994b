// Where steps end: one row for each kind of ends that a record can name.
// Knows texts. Does not know tokens, models or servers.
import type { Steps } from '../../contract/prompt-record.ts'
import { patternOf } from '../../contract/pattern.ts'

/** An end of a step in a text; all places are in characters. */
export interface StepEnd {
  /** Where the step's text ends. */
  end: number
  /** Where the next step's text begins. */
  next: number
  /** Where what marks the end is complete. */
  complete: number
}

/** Ends of one kind. */
export interface StepEnds {
  /** The marks in a text that are complete behind `from`, in order; what stands before `from` was asked already. */
  marks: (text: string, from: number) => Iterable<StepEnd>
  /** What a text must hold for a mark to be complete with it; null where any text may complete one. */
  lastOf: RegExp | null
  /** Texts at which a server is to stop behind so many steps; none where the marks are no fixed texts. */
  stops: (steps: number) => readonly string[]
  /** Stands between steps of which only the texts are known. */
  between: string
}

/** Characters before `from` in which a mark may begin. */
const REACH = 400

type Kind = Steps['kind']
type Of<K extends Kind> = Extract<Steps, { kind: K }>

const STEP_KINDS: { readonly [K in Kind]: (steps: Of<K>) => StepEnds } = {
  lines: () => ({
    marks: separators(['\n']),
    lastOf: /\n/,
    stops: () => ['\n'],
    between: '\n',
  }),
  paragraphs: () => ({
    marks: matches(/\n[^\S\n]*\n/g, { kept: 'nothing' }),
    lastOf: /\n/,
    stops: () => ['\n\n'],
    between: '\n\n',
  }),
  // As the paper's models write them, and as chat models do, in bold or as a heading.
  numbered: () => ({
    marks: matches(/(?:^|(?:[^\S\n]*\n)+)[^\S\n]*[#*_]{0,6}[^\S\n]*Step[^\S\n]+(?:[2-9]|[1-9]\d+)[^\S\n]*[*_]{0,3}:/g, {
      kept: 'by the next',
    }),
    lastOf: /:/,
    stops: (steps) => [`\nStep ${steps + 2}:`],
    between: '\n',
  }),
  texts: ({ texts }) => ({
    marks: separators(texts),
    // By the last character of each; a white space may be hidden at the beginning of the next token.
    lastOf: texts.some((text) => /[\s\P{ASCII}]$/u.test(text)) ? null : anyOf(texts.map((text) => text.at(-1)!)),
    stops: () => texts,
    between: texts[0]!,
  }),
  pattern: ({ pattern }) => ({
    marks: matches(patternOf(pattern) ?? /(?!)/g, { kept: 'by the step' }),
    lastOf: null,
    stops: () => [],
    between: '\n',
  }),
}

/** The ends that a record names. */
export function stepEnds(steps: Steps): StepEnds {
  return (STEP_KINDS[steps.kind] as (steps: Steps) => StepEnds)(steps)
}

/**
 * The first end in a text that is complete behind `from`, or null. What is blank so far is no step: an empty line, or a mark behind
 * a mark, is passed over, and belongs to the step behind it. `isBlank` says what people read nothing in.
 */
export function firstEnd(
  { marks }: StepEnds,
  text: string,
  from = 0,
  isBlank = (part: string) => part.trim() === '',
): StepEnd | null {
  for (const mark of marks(text, from)) if (!isBlank(withoutMarks(marks, text, mark))) return mark
  return null
}

/** What stands before a mark, without the marks that stand between steps there. */
function withoutMarks(marks: StepEnds['marks'], text: string, { end, complete }: StepEnd): string {
  let said = ''
  let at = 0
  for (const mark of marks(text, 0)) {
    if (mark.complete >= complete) break
    said += text.slice(at, mark.end)
    at = Math.max(at, mark.next)
  }
  return said + text.slice(at, end)
}

/** A step's text as people read it: without the empty lines at its beginning. */
export function withoutBlankLines(text: string): string {
  return text.replace(/^(?:[^\S\n]*\n)+/, '')
}

function separators(texts: readonly string[]): StepEnds['marks'] {
  const longest = Math.max(...texts.map((text) => text.length))
  const pattern = anyOf(
    [...texts].sort((one, other) => other.length - one.length),
    'g',
  )
  return matches(pattern, { kept: 'nothing', reach: longest - 1 })
}

/** What a pattern matches, and to whom it belongs: it stands between two steps, ends the one or begins the other. */
function matches(
  pattern: RegExp,
  { kept, reach = REACH }: { kept: 'nothing' | 'by the step' | 'by the next'; reach?: number },
): StepEnds['marks'] {
  return function* (text, from) {
    pattern.lastIndex = Math.max(0, from - reach)
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      const [start, complete] = [match.index, match.index + match[0].length]
      // A match of nothing would be found for ever.
      if (complete === start) pattern.lastIndex++
      const at = pattern.lastIndex
      if (complete > from && complete > start) {
        const end = kept === 'by the step' ? complete : start
        yield { end, next: kept === 'by the next' ? start : complete, complete }
      }
      pattern.lastIndex = at
    }
  }
}

function anyOf(texts: readonly string[], flags = ''): RegExp {
  return new RegExp(texts.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), flags)
}
