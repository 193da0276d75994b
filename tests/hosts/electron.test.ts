import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import type { MessageChannelMain, MessagePortMain, Protocol, Session, UtilityProcess } from 'electron'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { EngineCalls } from '../../src-main/contract/api.ts'
import { openChannel } from '../../src-main/contract/channel.ts'
import { threadPort } from '../../src-main/inference/thread/thread-port.ts'
import { handleScheme, registerScheme } from '../../src-main/hosts/electron/app-protocol.ts'
import { keepEngine } from '../../src-main/hosts/electron/engine-keeper.ts'
import { portOverMessagePort } from '../../src-main/hosts/electron/engine-port.ts'
import { menuTemplate } from '../../src-main/hosts/electron/menu.ts'
import { readBounds } from '../../src-main/hosts/electron/window-bounds.ts'
import { denyPermissions, openWindow } from '../../src-main/hosts/electron/window.ts'
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
    ['will-navigate', 'https://example.com/', true],
    ['will-navigate', 'file:///etc/passwd', true],
    ['will-navigate', 'javascript:alert(1)', true],
    ['will-redirect', 'app://espalier/index.html', true],
    ['will-attach-webview', 'app://espalier/index.html', true],
  ])('%s to %s is prevented: %s', (name, url, prevented) => {
    const event = { url, preventDefault: vi.fn() }
    open().webContents.emit(name, event)
    expect(event.preventDefault).toHaveBeenCalledTimes(prevented ? 1 : 0)
  })

  test.each([
    ['https://arxiv.org/abs/2408.00724', true],
    ['http://example.com/', false],
    ['file:///etc/passwd', false],
    ['smb://server/share', false],
    ['nonsense', false],
  ])('a new window for %s is denied; opened in the browser: %s', (url, outside) => {
    electron.opened.length = 0
    expect(open().webContents.openHandler({ url })).toEqual({ action: 'deny' })
    expect(electron.opened).toEqual(outside ? [url] : [])
  })

  test.each([
    ['media', false],
    ['geolocation', false],
    ['notifications', true],
    ['openExternal', false],
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
  const FIRST = { width: 1280, height: 860, maximized: false }

  test('a window opens where it was closed', async () => {
    const window = open()
    window.maximized = true
    window.emit('close')
    const again = open()
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
      { width: 900, height: 700, maximized: false },
    ],
    [
      'a title bar out of reach',
      '{"x":0,"y":-300,"width":900,"height":700,"maximized":false}',
      { width: 900, height: 700, maximized: false },
    ],
  ])('saved %s', async (name, text, expected) => {
    const file = join(folder, `${name}.json`)
    if (text !== null) await writeFile(file, text)
    expect(readBounds(file, SCREEN)).toEqual(expected)
  })
})

describe('the preload script', () => {
  test('exposes three functions that ask for a line, a path and the data folder, and passes a port on to the window alone', async () => {
    const posted: unknown[][] = []
    vi.stubGlobal('window', { origin: 'app://espalier', postMessage: (...words: unknown[]) => void posted.push(words) })
    await import('../../src-main/hosts/electron/preload.ts')
    expect(Object.keys(electron.exposed)).toEqual(['espalier'])
    const bridge = electron.exposed['espalier'] as {
      connect: () => void
      pathOf: (file: unknown) => string
      openDataFolder: () => void
    }
    expect(Object.keys(bridge)).toEqual(['connect', 'pathOf', 'openDataFolder'])
    bridge.connect()
    expect(bridge.pathOf({ name: 'model.gguf' })).toBe('/given/model.gguf')
    bridge.openDataFolder()
    expect(electron.ipcRenderer.sent).toEqual([['connect'], ['open-data-folder']])
    const ports = [{}]
    electron.ipcRenderer.emit('port', { ports })
    expect(posted).toEqual([['espalier:port', 'app://espalier', ports]])
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
    handleScheme(protocol, await openWindowFiles(renderer))
    expect(electron.protocol.schemes).toMatchObject([{ scheme: 'app', privileges: { standard: true, secure: true } }])
    const ask = (url: string) => electron.protocol.handlers.get('app')!(new Request(url))
    const page = await ask('app://espalier/index.html')
    expect([page.status, await page.text()]).toEqual([200, '<!doctype html>'])
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'self';/)
    expect((await ask('app://espalier/../window.json')).status).toBe(404)
    expect((await ask('app://elsewhere/index.html')).status).toBe(404)
  })
})

