// The parts of the desktop program, each by itself: what it is opened with, what it remembers and logs, its menu, its signs and its end.
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type {
  BrowserWindow,
  Dialog,
  MenuItemConstructorOptions,
  PowerSaveBlocker,
  Session,
  WebContents,
} from 'electron'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { RUN_FILE_BYTES } from '../../src-main/contract/run-library.ts'
import type { WindowOffer } from '../../src-main/contract/window-offer.ts'
import { isWorthAsking, mayClose } from '../../src-main/hosts/electron/closing.ts'
import { refusalOfFolder } from '../../src-main/hosts/electron/data-folder.ts'
import { createEnding } from '../../src-main/hosts/electron/ending.ts'
import { openLog, withoutKeys } from '../../src-main/hosts/electron/log-file.ts'
import type { MenuOptions } from '../../src-main/hosts/electron/menu.ts'
import { menuTemplate } from '../../src-main/hosts/electron/menu.ts'
import { isLink, openedBy, orderOf } from '../../src-main/hosts/electron/opened.ts'
import { createOrders } from '../../src-main/hosts/electron/orders.ts'
import { createProgramMenu, NONE } from '../../src-main/hosts/electron/program-menu.ts'
import { proxiedEnvironment } from '../../src-main/hosts/electron/proxied-environment.ts'
import { openRecentFiles } from '../../src-main/hosts/electron/recent-files.ts'
import { reasonToBeSafe, startIsOver } from '../../src-main/hosts/electron/safe-start.ts'
import { systemProxy } from '../../src-main/hosts/electron/system-proxy.ts'
import { workSigns } from '../../src-main/hosts/electron/work-signs.ts'
import type { Work } from '../../src-main/hosts/electron/work.ts'
import { IDLE, watchWork } from '../../src-main/hosts/electron/work.ts'
import * as electron from '../doubles/electron.ts'
import { engineDouble } from '../doubles/engine.ts'

vi.mock('electron', () => import('../doubles/electron.ts'))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-parts-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('what it is opened with', () => {
  test.each([
    ['espalier://run/0b5a7c1e-aaaa-4bbb-8ccc-123456789012', true],
    ['espalier://run/abc?node=3&at=12', true],
    ['espalier://run/abc?node=javascript:1', false],
    ['espalier://run/', false],
    ['espalier://run/a/../b', false],
    ['espalier://open/etc/passwd', false],
    ['ESPALIER://run/abc', false],
    [`espalier://run/${'a'.repeat(601)}`, false],
    ['https://example.com/#run=abc', false],
    ['espalier://run/abc\n--inspect', false],
  ])('%j is a link: %s', (text, link) => {
    expect(isLink(text)).toBe(link)
  })

  test('files and links are found among the words, the others left alone', () => {
    const words = [
      '.',
      '--no-sandbox',
      'a.espalier.jsonl',
      '/b/C.ESPALIER.JSONL',
      'notes.jsonl',
      '--x=y.espalier.jsonl',
    ]
    expect(openedBy([...words, 'espalier://run/abc'], '/from')).toEqual([
      { path: join('/from', 'a.espalier.jsonl') },
      { path: '/b/C.ESPALIER.JSONL' },
      { link: 'espalier://run/abc' },
    ])
  })

  test('a file comes with its bytes; one that cannot be read, without', async () => {
    const path = join(folder, 'a.espalier.jsonl')
    await writeFile(path, 'run')
    expect(orderOf({ path })).toEqual({
      kind: 'file',
      name: 'a.espalier.jsonl',
      size: 3,
      bytes: new Uint8Array(Buffer.from('run')),
    })
    const gone = { kind: 'file', name: 'gone.espalier.jsonl', size: 0, bytes: null }
    expect(orderOf({ path: join(folder, 'gone.espalier.jsonl') })).toEqual(gone)
    await mkdir(join(folder, 'b.espalier.jsonl'))
    expect(orderOf({ path: join(folder, 'b.espalier.jsonl') })).toMatchObject({ bytes: null })
    const large = join(folder, 'large.espalier.jsonl')
    await writeFile(large, '')
    // Without its bytes on the disk.
    await truncate(large, RUN_FILE_BYTES + 1)
    const order = orderOf({ path: large })
    // Nothing is told of the bytes, were they there.
    expect('bytes' in order && order.bytes === null).toBe(true)
    expect(order).toMatchObject({ size: RUN_FILE_BYTES + 1 })
  })

  test('an order waits for a page that takes it, and a command comes as a person’s own act', async () => {
    let gone = 0
    const orders = createOrders(() => gone++)
    const page = new electron.WebContentsDouble()
    orders.give({ kind: 'link', link: 'espalier://run/a' })
    orders.takenBy(page as unknown as WebContents)
    orders.give({ kind: 'command', id: 'run.open' })
    await expect
      .poll(() => page.orders)
      .toEqual([
        { kind: 'link', link: 'espalier://run/a' },
        { kind: 'command', id: 'run.open' },
      ])
    expect(page.gestures).toBe(1)
    page.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true })
    expect(gone).toBe(0)
    page.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
    orders.give({ kind: 'command', id: 'run.stop' })
    expect([gone, page.orders.length]).toEqual([1, 2])
    orders.takenBy(page as unknown as WebContents)
    await expect.poll(() => page.orders.length).toBe(3)
  })
})

