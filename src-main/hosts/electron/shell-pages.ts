// The pages that stand in for the window where it cannot be: after a crash of it, without an engine, and while the program closes.
// Knows their marks and style, which are plain HTML without scripts. Does not know when they are shown.
import { SECURITY_HEADERS } from '../window-files.ts'
import type { FileAnswer } from '../window-files.ts'
import { WINDOW_ORIGIN } from './app-protocol.ts'
import { WORDS } from './words.ts'

const INDEX = '/index.html'
const LOGS = '/shell/logs'
export const INDEX_ADDRESS = `${WINDOW_ORIGIN}${INDEX}`
/** Going there shows the logs, and no page. */
export const LOGS_ADDRESS = `${WINDOW_ORIGIN}${LOGS}`

const STYLE = `
:root { color-scheme: light dark; font: 13px/1.5 -apple-system, 'Segoe UI', Ubuntu, Cantarell, 'Liberation Sans', system-ui, sans-serif }
body { display: grid; min-height: 100vh; margin: 0; place-items: center; background: light-dark(#fcfcfb, #131417); color: light-dark(#1b1c1f, #ecedef) }
main { box-sizing: border-box; width: min(100%, 560px); padding: 24px }
h1 { margin: 0 0 8px; font-size: 20px; font-weight: 600 }
p { margin: 0 0 12px; color: light-dark(#5d5f66, #a0a3ab); overflow-wrap: anywhere }
pre { max-height: 40vh; margin: 0 0 12px; padding: 8px 12px; overflow: auto; border-radius: 6px; background: light-dark(#ececea, #0e0f11); font: 12px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere }
h2 { margin: 0 0 4px; font-size: 13px; font-weight: 600 }
nav { display: flex; gap: 8px; margin-top: 16px }
a { padding: 7px 14px; border: 1px solid light-dark(#8b8d94, #6d717b); border-radius: 6px; color: inherit; text-decoration: none }
a:first-child { border-color: transparent; background: light-dark(#4356c0, #98a6ff); color: light-dark(#fff, #14162b) }
a:focus-visible { outline: 2px solid light-dark(#4356c0, #98a6ff); outline-offset: 2px }
`

/** What there is to say of the program's state. */
export type Plight =
  | { kind: 'crashed' }
  | { kind: 'stopped'; tries: number; said: string; log: string }
  | { kind: 'closing'; again: boolean }

const STYLE_PATH = '/shell/page.css'

/** Where the page of a plight lies; each kind has one. */
export function addressOf({ kind }: Plight): string {
  return `${WINDOW_ORIGIN}/shell/${kind}.html`
}

/** Answers for these pages, as they are now; null for any other path. */
export function shellPage(pathname: string, plights: Iterable<Plight>): FileAnswer | null {
  if (pathname === STYLE_PATH) return answer('text/css; charset=utf-8', STYLE)
  for (const plight of plights) {
    if (`${WINDOW_ORIGIN}${pathname}` === addressOf(plight)) return answer('text/html; charset=utf-8', pageOf(plight))
  }
  return null
}

function answer(type: string, text: string): FileAnswer {
  return {
    status: 200,
    headers: { ...SECURITY_HEADERS, 'cache-control': 'no-store', 'content-type': type },
    body: Buffer.from(text),
  }
}

function pageOf(plight: Plight): string {
  const { pages } = WORDS
  const { title } = pages[plight.kind]
  const parts = [`<h1>${escaped(title)}</h1>`]
  const say = (text: string) => parts.push(`<p>${escaped(text)}</p>`)
  const ways = (...links: [string, string][]) =>
    parts.push(`<nav>${links.map(([to, text]) => `<a href="${to}">${escaped(text)}</a>`).join('')}</nav>`)
  if (plight.kind === 'crashed') {
    say(pages.crashed.text)
    ways([INDEX, pages.crashed.action], [LOGS, pages.logs])
  } else if (plight.kind === 'stopped') {
    say(pages.stopped.text(plight.tries))
    if (plight.said !== '') parts.push(`<h2>${escaped(pages.said)}</h2><pre tabindex="0">${escaped(plight.said)}</pre>`)
    say(pages.log(plight.log))
    ways([INDEX, pages.stopped.action], [LOGS, pages.logs])
  } else {
    say(pages.closing.text)
    if (plight.again) say(pages.closing.again)
  }
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)} – Espalier</title>
<link rel="stylesheet" href="${STYLE_PATH}"></head>
<body><main><div role="${plight.kind === 'closing' ? 'status' : 'alert'}">${parts.join('\n')}</div></main></body>
</html>
`
}

function escaped(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (sign) => signs[sign]!)
}
