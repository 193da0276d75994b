import { EventEmitter } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import type { MessageChannelMain, MessagePortMain, Protocol, Session, UtilityProcess, WebContents } from 'electron'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { EngineCalls } from '../../src-main/contract/api.ts'
import type { Bridge } from '../../src-main/contract/bridge.ts'
import type { WindowOffer } from '../../src-main/contract/window-offer.ts'
import { openChannel } from '../../src-main/contract/channel.ts'
import { threadPort } from '../../src-main/inference/thread/thread-port.ts'
import { handleScheme, registerScheme } from '../../src-main/hosts/electron/app-protocol.ts'
import { lockContents } from '../../src-main/hosts/electron/contents-lock.ts'
import { keepEngine } from '../../src-main/hosts/electron/engine-keeper.ts'
import { consentOver } from '../../src-main/hosts/electron/consent.ts'
import { portOverMessagePort, portToProcess } from '../../src-main/hosts/electron/engine-port.ts'
import { NONE } from '../../src-main/hosts/electron/program-menu.ts'
import type { Plight } from '../../src-main/hosts/electron/shell-pages.ts'
import { shellPage } from '../../src-main/hosts/electron/shell-pages.ts'
import { readBounds } from '../../src-main/hosts/electron/window-bounds.ts'
import { denyPermissions, openWindow } from '../../src-main/hosts/electron/window.ts'
import type { Work } from '../../src-main/hosts/electron/work.ts'
import { IDLE } from '../../src-main/hosts/electron/work.ts'
import { serveEngine } from '../../src-main/hosts/serve-engine.ts'
import { openWindowFiles } from '../../src-main/hosts/window-files.ts'
import * as electron from '../doubles/electron.ts'
import { engineDouble } from '../doubles/engine.ts'

vi.mock('electron', () => import('../doubles/electron.ts'))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-electron-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const open = () =>
  openWindow({ preload: '/built/preload.cjs', dataFolder: folder }) as unknown as electron.BrowserWindow
let logsOpened = 0
/** A page, locked. */
const locked = () => {
  const contents = new electron.WebContentsDouble()
  lockContents(contents as unknown as WebContents, () => logsOpened++)
  return contents
}

