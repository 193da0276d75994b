// Names that are given a value: x, a_1, f(x), f'(x), f^{-1}(x), P(A), AB, \theta, \text{Area}, \frac{dy}{dx}.
// Knows the habits of naming. Does not know what a name stands for.
import { changesValue, looksLikeWord } from './value-words.ts'

const GREEK = String.raw`\\(?:alpha|beta|gamma|delta|Delta|epsilon|theta|phi|lambda|mu|rho|sigma|tau|omega|ell)(?![a-zA-Z])`
const SUBSCRIPT = String.raw`(?:\s*_\s*(?:\{[^{}=]{1,20}\}|\w))?`
const ARGUMENT = String.raw`\s*\(\s*[a-zA-Z0-9](?:\s*[,|]\s*[a-zA-Z0-9]|\s*\\c[ua]p\s*[A-Z])*\s*\)`
const SYMBOL = new RegExp(
  String.raw`^(?:\\Delta\s*)?(?:[a-zA-Z]|${GREEK})${SUBSCRIPT}(?:\s*'{1,3})?(?:\s*\^\s*\{?-1\}?)?(?:${ARGUMENT})?$`,
)
const FIGURE =
  /^(?:m\s*)?[A-Z]{2,4}$|^m\s+[A-Z]$|^\|\s*[A-Z]{1,3}\s*\|$|^\[\s*[A-Z]{3,6}\s*\]$|^[A-Z]\s*\[\s*[A-Z]\s*\]$|^(?:Var|Pr|E|P)\s*\(\s*[A-Z]\s*\)$/
const DERIVATIVE = /^\\frac\s*\{\s*d\s*[a-z]\s*\}\s*\{\s*d\s*[a-z]\s*\}$|^d[a-z]\s*\/\s*d[a-z]$/
const WORDS = /^[A-Za-z]{2,15}(?: [A-Za-z]{1,15}){0,5}$/

/** Whether a text names something. */
export function isName(text: string): boolean {
  if (text.length > 60) return false
  if (SYMBOL.test(text) || FIGURE.test(text) || DERIVATIVE.test(text)) return !/^[ei]$/.test(text)
  if (!WORDS.test(text) || !/[A-Za-z]{3}/.test(text)) return false
  // sin x names nothing, and xyz and abx are products.
  if (/^[a-z]{3}$/.test(text) && !/^[^aeiou][aeiouy][^aeiou]$/.test(text)) return false
  return looksLikeWord(text.replaceAll(' ', '')) && !text.split(' ').some(changesValue)
}
