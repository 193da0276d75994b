import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { build, isBuilt } from '../../src-main/hosts/built.ts'
import { canFetch, fetchElectron, findElectron, reachable } from '../../src-main/hosts/electron-binary.ts'
import { forgetToGoWithout, reasonToGoWithout, rememberToGoWithout } from '../../src-main/hosts/electron-wish.ts'
import { browserSwitches, openAppWindow } from '../../src-main/hosts/web/app-window.ts'
import { findBrowser, hasDisplay } from '../../src-main/hosts/web/browsers.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-start-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function put(path: string, seconds: number): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true })
  await writeFile(join(folder, path), '')
  await utimes(join(folder, path), seconds, seconds)
}

describe('the build', () => {
  test('is needed when a result is missing or a source is younger', async () => {
    await put('b/src-main/deep/down/file.ts', 100)
    await utimes(join(folder, 'b/src-main/deep/down'), 100, 100)
    await utimes(join(folder, 'b/src-main/deep'), 100, 100)
    await utimes(join(folder, 'b/src-main'), 100, 100)
    await put('b/out/main/electron.js', 200)
    await put('b/out/preload/preload.cjs', 200)
    expect(await isBuilt(join(folder, 'b'))).toBe(false)
    await put('b/out/renderer/index.html', 200)
    expect(await isBuilt(join(folder, 'b'))).toBe(true)
    await put('b/src-main/deep/down/file.ts', 201)
    expect(await isBuilt(join(folder, 'b'))).toBe(false)
  })

  test('a build that fails tells its last words', async () => {
    const tool = join(folder, 'c/node_modules/electron-vite')
    await mkdir(join(tool, 'bin'), { recursive: true })
    await writeFile(join(tool, 'package.json'), '{"name":"electron-vite","version":"0.0.0"}')
    await writeFile(join(tool, 'bin/electron-vite.js'), 'process.stderr.write("no such file"); process.exit(1)')
    await expect(build(join(folder, 'c'))).rejects.toMatchObject({
      report: { advice: /npm ci/, details: 'no such file' },
    })
  })
})

describe('Electron’s program file', () => {
  test('is found where its package unpacked it', async () => {
    const root = join(folder, 'e')
    expect(findElectron(root)).toBeNull()
    await put('e/node_modules/electron/dist/electron', 1)
    await writeFile(join(root, 'node_modules/electron/path.txt'), 'electron')
    expect(findElectron(root)).toBe(join(root, 'node_modules/electron/dist/electron'))
  })

  test('a network without an answer is given up in time', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    expect(await reachable(new URL(`http://127.0.0.1:${port}`))).toBe(true)
    await new Promise((resolve) => server.close(resolve))
    expect(await reachable(new URL(`http://127.0.0.1:${port}`))).toBe(false)
    expect(await reachable(new URL('http://127.0.0.1:1'), 0)).toBe(false)
  })

  test('without the electron package nothing can be fetched', async () => {
    expect(await canFetch(join(folder, 'nothing'))).toBe(false)
  })

  /** A checkout whose electron package has an installer that does this. */
  async function withInstaller(name: string, script: string): Promise<string> {
    await put(`${name}/node_modules/electron/install.js`, 1)
    const installer = join(folder, name, 'node_modules/electron/install.js')
    await writeFile(
      installer,
      `const fs = require('node:fs'), os = require('node:os'), path = require('node:path')\n${script}`,
    )
    return join(folder, name)
  }
  const ARRIVES = `
    const file = path.join(os.tmpdir(), 'electron.zip')
    fs.writeFileSync(file, Buffer.alloc(2_000_000))
    setTimeout(() => {
      fs.mkdirSync(path.join(__dirname, 'dist'))
      fs.writeFileSync(path.join(__dirname, 'dist', 'electron'), '')
      fs.writeFileSync(path.join(__dirname, 'path.txt'), 'electron')
    }, 2500)`

  test('is fetched in sight, into a place of its own that is cleared away', async () => {
    const root = await withInstaller('f', ARRIVES)
    const seen: number[] = []
    const before = await readdir(tmpdir())
    expect(await fetchElectron({ root, progress: (bytes) => seen.push(bytes) })).toEqual({
      path: join(root, 'node_modules/electron/dist/electron'),
    })
    expect(seen).toContain(2_000_000)
    const left = (await readdir(tmpdir())).filter((name) => /^espalier-electron-/.test(name) && !before.includes(name))
    expect(left).toEqual([])
  })

  test.each([
    ['never answers', 'setInterval(() => undefined, 1000)', 'nothing came for 2 seconds'],
    [
      'fails',
      `console.error('Error: Response code 404 (Not Found) for https://x/y.zip.\\n    at here'); process.exit(1)`,
      'Response code 404 (Not Found) for https://x/y.zip',
    ],
    ['ends without a word', 'process.exit(1)', 'its installer failed'],
  ])('a download that %s is given up, and says why', async (name, script, reason) => {
    const root = await withInstaller(`g-${name}`, script)
    expect(await fetchElectron({ root, progress: () => undefined, silence: 2000 })).toEqual({ path: null, reason })
  })

  test('a download can be skipped', async () => {
    const root = await withInstaller('h', 'setInterval(() => undefined, 1000)')
    const skipped = AbortSignal.timeout(200)
    expect(await fetchElectron({ root, progress: () => undefined, skipped })).toEqual({
      path: null,
      reason: 'it was skipped',
    })
  })

  test('what became of it is remembered for a week, unless somebody says otherwise', () => {
    const root = join(folder, 'i')
    const day = 24 * 3600 * 1000
    expect(reasonToGoWithout(root, [], 0)).toBeNull()
    expect(reasonToGoWithout(root, ['--browser'], 0)).toBe('--browser was given')
    rememberToGoWithout(root, 'it was skipped', 0)
    expect(reasonToGoWithout(root, [], 6 * day)).toBe('at the last try it was skipped')
    expect(reasonToGoWithout(root, ['--electron'], day)).toBeNull()
    expect(reasonToGoWithout(root, [], 7 * day)).toBeNull()
    forgetToGoWithout(root)
    expect(reasonToGoWithout(root, [], day)).toBeNull()
  })
})

