// Servers of models, their keys, and what is downloaded.
import { weakeningsOf } from '../weakening.ts'

const KEYCHAIN = 'tests/hosts/keychain.test.ts'
const PAGE = 'tests/engine/page-engine.test.ts'
const CUDA = 'tests/engine/device/cuda-download.test.ts'
const NAMES = 'tests/engine/hub/hub-names.test.ts'
const keychain = weakeningsOf('src-main/hosts/electron/keychain.ts', KEYCHAIN)
const engine = weakeningsOf('src-main/engine/engine.ts', PAGE)
const call = weakeningsOf('src-main/inference/server/http-call.ts', 'tests/inference/server/http-call.test.ts')
const reply = weakeningsOf('src-main/inference/server/reply-text.ts', 'tests/inference/server/http-call.test.ts')
const key = weakeningsOf('src-main/inference/server/server-key.ts', 'tests/inference/server/server-way.test.ts')
const server = weakeningsOf('src-main/inference/server/model-server.ts', 'tests/inference/server/model-server.test.ts')
const cuda = weakeningsOf('src-main/engine/device/cuda-download.ts', CUDA)
const files = weakeningsOf('src-main/inference/device/cuda-files.ts', CUDA)
const consent = weakeningsOf('src-main/hosts/electron/consent.ts', 'tests/hosts/electron.test.ts')
const hub = weakeningsOf('src-main/engine/hub/hub-names.ts', NAMES)

export const SERVERS = [
  keychain('keys that are only scrambled', " && backend !== 'basic_text'", ''),
  keychain('keys behind nobody knows what', " && backend !== 'unknown'", ''),
  keychain('keys without a keychain', '(await storage.isAsyncEncryptionAvailable()) &&', ''),
  keychain('keys are sealed whatever the keychain', 'if (refusal !== null) throw new Error(refusal)', ''),
  keychain('keys as they are', "(await storage.encryptStringAsync(key)).toString('base64')", 'key'),

  engine('a page names any server', "byAddress: host === 'cli',", 'byAddress: true,'),
  weakeningsOf('src-main/engine/library/model-library.ts', PAGE)(
    'a server that was not added',
    'if (isServerAddress(id) && !byAddress) throw notAdded(id)',
    '',
  ),
  engine('arguments are not checked', 'checkedArgument(name, argument)', 'argument as never'),

  call('the words of any refusal', "(errorIn(jsonOf(text)) ?? '')", '(errorIn(jsonOf(text)) ?? text)'),
  call('the body of what is no JSON', 'details: `${Buffer.byteLength(text)} bytes`', 'details: text'),
  call(
    'the body of another form',
    "const details = sentenceOf(result.error, 'The reply')",
    "const details = sentenceOf(result.error, 'The reply') + text",
  ),
  call('a server’s redirects are followed', "redirect: 'manual',", "redirect: 'follow',"),
  call('replies of any length', '{ size: SIZE_LIMIT, idle }', '{ size: Infinity, idle }'),
  call('replies without an end', '{ size: SIZE_LIMIT, idle }', '{ size: SIZE_LIMIT, idle: 2 ** 30 }'),
  reply('keys in a server’s words', ".replace(SECRET, '…')", ''),
  reply('a server’s words of any length', 'line.length > TOLD', 'line.length > Infinity'),
  key('a key that a server repeats', "text.replaceAll(key, '…')", 'text'),
  server('a password in an address', "url?.username === '' && url.password === '' &&", 'url &&'),
  server('a query in an address', "url.search === '' && ", ''),

  engine(
    'a page downloads what the program runs',
    "(host === 'cli' ? () => Promise.resolve(true) : null)",
    '(() => Promise.resolve(true))',
  ),
  cuda('files without a person’s consent', 'if (!current && !(await agreed(wanted.offer))) throw refused()', ''),
  cuda('files where nobody can be asked', 'if (agreed === null) throw nobodyAsked()', ''),
  cuda('files that were not offered', 'wanted?.offer.sha512 !== sha512', '!wanted'),
  files('files of another checksum', 'if (sha512 !== offer.sha512)', 'if (sha512 === undefined)'),
  files('files of any length', 'bytes > offer.bytes ?', 'bytes > Infinity ?'),
  files('half a package', 'if (wanted.size > 0) throw', 'if (wanted.size < 0) throw'),
  consent('consent by the first key', 'defaultId: 1,', 'defaultId: 0,'),
  consent('consent by going away', 'cancelId: 1,', 'cancelId: 0,'),
  consent('consent whatever is pressed', 'return response === 0', 'return response >= 0'),
  weakeningsOf('src-main/hosts/electron/main.ts', 'tests/hosts/electron.test.ts')(
    'consent without a question',
    'mayDownload: (offer) => mayDownload(dialog, BrowserWindow.getAllWindows()[0], offer),',
    'mayDownload: () => Promise.resolve(true),',
  ),

  hub('a name that leads out of its folder', '!/^\\.\\.?$/.test(name) && ', ''),
  hub('a name of a device', ' && !DEVICE.test(name)', ''),
  hub('signs that cannot be seen', '!NEVER.test(path) && ', ''),
  weakeningsOf('src-main/engine/hub/hub-requests.ts', 'tests/engine/hub/hub-requests.test.ts')(
    'the hub’s token for whoever it sends to',
    '(isHub && secret ?',
    '(secret ?',
  ),
]