describe('the window', () => {
  test('is fenced in', () => {
    expect(open().options.webPreferences).toEqual({
      preload: '/built/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      webSecurity: true,
      spellcheck: false,
    })
  })

  test('shows the built page, and only once it is drawn', () => {
    const window = open()
    expect(window.urls).toEqual(['app://espalier/index.html'])
    expect([window.options.show, window.shown]).toEqual([false, false])
    window.emit('ready-to-show')
    expect(window.shown).toBe(true)
  })

  test.each([
    ['will-navigate', 'app://espalier/index.html', false],
    ['will-navigate', 'app://elsewhere/index.html', true],
    ['will-navigate', 'app://espalier.evil/index.html', true],
    ['will-navigate', 'app://espalier', true],
    ['will-navigate', 'https://example.com/', true],
    ['will-navigate', 'file:///etc/passwd', true],
    ['will-navigate', 'javascript:alert(1)', true],
    ['will-redirect', 'app://espalier/index.html', true],
    ['will-attach-webview', 'app://espalier/index.html', true],
  ])('%s to %s is prevented: %s', (name, url, prevented) => {
    const event = { url, preventDefault: vi.fn() }
    locked().emit(name, event)
    expect(event.preventDefault).toHaveBeenCalledTimes(prevented ? 1 : 0)
  })

  test('a page that asks for the logs has them shown, and stays', () => {
    const event = { url: 'app://espalier/shell/logs', preventDefault: vi.fn() }
    locked().emit('will-navigate', event)
    expect([event.preventDefault.mock.calls.length, logsOpened]).toEqual([1, 1])
  })

  test.each([
    [true, 0],
    [false, 1],
  ])('a frame that goes somewhere, the main one: %s, is prevented %i times', (isMainFrame, times) => {
    const event = { url: 'app://espalier/index.html', isMainFrame, preventDefault: vi.fn() }
    locked().emit('will-frame-navigate', event)
    expect(event.preventDefault).toHaveBeenCalledTimes(times)
  })

  test('it has the ground of its theme before it is drawn, and follows the system', () => {
    const window = open()
    expect(window.options.backgroundColor).toBe('#fcfcfb')
    electron.nativeTheme.shouldUseDarkColors = true
    electron.nativeTheme.emit('updated')
    expect(window.colours).toEqual(['#131417'])
    electron.nativeTheme.shouldUseDarkColors = false
    window.emit('closed')
    electron.nativeTheme.emit('updated')
    expect(window.colours).toEqual(['#131417'])
  })

  test.each([
    ['https://arxiv.org/abs/2408.00724', true],
    ['http://example.com/', false],
    ['file:///etc/passwd', false],
    ['smb://server/share', false],
    ['nonsense', false],
  ])('a new window for %s is denied; opened in the browser: %s', (url, outside) => {
    electron.opened.length = 0
    expect(locked().openHandler({ url })).toEqual({ action: 'deny' })
    expect(electron.opened).toEqual(outside ? [url] : [])
  })

  test.each([
    ['media', false],
    ['geolocation', false],
    ['notifications', true],
    ['openExternal', false],
    ['fileSystem', false],
    ['fullscreen', false],
    ['clipboard-read', false],
    ['clipboard-sanitized-write', true],
  ])('permission %s is given: %s', (permission, given) => {
    const { defaultSession } = electron.session
    denyPermissions(defaultSession as unknown as Session)
    const answer = vi.fn()
    defaultSession.request(null, permission, answer)
    expect(answer).toHaveBeenCalledExactlyOnceWith(given)
    expect(defaultSession.check(null, permission)).toBe(given)
    expect(defaultSession.device()).toBe(false)
  })
})

describe('bounds', () => {
  const SCREEN = [{ x: 0, y: 0, width: 1920, height: 1080 }]
  const FIRST = { width: 1280, height: 860, maximized: false, theme: 'system' }

  test('a window opens where it was closed, in the same theme', async () => {
    const window = open()
    window.maximized = true
    electron.nativeTheme.themeSource = 'dark'
    window.emit('close')
    electron.nativeTheme.themeSource = 'system'
    const again = open()
    expect(electron.nativeTheme.themeSource).toBe('dark')
    electron.nativeTheme.themeSource = 'system'
    expect(again.options).toMatchObject({ x: 10, y: 20, width: 900, height: 700 })
    expect(again.maximized).toBe(true)
    expect(await readFile(join(folder, 'window.json'), 'utf8')).toContain('900')
  })

  test.each([
    ['nothing', null, FIRST],
    ['half a file', '{"width":', FIRST],
    ['nonsense', '{"width":-5,"height":1e9}', FIRST],
    [
      'a screen that is gone',
      '{"x":4000,"y":0,"width":900,"height":700,"maximized":false}',
      { width: 900, height: 700, maximized: false, theme: 'system' },
    ],
    [
      'a title bar out of reach',
      '{"x":0,"y":-300,"width":900,"height":700,"maximized":false}',
      { width: 900, height: 700, maximized: false, theme: 'system' },
    ],
  ])('saved %s', async (name, text, expected) => {
    const file = join(folder, `${name}.json`)
    if (text !== null) await writeFile(file, text)
    expect(readBounds(file, SCREEN)).toEqual(expected)
  })
})

