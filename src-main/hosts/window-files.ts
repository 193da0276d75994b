// The files of the window, and the headers that fence them in.
// Knows the built folder: only what was in it when it was read can be asked for. Does not know who asks (web or Electron).
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { EspalierError } from '../contract/errors.ts'

/** What a page may load and do: its own files, its own socket, pictures it drew itself. No inline script or style. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Sent with every answer of either host, errors included. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
}

export interface FileAnswer {
  status: 200 | 404
  headers: Record<string, string>
  body: Buffer
}

/** Answers for a URL's path, as the URL class gives it. */
export type WindowFiles = (pathname: string) => Promise<FileAnswer>

/** Reads the list of files once. Throws `not-found` where the window was not built. */
export async function openWindowFiles(folder: string): Promise<WindowFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = new Map<string, string>()
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    files.set(`/${relative(folder, path).split(sep).join('/')}`, path)
  }
  const index = files.get('/index.html')
  if (!index) {
    throw new EspalierError({
      code: 'not-found',
      message: 'The window has not been built.',
      advice: 'Run `npm run build`, then start again.',
      details: folder,
    })
  }
  files.set('/', index)

  return async (pathname) => {
    const path = files.get(pathname)
    const body = path === undefined ? null : await readFile(path).catch(() => null)
    if (path === undefined || body === null) {
      const headers = { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' }
      return { status: 404, headers, body: Buffer.from('There is no such file.\n') }
    }
    // Built assets carry a hash of their content in their names; the page itself does not.
    const lasting = pathname.startsWith('/assets/')
    const headers = {
      ...SECURITY_HEADERS,
      'cache-control': lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    }
    return { status: 200, headers, body }
  }
}
