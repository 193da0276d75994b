import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { build, isBuilt } from '../../src-main/hosts/built.ts'
import { fetchElectron, findElectron, reachable } from '../../src-main/hosts/electron-binary.ts'
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

  test('without the electron package nothing is fetched and nothing is said', async () => {
    const lines: string[] = []
    expect(await fetchElectron(join(folder, 'nothing'), (line) => lines.push(line))).toBeNull()
    expect(lines).toEqual([])
  })
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

  /** A browser that lives as long as the script says. */
  async function browser(script: string): Promise<string> {
    const path = join(folder, `browser-${Math.random().toString(36).slice(2)}`)
    await writeFile(path, `#!/bin/sh\n${script}\n`)
    await chmod(path, 0o755)
    return path
  }
  const options = { url: 'http://127.0.0.1:1/', dataFolder: '/nowhere', absence: 100 }

  test.skipIf(process.platform === 'win32')('ends when the browser has gone and its page with it', async () => {
    let connections = 1
    const window = openAppWindow({ ...options, browser: await browser('sleep 0.2'), connections: () => connections })
    setTimeout(() => (connections = 0), 250)
    const begun = Date.now()
    expect(await window.gone).toBe('used')
    expect(Date.now() - begun).toBeGreaterThan(300)
  })

  test.skipIf(process.platform === 'win32')('stays while another process of the browser shows the page', async () => {
    let connections = 1
    const window = openAppWindow({ ...options, browser: await browser('exit 0'), connections: () => connections })
    const early = await Promise.race([window.gone, new Promise((resolve) => setTimeout(() => resolve('stays'), 400))])
    expect(early).toBe('stays')
    connections = 0
    expect(await window.gone).toBe('used')
  })

  test('a browser that does not start is a window that was never used', async () => {
    const window = openAppWindow({ ...options, browser: join(folder, 'none'), connections: () => 0 })
    expect(await window.gone).toBe('never-used')
  })

  test.skipIf(process.platform === 'win32')('a browser that never shows the page is given up', async () => {
    const path = await browser('exec sleep 5')
    const window = openAppWindow({ ...options, browser: path, connections: () => 0, firstConnection: 200 })
    expect(await window.gone).toBe('never-used')
    window.close()
  })
})