describe('the preload script', () => {
  test('exposes what the bridge promises, and passes ports and orders on to the window alone', async () => {
    const posted: unknown[][] = []
    vi.stubGlobal('window', { origin: 'app://espalier', postMessage: (...words: unknown[]) => void posted.push(words) })
    await import('../../src-main/hosts/electron/preload.ts')
    expect(Object.keys(electron.exposed)).toEqual(['espalier'])
    const bridge = electron.exposed['espalier'] as Bridge
    bridge.connect()
    expect(bridge.pathOf({ name: 'model.gguf' } as File)).toBe('/given/model.gguf')
    bridge.openFolder('logs')
    const offer: WindowOffer = { theme: 'dark', menus: NONE }
    bridge.tell(offer)
    bridge.opened('/runs/a.espalier.jsonl')
    bridge.takeOrders()
    bridge.update('check')
    expect(electron.ipcRenderer.sent).toEqual([
      ['connect'],
      ['open-folder', 'logs'],
      ['offer', offer],
      ['opened', '/runs/a.espalier.jsonl'],
      ['take-orders'],
      ['update', 'check'],
    ])
    expect(Object.keys(bridge)).toHaveLength(7)
    const ports = [{}]
    electron.ipcRenderer.emit('port', { ports })
    const order = { kind: 'command', id: 'run.start' }
    electron.ipcRenderer.emit('order', {}, order)
    expect(posted).toEqual([
      ['espalier:port', 'app://espalier', ports],
      [{ type: 'espalier:order', order }, 'app://espalier'],
    ])
    vi.unstubAllGlobals()
  })
})

describe('the window’s files', () => {
  test('are an origin of their own, under the policy, and nothing else is served', async () => {
    const renderer = join(folder, 'renderer')
    await mkdir(renderer)
    await writeFile(join(renderer, 'index.html'), '<!doctype html>')
    const protocol = electron.protocol as unknown as Protocol
    registerScheme(protocol)
    const plights: Plight[] = [{ kind: 'stopped', tries: 5, said: 'a < b', log: '/logs/espalier.log' }]
    handleScheme(protocol, await openWindowFiles(renderer), (path) => shellPage(path, plights))
    // None of `bypassCSP`, `corsEnabled`, `supportFetchAPI`, `allowServiceWorkers`.
    expect(electron.protocol.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, codeCache: true } },
    ])
    const ask = (url: string) => electron.protocol.handlers.get('app')!(new Request(url))
    const page = await ask('app://espalier/index.html')
    expect([page.status, await page.text()]).toEqual([200, '<!doctype html>'])
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'self';/)
    const stopped = await ask('app://espalier/shell/stopped.html')
    expect(stopped.headers.get('content-security-policy')).toMatch(/^default-src 'self';/)
    const text = await stopped.text()
    expect(text).toContain('a &lt; b')
    expect(text).toContain('/logs/espalier.log')
    expect(text).not.toMatch(/<script|style=/)
    expect((await ask('app://espalier/shell/page.css')).status).toBe(200)
    // Of nothing that has happened.
    expect((await ask('app://espalier/shell/crashed.html')).status).toBe(404)
    expect((await ask('app://espalier/../window.json')).status).toBe(404)
    expect((await ask('app://elsewhere/index.html')).status).toBe(404)
  })
})

