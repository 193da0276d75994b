// What no page of the program may do, whichever window shows it: go elsewhere, open another window, embed one.
// Knows Electron's events of a page. Does not know windows, or when a page is made (main.ts asks for each).
import type { WebContents } from 'electron'
import { shell } from 'electron'
import { WINDOW_ORIGIN } from './app-protocol.ts'
import { LOGS_ADDRESS } from './shell-pages.ts'

/** The page stays the page. Links to the web open in the browser; `openLogs` is called where it asks for the logs. */
export function lockContents(contents: WebContents, openLogs: () => void): void {
  contents.on('will-navigate', (event) => {
    // As text: the URL class knows no origin for a scheme of our own.
    if (!event.url.startsWith(`${WINDOW_ORIGIN}/`)) event.preventDefault()
    if (event.url !== LOGS_ADDRESS) return
    event.preventDefault()
    openLogs()
  })
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (URL.parse(url)?.protocol === 'https:') void shell.openExternal(url)
    return { action: 'deny' }
  })
}