describe('the engine’s process', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function keep() {
    const children: electron.UtilityProcessDouble[] = []
    const pauses: number[] = []
    const keeper = keepEngine({
      fork: () => {
        const child = new electron.UtilityProcessDouble()
        children.push(child)
        return child as unknown as UtilityProcess
      },
      openChannel: () => new MessageChannel() as unknown as MessageChannelMain,
      onCrash: ({ pause }) => pauses.push(pause),
    })
    const crash = () => children.at(-1)!.emit('exit', 139)
    return { keeper, children, pauses, crash }
  }

  test('a window’s port goes straight to it', () => {
    const { keeper, children } = keep()
    const mine = keeper.connect()
    expect(children[0]!.posted).toMatchObject([{ message: 'window', ports: [expect.anything()] }])
    expect(children[0]!.posted[0]!.ports[0]).not.toBe(mine)
  })

  test('a crash starts it again, each time after a longer pause', () => {
    const { children, pauses, crash } = keep()
    for (let index = 0; index < 8; index++) {
      crash()
      vi.advanceTimersByTime(pauses.at(-1)! - 1)
      expect(children).toHaveLength(index + 1)
      vi.advanceTimersByTime(1)
      expect(children).toHaveLength(index + 2)
    }
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000])
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

  test('a window that asks in the pause gets the next engine', () => {
    const { keeper, children, crash } = keep()
    crash()
    keeper.connect()
    expect(children).toHaveLength(1)
    vi.advanceTimersByTime(250)
    expect(children[1]!.posted.map(({ message }) => message)).toEqual(['window'])
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

/** Node's port in the shape of Electron's: events carry the message in `data`. */
function asMain(port: MessageChannel['port1']): MessagePortMain {
  return {
    on: (name: string, listener: (event?: unknown) => void) =>
      port.on(name, name === 'message' ? (data: unknown) => listener({ data }) : () => listener()),
    start: () => port.start(),
    close: () => port.close(),
    postMessage: (message: unknown) => port.postMessage(message),
  } as unknown as MessagePortMain
}

test('a call goes through a message port to the engine and back, and a closed window leaves no listeners', async () => {
  const { port1, port2 } = new MessageChannel()
  const engine = engineDouble()
  serveEngine({ engine, port: portOverMessagePort(asMain(port1)) })
  const window = openChannel<EngineCalls>(threadPort(port2))
  expect(await window.call('engine.info', {})).toMatchObject({ version: '0.0.0' })
  port2.close()
  await expect.poll(() => engine.listeners()).toBe(0)
})

test('what is no message of a window closes its port', async () => {
  const { port1, port2 } = new MessageChannel()
  const engine = engineDouble()
  serveEngine({ engine, port: portOverMessagePort(asMain(port1)) })
  port2.postMessage({ kind: 'topic', topic: 'run.deleted', message: { id: 'x' } })
  await expect.poll(() => engine.listeners()).toBe(0)
  expect(engine.calls).toEqual([])
})

describe('the main process', () => {
  const begin = async (options: { first?: boolean; files?: () => Promise<unknown> } = {}) => {
    vi.resetModules()
    vi.stubEnv('ESPALIER_DATA', folder)
    vi.doMock('../../src-main/hosts/window-files.ts', () => ({
      openWindowFiles: options.files ?? (() => Promise.resolve()),
    }))
    // A fresh main process imports a fresh Electron.
    const fresh = await import('../doubles/electron.ts')
    fresh.app.first = options.first ?? true
    vi.doMock('electron', () => fresh)
    await import('../../src-main/hosts/electron/main.ts')
    await new Promise((resolve) => setTimeout(resolve, 20))
    return fresh
  }
  afterEach(() => {
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
    expect(app.switches['js-flags']).toBe('--no-memory-protection-keys')
  })

  test.each([
    ['app://espalier', 1],
    ['https://example.com', 0],
    ['null', 0],
  ])('a frame of %s gets %i line to the engine', async (origin, lines) => {
    const { BrowserWindow, forks, ipcMain } = await begin()
    const sender = BrowserWindow.all[0]!.webContents
    ipcMain.emit('connect', { sender, senderFrame: { origin } })
    expect(sender.sent.map(({ channel, ports }) => [channel, ports.length])).toEqual(Array(lines).fill(['port', 1]))
    // The way to the keychain comes first.
    const windows = forks[0]!.child.posted.slice(1)
    expect(windows).toHaveLength(lines)
  })

  test.each([
    ['app://espalier', true],
    ['https://example.com', false],
  ])('a frame of %s has the data folder shown: %s', async (origin, shown) => {
    const { ipcMain, opened } = await begin()
    ipcMain.emit('open-data-folder', { senderFrame: { origin } })
    expect(opened).toEqual(shown ? [folder] : [])
  })

  test('quits only when the engine has ended in order', async () => {
    const { app, forks } = await begin()
    app.quit()
    expect(forks[0]!.child.posted).toMatchObject([
      { message: 'keychain', ports: [expect.anything()] },
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
    expect(app.exits).toEqual([1])
  })
})

test.each(['darwin', 'win32', 'linux'] as const)(
  'the menu of %s has copy and paste, quit, and no developer tools',
  (platform) => {
    const menu = menuTemplate(platform, true)
    expect(menu).toContainEqual({ role: 'editMenu' })
    expect(JSON.stringify(menu)).toMatch(platform === 'darwin' ? /appMenu/ : /quit/)
    expect(JSON.stringify(menu)).not.toMatch(/toggleDevTools|reload/)
    expect(JSON.stringify(menuTemplate(platform, false))).toMatch(/toggleDevTools/)
  },
)
