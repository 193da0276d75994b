// What a page may say to the program, and what the preload script gives to it.
import { weakeningsOf } from '../weakening.ts'

const ELECTRON = 'tests/hosts/electron.test.ts'
const ENGINE = 'tests/hosts/engine-process.test.ts'
const calls = weakeningsOf('src-main/hosts/electron/page-calls.ts', ELECTRON)
const preload = weakeningsOf('src-main/hosts/electron/preload.ts', ELECTRON)
const port = weakeningsOf('src-main/hosts/electron/engine-port.ts', ELECTRON)
const engine = weakeningsOf('src-main/hosts/electron/engine-process.ts', ENGINE)
const start = weakeningsOf('src-main/hosts/electron/engine-start.ts', ELECTRON)
const channel = weakeningsOf('src-main/contract/channel.ts', ELECTRON, 'tests/hosts/serve-engine.test.ts')

const SENDER = 'event.senderFrame?.origin === WINDOW_ORIGIN'
const STDIO = "stdio: ['ignore', 'inherit', 'pipe'],"
const EXPOSED = "contextBridge.exposeInMainWorld('espalier', bridge)"

export const MESSAGES = [
  calls('any page is heard', SENDER, 'true', 17),
  calls('any page of the scheme is heard', SENDER, "event.senderFrame?.origin.startsWith('app:')", 17),
  calls('any origin that begins alike is heard', SENDER, "event.senderFrame?.origin.startsWith('app://e')", 17),
  calls('a frame that is gone is heard', SENDER, `event.senderFrame === null || ${SENDER}`, 17),
  calls(
    'any folder is shown',
    "if (which === 'data' || which === 'logs') openFolder(which)",
    'openFolder(which as never)',
    17,
  ),
  calls('any file is remembered', ' && isRunFile(path)) opened(path)', ') opened(path)', 17),
  calls('a path without end is remembered', 'path.length <= LONGEST_PATH && ', '', 17),
  calls(
    'an offer is taken as it is',
    'const checked = WindowOffer.safeParse(value)',
    'const checked = { success: value !== null, data: value as WindowOffer }',
    17,
  ),
  calls('a page has as many lines as it asks for', 'if (waiting.has(sender)) return\n', '\n'),

  preload(
    'all of ipcRenderer in the page',
    EXPOSED,
    `${EXPOSED}\ncontextBridge.exposeInMainWorld('electron', ipcRenderer)`,
    20,
  ),
  preload('a way to send anything', 'const bridge: Bridge = {', 'const bridge = { send: ipcRenderer.send,', 20),
  preload('the engine’s port for any page', 'PORT_MESSAGE, window.origin,', "PORT_MESSAGE, '*',", 20),
  preload('orders for any page', 'satisfies OrderMessage, window.origin)', "satisfies OrderMessage, '*')", 20),

  port(
    'messages of a page are not checked',
    'return portOver(messagePort, messageOfWindow)',
    'return portOver(messagePort, (value) => value as Message)',
  ),
  port('a port that says nonsense stays open', 'messagePort.close()', ''),
  port('a port that says nonsense is heard on', 'open ? read(event.data) : null', 'read(event.data)'),
  channel('a message without a number', "if (typeof id !== 'number') return null\n", '\n'),
  channel('a call by a name of Object’s', 'if (!Object.hasOwn(answers, name))', 'if (!(name in answers))'),
  weakeningsOf('src-main/contract/api.ts', 'tests/hosts/serve-engine.test.ts')(
    'calls are not checked by the table',
    'return CALLS[name].argument.parse(argument) as',
    'return argument as',
  ),
  engine(
    'an uncaught error ends the engine at once',
    "process.on('uncaughtException', (error) => {",
    'void ((error: unknown) => {',
  ),
  engine('an uncaught error ends in silence', '(error) => {\n  say(error)\n', '() => {\n'),
  engine('an uncaught error leaves the engine as it is', 'clearTimeout(late)\n      process.exit(1)', ''),
  engine('a rejection ends the engine', "process.on('unhandledRejection', say)", ''),

  start('a debugger’s door in the engine', STDIO, `${STDIO} execArgv: ['--inspect'],`),
  start('unsigned libraries in the engine', STDIO, `${STDIO} allowLoadingUnsignedLibraries: true,`),
  start(
    'Node’s options for the engine',
    '...proxiedEnvironment(process.env, proxy),',
    "...proxiedEnvironment(process.env, proxy), NODE_OPTIONS: '--inspect',",
  ),
]
