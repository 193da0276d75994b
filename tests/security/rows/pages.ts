// How the window's files are served: the scheme of Electron, the policy and the headers of both hosts.
import { weakeningsOf } from '../weakening.ts'

const ELECTRON = 'tests/hosts/electron.test.ts'
const WEB = 'tests/hosts/web-host.test.ts'
const scheme = weakeningsOf('src-main/hosts/electron/app-protocol.ts', ELECTRON)
const files = weakeningsOf('src-main/hosts/window-files.ts', 'tests/hosts/window-files.test.ts')
const served = weakeningsOf('src-main/hosts/window-files.ts', WEB)
const host = weakeningsOf('src-main/hosts/web/web-host.ts', WEB)

const PRIVILEGES = 'secure: true, codeCache: true'
const OWN = '"default-src \'self\'",'
const removed = (name: string, line: string, item?: number) => files(`no ${name}`, `  ${line}\n`, '', item)

export const PAGES = [
  scheme('a scheme past the policy', PRIVILEGES, `${PRIVILEGES}, bypassCSP: true`, 7),
  scheme('a scheme for other origins', PRIVILEGES, `${PRIVILEGES}, corsEnabled: true`, 18),
  scheme('service workers', PRIVILEGES, `${PRIVILEGES}, allowServiceWorkers: true`, 18),
  scheme('a scheme that is fetched', PRIVILEGES, `${PRIVILEGES}, supportFetchAPI: true`, 18),
  scheme('a scheme that is not secure', 'secure: true', 'secure: false', 1),
  scheme('any host of the scheme', "url.host === 'espalier' ? url.pathname : ''", 'url.pathname', 18),
  scheme('headers are left out', '{ status, headers, body }', '{ status, body }', 7),

  files('anything from anywhere', OWN, '"default-src *",', 7),
  files('scripts from elsewhere', OWN, `${OWN} "script-src 'self' https://cdn.example.com",`, 7),
  files('scripts in the page', OWN, `${OWN} "script-src 'self' 'unsafe-inline'",`, 7),
  files('scripts made of texts', OWN, `${OWN} "script-src 'self' 'unsafe-eval'",`, 7),
  files('styles in the page', OWN, `${OWN} "style-src 'self' 'unsafe-inline'",`, 7),
  files('requests to elsewhere', OWN, `${OWN} "connect-src *",`, 7),
  files('pictures from elsewhere', "img-src 'self' data: blob:", "img-src 'self' data: blob: https:", 7),
  removed('object-src', '"object-src \'none\'",', 7),
  removed('base-uri', '"base-uri \'none\'",', 7),
  removed('form-action', '"form-action \'none\'",', 7),
  removed('frame-ancestors', '"frame-ancestors \'none\'",', 7),
  removed('policy at all', "'content-security-policy': CONTENT_SECURITY_POLICY,", 7),
  removed('opener policy', "'cross-origin-opener-policy': 'same-origin',"),
  removed('resource policy', "'cross-origin-resource-policy': 'same-origin',"),
  removed(
    'permissions policy',
    "'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',",
  ),
  removed('referrer policy', "'referrer-policy': 'no-referrer',"),
  removed('nosniff', "'x-content-type-options': 'nosniff',"),

  served(
    'an error without headers',
    "{ ...SECURITY_HEADERS, 'content-type': 'text/plain",
    "{ 'content-type': 'text/plain",
    7,
  ),
  served('a page without headers', "      ...SECURITY_HEADERS,\n      'cache-control'", "      'cache-control'", 7),
  served(
    'files beside the page',
    'const path = files.get(pathname)',
    'const path = files.get(pathname) ?? join(folder, decodeURIComponent(pathname))',
  ),
  host('a refusal without headers', "{ ...SECURITY_HEADERS, 'content-type'", "{ 'content-type'", 7),
  weakeningsOf('src-main/hosts/electron/shell-pages.ts', ELECTRON)(
    'the shell’s pages without headers',
    "{ ...SECURITY_HEADERS, 'cache-control'",
    "{ 'cache-control'",
    7,
  ),
]