describe('the start', () => {
  test.skipIf(process.platform === 'win32')(
    'ends as Electron does where that has said why it cannot start',
    async () => {
      const dist = join(folder, 'refuses')
      await put('refuses/electron', 1)
      await writeFile(join(dist, 'electron'), '#!/bin/sh\necho "words: $*"\nexit 73\n')
      await chmod(join(dist, 'electron'), 0o755)
      const ended = await run(['src-main/hosts/start.ts', 'a.espalier.jsonl'], {
        ELECTRON_OVERRIDE_DIST_PATH: dist,
        DISPLAY: ':0',
        ESPALIER_DATA: join(folder, 'untouched'),
      })
      expect(ended).toMatchObject({ code: 73, stdout: expect.stringMatching(/words: .* a\.espalier\.jsonl/) as string })
      expect(existsSync(join(folder, 'untouched'))).toBe(false)
    },
  )

  function run(words: string[], environment: Record<string, string>): Promise<{ code: number; stdout: string }> {
    const root = resolve(import.meta.dirname, '..', '..')
    return new Promise((settle) =>
      execFile(process.execPath, words, { cwd: root, env: { ...process.env, ...environment } }, (error, stdout) =>
        settle({ code: error ? Number(error.code) : 0, stdout }),
      ),
    )
  }
})

