// What stands in a reply's text: JSON, also as Python writes it, and what a model server says of an error. Nothing else of a reply is told: at
// the address may be anything, also what only this machine reaches.
// Knows texts. Does not know HTTP or what was asked.
import { z } from 'zod'

/** Longest words of a server that are told, in characters. */
const TOLD = 300

/** Strings of JSON, which stay, and numbers that only Python writes (json.dumps, where `allow_nan` is not off). */
const STRING_OR_NO_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g
/** What may be a secret: keys as the usual services make them, and what stands behind “Bearer”. */
const SECRET = /\b(?:sk|pk|rk|hf|gsk|api|key)[-_][\w-]{8,}|\bBearer\s+\S+/gi

/** Where servers put their words: OpenAI and vLLM, older vLLM, FastAPI, llama.cpp. */
const Said = z.union([
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ object: z.literal('error'), message: z.string() }).transform(({ message }) => message),
  z.object({ detail: z.string() }).transform(({ detail }) => detail),
])

/** The value of a JSON text, or undefined where it is none. NaN and the infinities, which JSON does not have, become null. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    try {
      return JSON.parse(text.replace(STRING_OR_NO_NUMBER, (part) => (part.startsWith('"') ? part : 'null')))
    } catch {
      return undefined
    }
  }
}

/** Whether a text is a page for a browser, as proxies send them. */
export function isWebPage(text: string): boolean {
  return /^\s*<(?:!doctype html|html)/i.test(text)
}

/** What a value says of an error, as `onOneLine` tells it; null where it says none. */
export function errorIn(value: unknown): string | null {
  const said = Said.safeParse(value)
  return said.success ? onOneLine(said.data) : null
}

/** What a server says, short, without the full stop at its end and without what may be a key. */
export function onOneLine(text: string): string {
  // Cut first: the rest of a long text is not looked at. A key that is cut in two is still one.
  const line = text
    .slice(0, 4 * TOLD)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(SECRET, '…')
  return line.length > TOLD ? `${line.slice(0, TOLD)}…` : line.replace(/\.$/, '')
}