describe('the engine’s process', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function keep() {
    const children: electron.UtilityProcessDouble[] = []
    const pauses: (number | null)[] = []
    const works: Work[] = []
    const givenUp: number[] = []
    const keeper = keepEngine({
      fork: () => {
        const child = new electron.UtilityProcessDouble()
        children.push(child)
        return child as unknown as UtilityProcess
      },
      openChannel: () => new MessageChannel() as unknown as MessageChannelMain,
      onCrash: ({ pause }) => pauses.push(pause),
      onGivenUp: (tries) => givenUp.push(tries),
      onWork: (work) => works.push(work),
    })
    const crash = () => children.at(-1)!.emit('exit', 139)
    const answer = () => children.at(-1)!.emit('message', { kind: 'ready' })
    return { keeper, children, pauses, works, givenUp, crash, answer }
  }

  test('a window gets its line when the engine answers, straight to it', async () => {
    const { keeper, children, answer } = keep()
    const line = keeper.connect()
    expect(children[0]!.posted).toEqual([])
    answer()
    const mine = await line
    expect(children[0]!.posted).toMatchObject([{ message: 'window', ports: [expect.anything()] }])
    expect(children[0]!.posted[0]!.ports[0]).not.toBe(mine)
    await keeper.connect()
    expect(children[0]!.posted).toHaveLength(2)
  })

  test('a crash starts it again, each time after a longer pause, and the fifth in a row is the last', () => {
    const { children, pauses, givenUp, crash } = keep()
    for (let index = 0; index < 4; index++) {
      crash()
      vi.advanceTimersByTime(pauses.at(-1)! - 1)
      expect(children).toHaveLength(index + 1)
      vi.advanceTimersByTime(1)
      expect(children).toHaveLength(index + 2)
    }
    expect(givenUp).toEqual([])
    crash()
    vi.advanceTimersByTime(3_600_000)
    expect([pauses, children.length, givenUp]).toEqual([[250, 500, 1000, 2000, null], 5, [5]])
  })

  test('one that was given up is started again for a window that asks', async () => {
    const { keeper, children, givenUp, crash, answer } = keep()
    const first = keeper.connect()
    const refused = expect(first).rejects.toThrow('given up')
    for (let index = 0; index < 5; index++) {
      crash()
      vi.advanceTimersByTime(2000)
    }
    await refused
    const second = keeper.connect()
    expect(children).toHaveLength(6)
    answer()
    await second
    crash()
    vi.advanceTimersByTime(250)
    expect([children.length, givenUp]).toEqual([7, [5]])
  })

  test('after a healthy minute the pause is short again', () => {
    const { pauses, crash } = keep()
    crash()
    vi.advanceTimersByTime(250)
    crash()
    vi.advanceTimersByTime(500 + 60_000)
    crash()
    expect(pauses).toEqual([250, 500, 250])
  })

  test('a window that asks in the pause gets the next engine', async () => {
    const { keeper, children, crash, answer } = keep()
    crash()
    const line = keeper.connect()
    expect(children).toHaveLength(1)
    vi.advanceTimersByTime(250)
    answer()
    await line
    expect(children[1]!.posted.map(({ message }) => message)).toEqual(['window'])
  })

  test('what it is at is told, and is nothing after a crash', () => {
    const { keeper, children, works, crash } = keep()
    const work = { ...IDLE, runs: 2 }
    children[0]!.emit('message', { kind: 'work', work })
    expect(keeper.work).toEqual(work)
    crash()
    expect([keeper.work, works]).toEqual([IDLE, [work, IDLE]])
  })

  test('an orderly end is asked for, waited for and not taken for a crash', async () => {
    const { keeper, children, pauses } = keep()
    const closed = keeper.close()
    expect(children[0]!.posted).toMatchObject([{ message: 'close' }])
    children[0]!.emit('exit', 0)
    await closed
    vi.advanceTimersByTime(20_000)
    expect([children.length, pauses.length, children[0]!.killed]).toEqual([1, 0, false])
  })

  test('one that does not end is killed after ten seconds', async () => {
    const { keeper, children } = keep()
    const closed = keeper.close()
    await vi.advanceTimersByTimeAsync(9_999)
    expect(children[0]!.killed).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await closed
    expect(children[0]!.killed).toBe(true)
  })

  test('closing in a pause starts nothing more', async () => {
    const { keeper, children, crash } = keep()
    crash()
    await keeper.close()
    vi.advanceTimersByTime(20_000)
    expect(children).toHaveLength(1)
  })
})

test('a call goes through a message port to the engine and back, and a closed window leaves no listeners', async () => {
  const { port1, port2 } = new MessageChannel()
  const engine = engineDouble()
  serveEngine({ engine, port: portOverMessagePort(electron.electronPort(port1)) })
  const window = openChannel<EngineCalls>(threadPort(port2))
  expect(await window.call('engine.info', {})).toMatchObject({ version: '0.0.0' })
  port2.close()
  await expect.poll(() => engine.listeners()).toBe(0)
})

