// Equality of answers, between candidates and against a reference.
// Knows when to be strict and when to be lenient. Does not know what makes answers equal (canonical-answer.ts).
import { canonicalAnswer } from './canonical-answer.ts'

/** Forms found lately: a vote compares the same few answers over and over. */
const forms = new Map<string, string>()
const FORMS_KEPT = 4096

/**
 * Whether two candidates state the same answer. An equivalence relation, since it compares canonical forms: classes of equal
 * answers in a vote do not depend on the order in which they are seen.
 */
export function sameAnswer(a: string, b: string): boolean {
  return a === b || formOf(a) === formOf(b)
}

/**
 * Whether an answer is that of the reference. More lenient than `sameAnswer`: where one of them is a percentage, 10 % is also
 * 0.1; where the reference names a base, the digits alone will do.
 */
export function matchesReference(answer: string, reference: string): boolean {
  const [given, wanted] = [formOf(answer), formOf(reference)]
  if (given === wanted) return true
  const base = /^base \d+ (\w+)$/.exec(wanted)
  if (base) return given === base[1]
  const percent = [answer, reference].map(isPercentage)
  if (percent[0] === percent[1]) return false
  return percent[0] ? formOf(`(${given})/100`) === wanted : formOf(`(${wanted})/100`) === given
}

function isPercentage(answer: string): boolean {
  return /(?:%|\bper ?cent)[\s.$})]*$/i.test(answer)
}

function formOf(answer: string): string {
  const known = forms.get(answer)
  if (known !== undefined) return known
  if (forms.size >= FORMS_KEPT) forms.clear()
  const form = canonicalAnswer(answer)
  forms.set(answer, form)
  return form
}