describe('browsers', () => {
  const base = { environment: {}, home: '/home/me' }
  test.each([
    ['linux', { PATH: '/usr/local/bin:/usr/bin' }, ['/usr/bin/chromium'], '/usr/bin/chromium'],
    ['linux', { PATH: '/usr/bin' }, ['/usr/bin/chromium', '/usr/bin/google-chrome'], '/usr/bin/google-chrome'],
    ['linux', { PATH: '/usr/bin' }, [], null],
    ['linux', { PATH: '/usr/bin', ESPALIER_BROWSER: '/opt/mine' }, ['/opt/mine', '/usr/bin/chromium'], '/opt/mine'],
    [
      'darwin',
      {},
      ['/home/me/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'],
      '/home/me/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ],
    [
      'win32',
      { 'ProgramFiles(x86)': 'C:\\Program Files (x86)' },
      ['C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'],
      'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
    ],
  ] as const)('on %s with %o', (platform, environment, installed: readonly string[], expected) => {
    const found = findBrowser({ ...base, platform, environment, exists: (path) => installed.includes(path) })
    expect(found).toBe(expected)
  })

  test.each([
    ['linux', {}, false],
    ['linux', { DISPLAY: ':0' }, true],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
    ['darwin', {}, true],
    ['win32', {}, true],
  ] as const)('%s with %o has a display: %s', (platform, environment, expected) => {
    expect(hasDisplay({ platform, environment })).toBe(expected)
  })
})

describe('the app window', () => {
  test('only root on Linux goes without the sandbox', () => {
    const window = { url: 'http://127.0.0.1:1/#token=x', profile: '/data/browser' }
    const switches = browserSwitches(window, { platform: 'linux', root: false })
    expect(switches).toEqual(
      expect.arrayContaining(['--app=http://127.0.0.1:1/#token=x', '--user-data-dir=/data/browser']),
    )
    expect(switches).not.toContain('--no-sandbox')
    expect(browserSwitches(window, { platform: 'linux', root: true })).toContain('--no-sandbox')
    expect(browserSwitches(window, { platform: 'darwin', root: true })).not.toContain('--no-sandbox')
  })

  // The watch and its clock stand still but for what a test lets pass; processes are real.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] }))
  afterEach(() => vi.useRealTimers())

  /** A window over a browser that does what the script says; `after` lets time pass and tells what has become of it. */
  async function openWindow(script: string | null, options: { connections: () => number; firstConnection?: number }) {
    const browser = join(folder, `browser-${Math.random().toString(36).slice(2)}`)
    if (script !== null) {
      await writeFile(browser, `#!/bin/sh\n${script}\n`)
      await chmod(browser, 0o755)
    }
    const window = openAppWindow({
      url: 'http://127.0.0.1:1/',
      dataFolder: '/nowhere',
      absence: 100,
      browser,
      ...options,
    })
    let fate = 'there'
    void window.gone.then((end) => (fate = end))
    const after = async (milliseconds: number) => {
      await vi.advanceTimersByTimeAsync(milliseconds)
      return fate
    }
    return { window, after }
  }
  /** How a browser whose process has not ended counts when its page has gone: on macOS that is the usual end. */
  const withoutPage = process.platform === 'darwin' ? 'used' : 'there'

  test.skipIf(process.platform === 'win32')('ends when the browser has gone and its page with it', async () => {
    let connections = 1
    const { window, after } = await openWindow('exec sleep 60', { connections: () => connections })
    expect(await after(1000)).toBe('there')
    connections = 0
    expect(await after(1000)).toBe(withoutPage)
    window.close()
    await expect.poll(() => after(200)).toBe('used')
  })

  test.skipIf(process.platform === 'win32')('stays while another process of the browser shows the page', async () => {
    let connections = 1
    const ended = join(folder, 'ended')
    const { after } = await openWindow(`: > '${ended}'`, { connections: () => connections })
    await expect.poll(() => existsSync(ended)).toBe(true)
    expect(await after(1000)).toBe('there')
    connections = 0
    await expect.poll(() => after(200)).toBe('used')
  })

  test('a browser that does not start is a window that was never used', async () => {
    const { after } = await openWindow(null, { connections: () => 0 })
    await expect.poll(() => after(200)).toBe('never-used')
  })

  test.skipIf(process.platform === 'win32')('a browser that never shows the page is given up', async () => {
    const { window, after } = await openWindow('exec sleep 60', { connections: () => 0, firstConnection: 500 })
    expect(await after(500)).toBe('there')
    expect(await after(10)).toBe('never-used')
    window.close()
  })

  test.skipIf(process.platform === 'win32')('a page that is away for a moment is a reload', async () => {
    let connections = 1
    const { after } = await openWindow('exit 0', { connections: () => connections })
    expect(await after(1000)).toBe('there')
    connections = 0
    expect(await after(90)).toBe('there')
    connections = 1
    expect(await after(1000)).toBe('there')
    connections = 0
    await expect.poll(() => after(200)).toBe('used')
  })
})