test.each<[what: string, message: unknown]>([
  ['nothing', null],
  ['a text', 'close'],
  ['a list', [1, { kind: 'call', id: 0, name: 'engine.info', argument: {} }]],
  ['a message of the engine’s', { kind: 'topic', topic: 'run.deleted', message: { id: 'x' } }],
  ['a call without a number', { kind: 'call', name: 'engine.info', argument: {} }],
])('what is no message of a window, such as %s, closes its port, and nothing after it is heard', async (_, message) => {
  const { port1, port2 } = new MessageChannel()
  const engine = engineDouble()
  serveEngine({ engine, port: portOverMessagePort(electron.electronPort(port1)) })
  port2.postMessage(message)
  port2.postMessage({ kind: 'call', id: 1, name: 'engine.info', argument: {} })
  await expect.poll(() => engine.listeners()).toBe(0)
  expect(engine.calls).toEqual([])
})

test('what was on its way before its port closed is not heard', () => {
  const [events, close, heard] = [new EventEmitter(), vi.fn(), vi.fn()]
  const port = Object.assign(events, { start: () => undefined, close }) as unknown as MessagePortMain
  portOverMessagePort(port).receive(heard)
  for (const data of [null, { kind: 'call', id: 1, name: 'engine.info', argument: {} }])
    events.emit('message', { data })
  expect([heard.mock.calls, close.mock.calls.length]).toEqual([[], 1])
})

