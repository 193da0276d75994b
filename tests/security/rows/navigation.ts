// Where a page may go, what it may open, and the program's own switches.
import { weakeningsOf } from '../weakening.ts'

const ELECTRON = 'tests/hosts/electron.test.ts'
const PARTS = 'tests/hosts/shell-parts.test.ts'
const lock = weakeningsOf('src-main/hosts/electron/contents-lock.ts', ELECTRON)
const main = weakeningsOf('src-main/hosts/electron/main.ts', ELECTRON)
const opened = weakeningsOf('src-main/hosts/electron/opened.ts', PARTS)
const SWITCH = "app.commandLine.appendSwitch('js-flags', '--no-memory-protection-keys')"

export const NAVIGATION = [
  lock('a page goes anywhere', 'if (!event.url.startsWith(`${WINDOW_ORIGIN}/`)) event.preventDefault()', '', 13),
  lock('a prefix without its slash', '`${WINDOW_ORIGIN}/`', 'WINDOW_ORIGIN', 13),
  lock('a frame goes anywhere', 'if (!event.isMainFrame) event.preventDefault()', '', 13),
  lock('redirects are followed', "contents.on('will-redirect', (event) => event.preventDefault())", '', 13),
  lock('webviews are attached', "contents.on('will-attach-webview', (event) => event.preventDefault())", '', 12),
  lock('pages open windows', "{ action: 'deny' }", "{ action: 'allow' }", 14),
  lock('anything is opened outside', "?.protocol === 'https:'", "?.protocol !== 'nothing:'", 15),
  lock('plain HTTP is opened outside', "?.protocol === 'https:'", "?.protocol.startsWith('http')", 15),
  main('pages are not locked', "app.on('web-contents-created',", "app.on('browser-window-created' as never,", 14),

  main(
    'certificate errors are accepted',
    SWITCH,
    `${SWITCH}\napp.on('certificate-error', (event) => event.preventDefault())`,
    1,
  ),
  main(
    'certificate errors are ignored',
    SWITCH,
    `${SWITCH}\napp.commandLine.appendSwitch('ignore-certificate-errors')`,
    1,
  ),
  main(
    'a port for remote debugging',
    SWITCH,
    `${SWITCH}\napp.commandLine.appendSwitch('remote-debugging-port', '9222')`,
  ),
  main('no sandbox by a switch', SWITCH, `${SWITCH}\napp.commandLine.appendSwitch('no-sandbox')`, 4),
  main('no site isolation', SWITCH, `${SWITCH}\napp.commandLine.appendSwitch('disable-site-isolation-trials')`),
  main('no sandbox in silence', "app.commandLine.hasSwitch('no-sandbox')", 'false', 4),
  main('developer tools in a package', 'packaged: app.isPackaged,\n    recent:', 'packaged: false,\n    recent:'),
  weakeningsOf('src-main/hosts/electron/menu.ts', PARTS)(
    'developer tools in the menu',
    '...(packaged ? [] : development)',
    '...development',
  ),

  opened('a link that is more than a run', '://run/[', '://[\\\\w/]*['),
  opened('a link with more behind it', '{0,3})?$`)', '{0,3})?`)'),
  opened('a switch taken for a file', "!word.startsWith('-') && isRunFile(word)", 'isRunFile(word)'),
  opened('a file of any size', 'size > RUN_FILE_BYTES', 'size > Infinity'),
  opened('what is no file', '!found.isFile() || ', ''),
  weakeningsOf('src-main/hosts/electron/orders.ts', PARTS)(
    'a link taken for a person’s act',
    "order.kind === 'command' ?",
    "order.kind !== 'file' ?",
  ),
  weakeningsOf('src-main/hosts/electron/log-file.ts', PARTS)(
    'keys in the log',
    'withoutKeys(line.trimEnd())',
    'line.trimEnd()',
  ),
  weakeningsOf('src-main/hosts/electron/shell-pages.ts', ELECTRON)(
    'the engine’s last words as HTML',
    '${escaped(plight.said)}',
    '${plight.said}',
  ),
]
