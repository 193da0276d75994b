// Words after a number that say more than what is counted: 5 below zero, 3 squared, 1st, 6 o'clock.
// Knows the words, and what looks like a word. Does not know what they do to the number.
import { isNumberWord } from './numeral-words.ts'

const WORDS = new Set(
  (
    'and or but nor not no if when where then to from through until till between than less more fewer greater larger smaller ' +
    'bigger higher lower least most below above under over beneath beyond plus minus root sqrt factorial power point mod modulo ' +
    'base remainder divided multiplied raised times squared cubed choose negative log ln lg sin cos tan cot sec csc exp pi infinity infty ' +
    'left right north south east west northeast northwest southeast southwest up down ago before after out off by is are was equals equal ' +
    'st nd rd th am pm a p bc ad bce ce noon midnight short into repeating recurring doubled tripled halved quadrupled inverse reciprocal imaginary rounded approximately approx roughly ' +
    'about mil bil bn mn tn myriad fold without except excluding ' +
    'jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov november dec december ' +
    'monday tuesday wednesday thursday friday saturday sunday ' +
    'alpha beta gamma delta epsilon theta lambda sigma omega phi psi'
  ).split(' '),
)
const ORDINAL = /^(?:first|twenty-?first|\w+(?:ieth|enth))$/

/** Whether a number with this word after it may be worth something else than the number. */
export function changesValue(word: string): boolean {
  const lower = word.toLowerCase()
  return WORDS.has(lower) || isNumberWord(lower) || ORDINAL.test(lower)
}

/** A word has a vowel, and its letters are no run of the alphabet as those of abc and bca are. */
export function looksLikeWord(text: string): boolean {
  const codes = new Set(Array.from(text.toLowerCase(), (letter) => letter.charCodeAt(0)))
  return /[aeiouy]/i.test(text) && Math.max(...codes) - Math.min(...codes) >= codes.size
}