describe('what it keeps', () => {
  test('the ten files that were opened last, each once', async () => {
    const file = join(folder, 'recent', 'recent.json')
    const recent = openRecentFiles(file)
    for (let index = 0; index < 12; index++) recent.add(`/${index}`)
    recent.add('/5')
    expect(recent.paths()).toEqual(['/5', '/11', '/10', '/9', '/8', '/7', '/6', '/4', '/3', '/2'])
    expect(openRecentFiles(file).paths()).toEqual(recent.paths())
    recent.clear()
    expect(openRecentFiles(file).paths()).toEqual([])
    await writeFile(file, '{')
    expect(openRecentFiles(file).paths()).toEqual([])
  })

  test('a log of four files at most, none much over a megabyte, and no disk stops it', async () => {
    const place = join(folder, 'logs')
    const log = openLog(place, () => new Date(0))
    log.write('first, with Bearer abc.def-123\n')
    expect(await readFile(log.path, 'utf8')).toBe('1970-01-01T00:00:00.000Z first, with [key]\n')
    for (let index = 0; index < 50; index++) log.write('x'.repeat(100_000))
    expect((await readdir(place)).sort()).toEqual([
      'espalier.1.log',
      'espalier.2.log',
      'espalier.3.log',
      'espalier.log',
    ])
    const sizes = await Promise.all(
      (await readdir(place)).map(async (name) => (await readFile(join(place, name))).length),
    )
    expect(Math.max(...sizes)).toBeLessThan(1_200_000)
    await writeFile(join(folder, 'file'), '')
    expect(() => openLog(join(folder, 'file', 'logs')).write('nowhere')).not.toThrow()
  })

  test.each([
    ['Authorization: Bearer abc.def-123', 'Authorization: [key]'],
    ['401 for sk-proj-0123456789abcdef', '401 for [key]'],
    ['hub refused hf_abcdefghijkl', 'hub refused [key]'],
    ['http://127.0.0.1:1/#token=abcdef0123', 'http://127.0.0.1:1/#token=[key]'],
    ['{"apiKey":"0123456789"}', '{"apiKey":"[key]"}'],
    ['The engine starts as process 12.', 'The engine starts as process 12.'],
  ])('%s is logged as %s', (text, logged) => {
    expect(withoutKeys(text)).toBe(logged)
  })

  test('a start that is over leaves no mark; one that was cut off makes the next one safe', () => {
    const mark = join(folder, 'starting')
    expect(reasonToBeSafe(['electron', '.'], mark)).toBeNull()
    expect(reasonToBeSafe(['electron', '.'], mark)).toBe('last start')
    startIsOver(mark)
    expect(reasonToBeSafe(['electron', '.', '--safe'], mark)).toBe('asked')
    startIsOver(mark)
    expect(reasonToBeSafe([], mark)).toBeNull()
  })

  test('a folder that can be written is not refused, and keeps nothing of the try', async () => {
    const place = join(folder, 'new', 'data')
    expect(refusalOfFolder(place)).toBeNull()
    expect(await readdir(place)).toEqual([])
    await writeFile(join(folder, 'stands-in-the-way'), '')
    const below = join(folder, 'stands-in-the-way', 'data')
    expect(refusalOfFolder(below)?.report).toMatchObject({
      code: 'store-failed',
      message: `Espalier cannot write into its data folder, ${below}.`,
      advice: expect.stringContaining('ESPALIER_DATA') as string,
    })
  })
})

