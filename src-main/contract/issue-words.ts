// What a person reads about a value that does not fit its schema, in place of zod's own English.
// Knows the kinds of issues. Does not know the schemas; a message that stands in a schema goes before these.
//
// A message that begins with “It” speaks of the value at the issue's path, which `sentenceOf` names in its place.
import { z } from 'zod'
import { nearestName } from './nearest-name.ts'

type Issue = z.core.$ZodRawIssue

/** Longest value that is repeated to the person who gave it, in characters. */
const SHOWN = 60

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
}

/** What the parts of a value are called, by its kind. */
const PARTS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
}

/** Has zod use these words, in every schema of this process. */
export function speakOurWords(): void {
  z.config({ customError: wordsOf })
}

/**
 * The first issue of an error as one sentence that names its place, as in `sampling.temperature`. `whole` names the value itself,
 * at the beginning of a sentence.
 */
export function sentenceOf({ issues: [issue] }: z.ZodError, whole = 'The input'): string {
  if (!issue) return `${whole} does not fit.`
  const place = issue.path.length === 0 ? whole : issue.path.map(String).join('.')
  return issue.message.replace(/^It /, `${place} `)
}

/** The first issue of an error behind the name of its field: `field “level”: it must be at most 5, not 7.` */
export function fieldSentenceOf({ issues: [issue] }: z.ZodError): string {
  if (!issue) return 'it does not fit.'
  const said = issue.message.replace(/^It /, 'it ')
  return issue.path.length === 0 ? said : `field “${issue.path.map(String).join('.')}”: ${said}`
}

function wordsOf(issue: Issue): string {
  if (issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value'))
    return 'It is missing.'
  switch (issue.code) {
    case 'invalid_type':
      return `It must be ${kindNamed(issue.expected)}, not ${shownByKind(issue.input)}.`
    case 'invalid_value':
      return `It must be ${choiceOf(issue.values)}, not ${shown(issue.input)}.`
    case 'too_small':
      return boundOf(issue, issue.minimum, issue.inclusive ? 'at least' : 'more than')
    case 'too_big':
      return boundOf(issue, issue.maximum, issue.inclusive ? 'at most' : 'less than')
    case 'not_multiple_of':
      return `It must be a multiple of ${issue.divisor}, not ${shown(issue.input)}.`
    case 'invalid_format':
      return formatOf(issue)
    case 'unrecognized_keys':
      return unknownNames(issue)
    case 'invalid_union':
      return unionOf(issue)
    case 'invalid_key':
      return 'It is no name that may stand here.'
    case 'invalid_element':
      return 'It holds a value that does not fit.'
    case 'custom':
      return 'It does not fit.'
  }
}

function boundOf(
  { origin, exact, input }: Pick<z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>, 'origin' | 'exact' | 'input'>,
  bound: number | bigint,
  side: string,
): string {
  const much = exact ? 'exactly' : side
  const parts = PARTS[origin]
  if (!parts) return `It must be ${much} ${bound}, not ${shown(input)}.`
  if (much === 'at least' && Number(bound) === 1) return 'It must not be empty.'
  return `It must have ${much} ${bound} ${Number(bound) === 1 ? parts[0] : parts[1]}.`
}

function formatOf(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidStringFormat>): string {
  const needed = [issue['includes'], issue['prefix'], issue['suffix']].find((part) => typeof part === 'string')
  if (needed === undefined) return `It has not the form that is wanted (${issue.format}).`
  const verb = issue.format === 'includes' ? 'hold' : issue.format === 'starts_with' ? 'begin with' : 'end with'
  return `It must ${verb} “${needed}”.`
}

/** Says which names an object may not have, and which of its own may be meant. `lacks` begins the sentence. */
export function unknownNames(
  { keys, inst }: z.core.$ZodRawIssue<z.core.$ZodIssueUnrecognizedKeys>,
  lacks = 'It has no',
): string {
  const known = inst instanceof z.ZodObject ? Object.keys(inst.shape) : []
  const named = keys.map((key) => {
    const near = nearestName(key, known)
    return near === null ? quoted(key) : `${quoted(key)} (is “${near}” meant?)`
  })
  return `${lacks} ${listOf(named, 'or')}.`
}

/** By the discriminator where there is one, else by the kinds of the alternatives. */
function unionOf(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  if (issue.input === undefined) return 'It is missing.'
  if ('options' in issue && Array.isArray(issue.options) && typeof issue.discriminator === 'string') {
    const given = (issue.input as Record<string, unknown> | null)?.[issue.discriminator]
    if (given === undefined) return 'It is missing.'
    return `It must be ${choiceOf(issue.options as z.core.util.Primitive[])}, not ${shown(given)}.`
  }
  const first = issue.errors.flatMap((issues) => issues.slice(0, 1))
  const kinds = first.flatMap((one) =>
    one.code === 'invalid_type' && one.path.length === 0 ? [kindNamed(one.expected)] : [],
  )
  if (kinds.length === 0 || kinds.length < first.length) return 'It has none of the forms that are known here.'
  return `It must be ${listOf([...new Set(kinds)], 'or')}, not ${shownByKind(issue.input)}.`
}

function choiceOf(values: readonly z.core.util.Primitive[]): string {
  const named = values.map((value) => (typeof value === 'string' ? quoted(value) : String(value)))
  return named.length === 1 ? named[0]! : `one of ${listOf(named, 'or')}`
}

/** The kind that a schema expects; one that no schema of JSON has keeps its name. */
function kindNamed(expected: string): string {
  return KINDS[expected] ?? expected
}

/** A value as it is told to the person who gave it: numbers and short texts themselves, all else by kind. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value.length > SHOWN ? 'a longer text' : quoted(value)
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}

/** The same where the kind is at fault: “1” is a text. */
function shownByKind(value: unknown): string {
  return typeof value === 'string' && value.length <= SHOWN ? `the text ${quoted(value)}` : shown(value)
}

function quoted(text: string): string {
  return `“${text}”`
}

function listOf(names: readonly string[], and: string): string {
  if (names.length < 2) return names.join('')
  return `${names.slice(0, -1).join(', ')} ${and} ${names.at(-1)}`
}
