// The window's web preferences and permissions.
import { weakeningsOf } from '../weakening.ts'

const ELECTRON = 'tests/hosts/electron.test.ts'
const row = weakeningsOf('src-main/hosts/electron/window.ts', ELECTRON)
const main = weakeningsOf('src-main/hosts/electron/main.ts', ELECTRON)
const preference = (name: string, item: number) =>
  row(`${name} in the window`, 'spellcheck: false,', `spellcheck: false, ${name},`, item)

export const WINDOW = [
  row('no sandbox', 'sandbox: true,', 'sandbox: false,', 4),
  row('no context isolation', 'contextIsolation: true,', 'contextIsolation: false,', 3),
  row('Node in the page', 'nodeIntegration: false,', 'nodeIntegration: true,', 2),
  row('Node in workers', 'nodeIntegrationInWorker: false,', 'nodeIntegrationInWorker: true,', 2),
  row('webviews', 'webviewTag: false,', 'webviewTag: true,', 11),
  row('no web security', 'webSecurity: true,', 'webSecurity: false,', 6),
  preference('allowRunningInsecureContent: true', 8),
  preference('experimentalFeatures: true', 9),
  preference("enableBlinkFeatures: 'WebBluetooth'", 10),
  preference('nodeIntegrationInSubFrames: true', 2),
  preference('navigateOnDragDrop: true', 13),
  row(
    'a file instead of the origin of its own',
    'load(window, INDEX_ADDRESS)',
    "load(window, 'file:///index.html')",
    18,
  ),
  row(
    'a page of the web in the window',
    'void load(window, INDEX',
    "void load(window, 'http://example.com/' + INDEX",
    1,
  ),

  row('every permission is given', 'answer(allowed(permission))', 'answer(true)', 5),
  row('every permission is there', '=> allowed(permission))', '=> true)', 5),
  row('every device is given', '=> false)', '=> true)', 5),
  row('the camera is given', "'notifications'].includes", "'notifications', 'media'].includes", 5),
  row('the clipboard may be read', "'notifications'].includes", "'notifications', 'clipboard-read'].includes", 5),
  row('files may be opened outside', "'notifications'].includes", "'notifications', 'openExternal'].includes", 5),
  row('folders may be read', "'notifications'].includes", "'notifications', 'fileSystem'].includes", 5),
  main('the permission handlers are not installed', 'denyPermissions(session.defaultSession)\n', '\n', 5),
]