describe('the main process', () => {
  const begin = async (
    options: { first?: boolean; packaged?: boolean; switches?: string[]; files?: () => Promise<unknown> } = {},
  ) => {
    vi.resetModules()
    vi.stubEnv('ESPALIER_DATA', folder)
    vi.doMock('../../src-main/hosts/window-files.ts', () => ({
      openWindowFiles: options.files ?? (() => Promise.resolve()),
    }))
    // A fresh main process imports a fresh Electron.
    const fresh = await import('../doubles/electron.ts')
    fresh.app.first = options.first ?? true
    fresh.app.isPackaged = options.packaged ?? false
    // Electron's own, in a package.
    Object.assign(process, { resourcesPath: '/program/resources' })
    for (const name of options.switches ?? []) fresh.app.switches[name] = ''
    vi.doMock('electron', () => fresh)
    await import('../../src-main/hosts/electron/main.ts')
    await new Promise((resolve) => setTimeout(resolve, 20))
    return fresh
  }
  const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const before = SIGNALS.map((signal) => process.listeners(signal))
  afterEach(() => {
    // Each main process listens for them.
    for (const [index, signal] of SIGNALS.entries()) {
      for (const listener of process.listeners(signal)) {
        if (!before[index]!.includes(listener)) process.off(signal, listener)
      }
    }
    vi.doUnmock('../../src-main/hosts/window-files.ts')
    vi.unstubAllEnvs()
  })

  test('opens one window and one engine, with its own folders', async () => {
    const { app, BrowserWindow, forks } = await begin()
    expect(BrowserWindow.all).toHaveLength(1)
    expect(forks.map(({ path }) => path)).toEqual([expect.stringMatching(/main.engine-process\.js$/)])
    expect(JSON.parse(forks[0]!.argument)).toEqual({
      dataFolder: folder,
      modelsFolder: join('/program', 'models'),
      version: '1.2.3',
    })
    expect(app.paths['userData']).toBe(join(folder, 'electron'))
    expect(app.switches).toEqual({ 'js-flags': '--no-memory-protection-keys' })
  })

  test('starts the engine with its own words alone, deaf to debuggers', async () => {
    const { forks } = await begin()
    const { env, ...options } = forks[0]!.options
    expect(options).toEqual({ serviceName: 'Espalier engine', stdio: ['ignore', 'inherit', 'pipe'] })
    const given = env as NodeJS.ProcessEnv
    for (const name of ['NODE_OPTIONS', 'ELECTRON_RUN_AS_NODE']) expect(given[name]).toBe(process.env[name])
  })

  test('gives no page a permission that it need not have', async () => {
    const { session } = await begin()
    const answer = vi.fn()
    session.defaultSession.request(null, 'media', answer)
    expect(answer).toHaveBeenCalledExactlyOnceWith(false)
    expect([session.defaultSession.check(null, 'media'), session.defaultSession.device()]).toEqual([false, false])
  })

  test('locks each page that comes to be, whoever has opened it', async () => {
    const { app, BrowserWindow, WebContentsDouble } = await begin()
    const other = new WebContentsDouble()
    app.emit('web-contents-created', {}, other)
    for (const contents of [BrowserWindow.all[0]!.webContents, other]) {
      const event = { url: 'https://example.com/', preventDefault: vi.fn() }
      contents.emit('will-navigate', event)
      expect(event.preventDefault).toHaveBeenCalledOnce()
      expect(contents.openHandler({ url: 'file:///etc/passwd' })).toEqual({ action: 'deny' })
    }
  })

  test('vouches for no certificate, and shows none of its own', async () => {
    const { app } = await begin()
    const names = ['certificate-error', 'select-client-certificate', 'login']
    expect(names.filter((name) => app.listenerCount(name) > 0)).toEqual([])
  })

  test.each([
    [true, false],
    [false, true],
  ])('packaged: %s, its menu has developer tools: %s', async (packaged, there) => {
    const { Menu } = await begin({ packaged })
    expect(JSON.stringify(Menu.entries).includes('toggleDevTools')).toBe(there)
  })

  test.each([
    [['no-sandbox'], true],
    [[], false],
  ])('with the switches %j it warns that the sandbox is off: %s', async (switches, warned) => {
    const said: string[] = []
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0)
    const logged = join(folder, 'logs', 'espalier.log')
    await rm(logged, { force: true })
    await begin({ switches })
    write.mockRestore()
    expect(said.some((text) => /^Warning: .*without Chromium’s sandbox/.test(text))).toBe(warned)
    expect((await readFile(logged, 'utf8')).includes('without Chromium’s sandbox')).toBe(warned)
  })

  test('files that the program will run are downloaded when a person says so, outside of the page', async () => {
    const { dialog, forks } = await begin()
    const { ports } = forks[0]!.child.posted.find(({ message }) => message === 'consent')!
    const asks = consentOver(Promise.resolve(portToProcess(ports[0] as MessagePortMain)))
    const offer = { name: 'Some.Package', version: '1.2.3', bytes: 300_000_000, sha512: 'abc' }
    dialog.answers.push(1, 0)
    expect([await asks(offer), await asks(offer)]).toEqual([false, true])
    expect(dialog.asked).toMatchObject([
      { message: 'Download Some.Package 1.2.3, 300 MB?', defaultId: 1, cancelId: 1 },
      { detail: expect.stringContaining('SHA-512 abc') as string, buttons: ['Download', 'Cancel'] },
    ])
  })

  test.each([
    [{ origin: 'app://espalier' }, 1],
    [{ origin: 'https://example.com' }, 0],
    [{ origin: 'app://elsewhere' }, 0],
    [{ origin: 'null' }, 0],
    [null, 0],
  ])('a frame like %j gets %i line to the engine', async (senderFrame, lines) => {
    const { BrowserWindow, forks, ipcMain } = await begin()
    const sender = BrowserWindow.all[0]!.webContents
    // A page that is loaded anew asks again, and is the same one.
    for (let asked = 0; asked < 2; asked++) ipcMain.emit('connect', { sender, senderFrame })
    forks[0]!.child.emit('message', { kind: 'ready' })
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(sender.sent.map(({ channel, ports }) => [channel, ports.length])).toEqual(Array(lines).fill(['port', 1]))
    // The ways to the keychain, to device tests and to a person's consent come first.
    const windows = forks[0]!.child.posted.slice(3)
    expect(windows).toHaveLength(lines)
  })

  test.each([
    ['app://espalier', true],
    ['https://example.com', false],
  ])('a frame of %s has the data folder and the logs shown: %s', async (origin, shown) => {
    const { ipcMain, opened } = await begin()
    for (const which of ['data', 'logs', '/etc']) ipcMain.emit('open-folder', { senderFrame: { origin } }, which)
    expect(opened).toEqual(shown ? [folder, join(folder, 'logs')] : [])
  })

  test('of what a page has opened, files of runs alone are remembered', async () => {
    const { app, ipcMain } = await begin()
    const event = { senderFrame: { origin: 'app://espalier' } }
    const long = `/${'a'.repeat(5000)}.espalier.jsonl`
    for (const path of ['/etc/passwd', 7, null, long, '/runs/a.espalier.jsonl']) ipcMain.emit('opened', event, path)
    expect(app.documents).toEqual(['/runs/a.espalier.jsonl'])
  })

  test('a window that asks for a newer version is told, and no other page or word is heard', async () => {
    const { ipcMain, BrowserWindow } = await begin()
    const sender = BrowserWindow.all[0]!.webContents
    const told = { kind: 'update', state: { kind: 'unable', why: 'sources' } }
    // Nobody takes it yet, and it is not kept.
    ipcMain.emit('update', { sender, senderFrame: { origin: 'app://espalier' } }, 'check')
    ipcMain.emit('take-orders', { sender, senderFrame: { origin: 'app://espalier' } })
    for (const [origin, verb] of [
      ['https://example.com', 'check'],
      ['app://espalier', 'install'],
      ['app://espalier', 'check'],
    ])
      ipcMain.emit('update', { sender, senderFrame: { origin } }, verb)
    await expect.poll(() => sender.orders).toEqual([told])
  })

  test('a window that offers what is no offer changes nothing', async () => {
    const { ipcMain, Menu, nativeTheme } = await begin()
    const senderFrame = { origin: 'app://espalier' }
    nativeTheme.themeSource = 'light'
    const before = Menu.made
    for (const offer of [
      null,
      {},
      { theme: 'pink', menus: NONE },
      { theme: 'dark', menus: { ...NONE, file: 'all' } },
    ]) {
      ipcMain.emit('offer', { senderFrame }, offer)
    }
    expect([Menu.made, nativeTheme.themeSource]).toEqual([before, 'light'])
    const entry = { id: 'run.start', label: 'Run', shortcut: null, enabled: true }
    ipcMain.emit('offer', { senderFrame }, { theme: 'dark', menus: { ...NONE, run: [[entry]] } })
    expect([Menu.made, nativeTheme.themeSource]).toEqual([before + 1, 'dark'])
  })

  test('quits only when the engine has ended in order', async () => {
    const { app, forks } = await begin()
    app.quit()
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(forks[0]!.child.posted).toMatchObject([
      { message: 'keychain', ports: [expect.anything()] },
      { message: 'probes', ports: [expect.anything()] },
      { message: 'consent', ports: [expect.anything()] },
      { message: 'close' },
    ])
    expect(app.ended).toBe(false)
    forks[0]!.child.emit('exit', 0)
    await expect.poll(() => app.ended).toBe(true)
  })

  test('a second instance opens nothing', async () => {
    const { app, BrowserWindow, forks } = await begin({ first: false })
    expect([app.quits, BrowserWindow.all.length, forks.length]).toEqual([1, 0, 0])
  })

  test('what keeps it from starting is shown', async () => {
    const { app, failures } = await begin({ files: () => Promise.reject(new Error('no window')) })
    expect(failures).toEqual(['Something went wrong inside Espalier.'])
    expect(app.exits).toEqual([73])
  })
})
