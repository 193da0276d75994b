// The address of the window's files inside Electron: app://espalier/, an origin of its own instead of file://.
// Knows the scheme. Does not know files or their headers (window-files.ts).
import type { Protocol } from 'electron'
import type { FileAnswer, WindowFiles } from '../window-files.ts'

const SCHEME = 'app'
export const WINDOW_ORIGIN = `${SCHEME}://espalier`

/** Makes the scheme behave like https. Must be called before the app is ready. */
export function registerScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, codeCache: true } },
  ])
}

/** Answers for the window's files and the pages in its place (`page`), and for nothing else. */
export function handleScheme(
  protocol: Protocol,
  files: WindowFiles,
  page: (pathname: string) => FileAnswer | null,
): void {
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url)
    const pathname = url.host === 'espalier' ? url.pathname : ''
    const { status, headers, body } = page(pathname) ?? (await files(pathname))
    return new Response(new Uint8Array(body), { status, headers })
  })
}