describe('the system’s proxy', () => {
  test.each([
    [{}, 'PROXY 10.0.0.1:3128; DIRECT', 'http://10.0.0.1:3128'],
    [{}, 'HTTPS proxy.example:443', 'https://proxy.example:443'],
    [{}, 'DIRECT', undefined],
    [{}, 'SOCKS5 10.0.0.1:1080', undefined],
    [{ HTTPS_PROXY: 'http://mine:1' }, 'PROXY 10.0.0.1:3128', 'http://mine:1'],
  ])('with %o and %s requests go through %s', (environment, system, through) => {
    expect(proxiedEnvironment(environment, system)['HTTPS_PROXY']).toBe(through)
  })

  test('is direct where the system does not say', async () => {
    const fails = { resolveProxy: () => Promise.reject(new Error('no')) } as unknown as Session
    expect(await systemProxy(fails)).toBe('DIRECT')
    vi.useFakeTimers()
    const never = systemProxy({ resolveProxy: () => new Promise(() => undefined) } as unknown as Session)
    await vi.advanceTimersByTimeAsync(1000)
    vi.useRealTimers()
    expect(await never).toBe('DIRECT')
  })
})

describe('the menu', () => {
  const asked: string[] = []
  const options = (more: Partial<MenuOptions> = {}): MenuOptions => ({
    platform: 'linux',
    packaged: true,
    command: (id) => asked.push(id),
    open: (path) => asked.push(path),
    forgetRecent: () => asked.push('forget'),
    openFolder: (which) => asked.push(which),
    startSafe: () => asked.push('safe'),
    ...more,
  })
  const entry = { id: 'run.stop', label: 'Stop', shortcut: 'Mod+Shift+ArrowUp', enabled: false }
  const menus: WindowOffer['menus'] = {
    ...NONE,
    run: [[entry]],
    help: [[{ ...entry, id: 'help.about', label: 'About' }]],
  }
  const all = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? all(item.submenu) : [])])
  const press = (item: MenuItemConstructorOptions) => item.click?.({} as never, undefined, {})

  test.each(['darwin', 'win32', 'linux'] as const)(
    'of %s has copy and paste, quit, and no developer tools',
    (platform) => {
      const menu = menuTemplate(options({ platform }))
      expect(menu).toContainEqual({ role: 'editMenu' })
      expect(JSON.stringify(menu)).toMatch(platform === 'darwin' ? /appMenu/ : /quit/)
      expect(JSON.stringify(menu)).not.toMatch(/toggleDevTools|reload/)
      expect(JSON.stringify(menuTemplate(options({ platform, packaged: false })))).toMatch(/toggleDevTools/)
    },
  )

  test('has the window’s commands with their keys shown, and does what is chosen', () => {
    const items = all(menuTemplate(options({ menus, recent: ['/runs/a.espalier.jsonl'] })))
    expect(items).toContainEqual(
      expect.objectContaining({
        label: 'Stop',
        enabled: false,
        accelerator: 'CmdOrCtrl+Shift+Up',
        registerAccelerator: false,
      }),
    )
    for (const item of items) press(item)
    expect(asked).toEqual(['/runs/a.espalier.jsonl', 'forget', 'run.stop', 'help.about', 'data', 'logs', 'safe'])
  })

  test('is made anew for other entries, and switched for those that are there', () => {
    const program = createProgramMenu({ ...options(), recent: () => [] })
    program.refresh()
    const { made } = electron.Menu
    program.offer(menus)
    expect(electron.Menu.made).toBe(made + 1)
    program.offer({ ...menus, run: [[{ ...entry, enabled: true }]] })
    expect(electron.Menu.made).toBe(made + 1)
    expect(electron.Menu.all().find(({ id }) => id === 'run.stop')).toMatchObject({ enabled: true })
  })
})

describe('what the engine is at', () => {
  test('is told at each change of it', () => {
    const engine = engineDouble()
    const told: Work[] = []
    watchWork(engine, (work) => told.push(work))
    const summary = (id: string, state: string) => engine.post('run.summary', { id, state } as never)
    summary('a', 'running')
    summary('a', 'running')
    summary('b', 'paused')
    summary('a', 'done')
    engine.post('run.deleted', { id: 'b' })
    const progress = { id: 'e', name: 'E', state: 'running', done: 1, units: 4 }
    engine.post('experiment.progress', progress as never)
    engine.post('experiment.progress', { ...progress, id: 'f', state: 'done' } as never)
    engine.post('experiment.progress', { ...progress, state: 'paused' } as never)
    engine.post('hub.changed', { downloads: [{ state: 'running' }, { state: 'done' }] } as never)
    expect(told).toEqual([
      { ...IDLE, runs: 1 },
      { ...IDLE, runs: 2, paused: 1 },
      { ...IDLE, runs: 1, paused: 1 },
      IDLE,
      { ...IDLE, experiment: { name: 'E', done: 1, units: 4 } },
      IDLE,
      { ...IDLE, downloads: 1 },
    ])
  })

  test('keeps the machine awake, and the experiment’s share is on the taskbar', () => {
    const window = new electron.BrowserWindow({})
    const { said } = electron.powerSaveBlocker
    const show = workSigns(electron.powerSaveBlocker as unknown as PowerSaveBlocker, () => [
      window as unknown as BrowserWindow,
    ])
    show({ ...IDLE, runs: 1, paused: 1 })
    expect(said).toEqual([])
    show({ ...IDLE, experiment: { name: 'E', done: 1, units: 4 } })
    show({ ...IDLE, experiment: { name: 'E', done: 2, units: 4 } })
    show(IDLE)
    expect(said).toEqual(['prevent-app-suspension', 'off'])
    expect(window.progress).toEqual([-1, 0.25, 0.5, -1])
  })
})

describe('the end', () => {
  const dialog = electron.dialog as unknown as Dialog
  const window = new electron.BrowserWindow({}) as unknown as BrowserWindow
  test.each([
    [
      { ...IDLE, runs: 1 },
      'A search is going on.',
      /^If you close Espalier, the search ends as stopped; its tree is kept/,
    ],
    [
      { ...IDLE, runs: 3 },
      '3 searches are going on.',
      /^If you close Espalier, they end as stopped; their trees are kept/,
    ],
    [
      { ...IDLE, runs: 0, experiment: { name: 'Sweep', done: 120, units: 1400 } },
      'The experiment “Sweep” is going on.',
      /the experiment pauses; 120 of 1,400 searches are finished and kept, and it goes on when you resume it\.$/,
    ],
  ])('asks about %o', async (work, message, detail) => {
    expect(isWorthAsking(work)).toBe(true)
    electron.dialog.answers.push(1, 0)
    expect(await mayClose(dialog, window, work)).toBe(false)
    expect(await mayClose(dialog, window, work)).toBe(true)
    expect(electron.dialog.asked.at(-1)!.message).toBe(message)
    expect(electron.dialog.asked.at(-1)!.detail).toMatch(detail)
  })

  test('asks about nothing else: a download goes on later', () => {
    expect([IDLE, { ...IDLE, downloads: 2 }].map(isWorthAsking)).toEqual([false, false])
  })

  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function ending(work: Work) {
    const log: string[] = []
    const answer: PromiseWithResolvers<boolean>[] = []
    const engine = Promise.withResolvers<undefined>()
    const end = createEnding({
      work: () => work,
      ask() {
        log.push('ask')
        answer.push(Promise.withResolvers())
        return answer.at(-1)!.promise
      },
      closeEngine() {
        log.push('close')
        return engine.promise
      },
      show: (again) => log.push(again ? 'shown, again' : 'shown'),
      end: (again) => log.push(again ? `end, then ${again.join(' ')}` : 'end'),
    })
    const pass = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds)
    return { end, log, answer, engine, pass }
  }

  test('is at once where nothing goes on and the engine ends at once', async () => {
    const { end, log, engine, pass } = ending(IDLE)
    expect(end.mayEnd()).toBe(false)
    engine.resolve(undefined)
    await pass(1000)
    expect(log).toEqual(['close', 'end'])
    expect(end.mayEnd()).toBe(true)
  })

  test('is shown where the engine takes its time, and a second start is remembered', async () => {
    const { end, log, engine, pass } = ending(IDLE)
    end.mayEnd()
    await pass(299)
    expect([log, end.closing]).toEqual([['close'], true])
    await pass(1)
    end.thenStart(['.', 'b.espalier.jsonl'])
    end.mayEnd()
    engine.resolve(undefined)
    await pass()
    expect(log).toEqual(['close', 'shown', 'shown, again', 'end, then . b.espalier.jsonl'])
  })

  test('is asked for once at a time, and a no takes back what was to follow', async () => {
    const { end, log, answer, engine, pass } = ending({ ...IDLE, runs: 1 })
    end.thenStart(['--safe'])
    end.mayEnd()
    end.mayEnd()
    expect(log).toEqual(['ask'])
    answer[0]!.resolve(false)
    await pass()
    expect(end.mayEnd()).toBe(false)
    answer[1]!.resolve(true)
    engine.resolve(undefined)
    await pass()
    expect(log).toEqual(['ask', 'ask', 'close', 'end'])
  })

  test.each([
    ['before a question', false],
    ['over an open question', true],
  ])('is ordered %s, and nobody is waited for', async (_when, asks) => {
    const { end, log, engine, pass } = ending({ ...IDLE, runs: 1 })
    if (asks) end.mayEnd()
    end.order()
    engine.resolve(undefined)
    await pass()
    expect(log).toEqual([...(asks ? ['ask'] : []), 'close', 'end'])
  })
})
