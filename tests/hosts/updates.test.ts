// Newer versions of the program, from a feed on this machine: electron-updater's own code finds, downloads, compares and installs them,
// and whatever is wrong with the feed is refused by its name.
import { createHash, generateKeyPairSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import electronUpdater from 'electron-updater'
import { ElectronHttpExecutor } from 'electron-updater/out/electronHttpExecutor.js'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { publicText, signatureOf, updateFeedFor } from '../../build/package/update-keys.ts'
import type { UpdateState } from '../../src-main/contract/update.ts'
import type { Surroundings } from '../../src-main/hosts/electron/update/installed-as.ts'
import { installedAs } from '../../src-main/hosts/electron/update/installed-as.ts'
import { openUpdates } from '../../src-main/hosts/electron/update/open-updates.ts'
import { updateFeed } from '../../src-main/hosts/electron/update/update-feed.ts'
import { updatesOnRequest } from '../../src-main/hosts/electron/update/updates-on-request.ts'

/** As the updater makes them, but by Node: Electron's own need Electron. */
class NodeRequests extends ElectronHttpExecutor {
  override createRequest = request as unknown as ElectronHttpExecutor['createRequest']
}

const publisher = generateKeyPairSync('ed25519')
const stranger = generateKeyPairSync('ed25519')
const pem = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' }).toString()

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-updates-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

describe.skipIf(process.platform !== 'linux')('an AppImage of 1.0.0', () => {
  const OLD = '#!/bin/sh\n# 1.0.0\n'
  const NEW = `#!/bin/sh\n# 1.1.0\n#${'x'.repeat(200_000)}\n`

  interface Feed {
    version?: string
    /** What the list says of the file, and what comes. */
    announced?: string
    sends?: (answer: ServerResponse) => void
    /** The list's signature, by its text; null: there is none. */
    signs?: (list: string) => string | null
    /** How the list is answered, if not with its text. */
    answers?: (answer: ServerResponse) => void
  }
  const whole = (answer: ServerResponse) => void answer.setHeader('content-length', NEW.length).end(NEW)
  let close: () => void = () => undefined
  afterEach(() => close())

  /** The program with a feed, and what it was told. */
  async function open(feed: Feed = {}) {
    const { version = '1.1.0', announced = NEW, sends = whole, answers } = feed
    const { signs = (text: string) => signatureOf(text, pem(publisher.privateKey)) } = feed
    const sha512 = createHash('sha512').update(announced).digest('base64')
    const list = `version: ${version}\nfiles:\n  - url: espalier-${version}.AppImage\n    sha512: ${sha512}\n    size: ${announced.length}\npath: espalier-${version}.AppImage\nsha512: ${sha512}\nreleaseDate: '2026-01-01T00:00:00.000Z'\n`
    const headers: IncomingHttpHeaders[] = []
    const server = createServer((request, answer) => {
      headers.push(request.headers)
      const { pathname } = new URL(request.url!, 'http://localhost')
      if (/latest-linux.*\.yml$/.test(pathname)) (answers ?? ((one) => void one.end(list)))(answer)
      else if (/latest-linux.*\.yml\.sig$/.test(pathname)) {
        const signature = signs(list)
        if (signature === null) answer.writeHead(404)
        answer.end(signature)
      } else if (pathname.endsWith('.AppImage')) sends(answer)
      else answer.writeHead(404).end()
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    close = () => {
      server.close()
      server.closeAllConnections()
    }
    const image = join(folder, 'Espalier.AppImage')
    await writeFile(image, OLD)
    await chmod(image, 0o755)
    vi.stubEnv('APPIMAGE', image)
    await writeFile(join(folder, 'app-update.yml'), 'updaterCacheDirName: espalier-updater\n')
    const ends: ((code: number) => void)[] = []
    const updater = new electronUpdater.AppImageUpdater(null, {
      version: '1.0.0',
      name: 'Espalier',
      isPackaged: true,
      appUpdateConfigPath: join(folder, 'app-update.yml'),
      userDataPath: folder,
      baseCachePath: folder,
      whenReady: () => Promise.resolve(),
      relaunch: () => undefined,
      quit: () => undefined,
      onQuit: (handler: (code: number) => void) => void ends.push(handler),
    })
    Object.assign(updater, { httpExecutor: new NodeRequests() })
    const states: UpdateState[] = []
    const lines: string[] = []
    const obey = openUpdates({
      kind: 'AppImage',
      feed: { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed/`, key: publisher.publicKey },
      tell: (state) => states.push(state),
      log: { write: (line) => lines.push(line) },
      updater,
      patience: 400,
    })
    const until = async (kind: UpdateState['kind']) => {
      await expect.poll(() => states.at(-1)?.kind, { timeout: 10_000, interval: 10 }).toBe(kind)
      return states.at(-1)!
    }
    const quit = () => ends.forEach((end) => end(0))
    const installed = () => readFileSync(image, 'utf8')
    return { obey, states, until, quit, installed, headers, lines }
  }

  test('becomes 1.1.0 when it ends, and not before: looked for, fetched and compared, each as it is asked for', async () => {
    const { obey, states, until, quit, installed, headers, lines } = await open()
    obey('fetch')
    expect(states).toEqual([])
    obey('check')
    expect(await until('found')).toEqual({ kind: 'found', version: '1.0.0', offered: '1.1.0' })
    quit()
    expect(installed()).toBe(OLD)
    obey('fetch')
    expect(states.at(-1)).toEqual({ kind: 'fetching', offered: '1.1.0', done: 0, all: 0 })
    expect(await until('ready')).toEqual({ kind: 'ready', offered: '1.1.0', asks: false })
    expect(installed()).toBe(OLD)
    // Whoever looks again is told that it waits.
    obey('check')
    expect(states.filter(({ kind }) => kind === 'checking')).toHaveLength(1)
    expect(states.at(-1)!.kind).toBe('ready')
    quit()
    expect(installed()).toBe(NEW)
    // Nothing tells this copy from another one.
    expect(headers.flatMap((sent) => Object.keys(sent)).filter((name) => /staging|^x-|cookie|auth/.test(name))).toEqual(
      [],
    )
    expect(lines.join('\n')).toMatch(/Update: .*1\.1\.0/)
  })

  test.each<[string, Feed, object]>([
    ['the same version', { version: '1.0.0' }, { kind: 'newest', version: '1.0.0', offered: '1.0.0' }],
    ['an older version', { version: '0.9.0' }, { kind: 'newest', version: '1.0.0', offered: '0.9.0' }],
    [
      'a list that somebody else has signed',
      { signs: (list) => signatureOf(list, pem(stranger.privateKey)) },
      { kind: 'failed', fault: 'unsigned' },
    ],
    [
      'a list that was changed after it was signed',
      { signs: (list) => signatureOf(list.replace('1.1.0', '1.1.1'), pem(publisher.privateKey)) },
      { kind: 'failed', fault: 'unsigned' },
    ],
    ['a list with half a signature', { signs: () => 'AAAA' }, { kind: 'failed', fault: 'unsigned' }],
    ['a list without a signature', { signs: () => null }, { kind: 'failed', fault: 'unsigned' }],
    ['no list', { answers: (answer) => void answer.writeHead(404).end() }, { kind: 'failed', fault: 'absent' }],
    ['a server that never answers', { answers: () => undefined }, { kind: 'failed', fault: 'silent' }],
    ['a server that hangs up', { answers: (answer) => answer.destroy() }, { kind: 'failed', fault: 'unreachable' }],
  ])('takes nothing from a feed with %s', async (_, feed, outcome) => {
    const { obey, until, quit, installed } = await open(feed)
    obey('check')
    const { kind } = outcome as UpdateState
    expect(await until(kind)).toMatchObject(outcome)
    obey('fetch')
    quit()
    expect(installed()).toBe(OLD)
  })

  test.each<[string, Feed, object]>([
    ['is another one than the list says', { announced: NEW.replace('x', 'y') }, { kind: 'failed', fault: 'altered' }],
    [
      'is cut off',
      {
        sends: (answer) => {
          answer.setHeader('content-length', NEW.length).write(NEW.slice(0, 100_000))
          setTimeout(() => answer.destroy(), 50)
        },
      },
      { kind: 'failed', fault: 'unreachable' },
    ],
    [
      'does not go on',
      { sends: (answer) => void answer.setHeader('content-length', NEW.length).write(NEW.slice(0, 100_000)) },
      { kind: 'failed', fault: 'silent' },
    ],
    ['is not there', { sends: (answer) => void answer.writeHead(404).end() }, { kind: 'failed', fault: 'absent' }],
  ])('throws a file away that %s', async (_, feed, outcome) => {
    const { obey, until, quit, installed } = await open(feed)
    obey('check')
    await until('found')
    obey('fetch')
    expect(await until('failed')).toMatchObject(outcome)
    quit()
    expect(installed()).toBe(OLD)
  })

  test('stops to fetch when somebody says so, and fetches it anew when somebody asks again', async () => {
    let tries = 0
    const { obey, until } = await open({
      sends: (answer) => {
        if (tries++ > 0) whole(answer)
        else answer.setHeader('content-length', NEW.length).write(NEW.slice(0, 1000))
      },
    })
    obey('check')
    await until('found')
    obey('fetch')
    await until('fetching')
    await expect.poll(() => tries, { timeout: 10_000 }).toBe(1)
    obey('stop')
    await until('found')
    obey('fetch')
    await until('ready')
    expect(tries).toBe(2)
    expect((await readdir(join(folder, 'espalier-updater', 'pending'))).filter((name) => /^temp-/.test(name))).toEqual(
      [],
    )
  })
})

describe('how a copy came here', () => {
  const put = async (path: string, text = '') => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  const of = (more: Partial<Surroundings>) =>
    installedAs({
      platform: 'linux',
      packaged: true,
      program: join(folder, 'espalier-lab'),
      resources: join(folder, 'resources'),
      environment: {},
      ...more,
    })

  test('an AppImage is one only where it was started as one, not from within another', () => {
    const environment = { APPIMAGE: '/home/me/Espalier.AppImage', APPDIR: folder }
    expect(of({ environment })).toBe('AppImage')
    expect(of({ environment: { ...environment, APPDIR: '/tmp/.mount_Terminal' } })).toBe('archive')
  })

  test('an archive stays one, whatever a package for another system has left in it', async () => {
    await put('resources/package-type', 'deb')
    expect(of({})).toBe('archive')
  })

  test('Windows tells its setup from its archive by what takes it away', async () => {
    const windows = { platform: 'win32', program: join(folder, 'Espalier.exe') } as const
    expect(of(windows)).toBe('archive')
    await put('Uninstall Espalier.exe')
    expect(of(windows)).toBe('setup')
  })

  test('a Mac’s program replaces itself, and sources never do', () => {
    expect(of({ platform: 'darwin' })).toBe('app')
    expect(of({ platform: 'darwin', packaged: false })).toBe('sources')
  })

  const onRequest = (more: Partial<Surroundings>) => {
    const states: UpdateState[] = []
    const lines: string[] = []
    const surroundings = {
      platform: 'linux',
      packaged: true,
      program: '',
      resources: '',
      environment: {},
      ...more,
    } as const
    const tell = (state: UpdateState) => states.push(state)
    return {
      obey: updatesOnRequest({ surroundings, folder, tell, log: { write: (line) => lines.push(line) } }),
      states,
      lines,
    }
  }

  test('what cannot replace itself says why, and asks nobody', async () => {
    const archive = onRequest({})
    archive.obey('check')
    expect(archive.states).toEqual([{ kind: 'unable', why: 'archive' }])
    const sources = onRequest({ packaged: false })
    sources.obey('check')
    expect(sources.states).toEqual([{ kind: 'unable', why: 'sources' }])
    await put('package.json', '{}')
    const keyless = onRequest({ platform: 'darwin' })
    keyless.obey('check')
    await expect.poll(() => keyless.states).toEqual([{ kind: 'unable', why: 'keyless' }])
  })

  test('a feed that cannot be is told, and in the log', async () => {
    await put(
      'package.json',
      JSON.stringify({ updates: { feed: 'http://far.example/', key: publicText(publisher.publicKey) } }),
    )
    const { obey, states, lines } = onRequest({ platform: 'darwin' })
    obey('check')
    await expect.poll(() => states).toMatchObject([{ kind: 'failed', fault: 'unknown', said: /come over https/ }])
    expect(lines).toEqual([expect.stringContaining('http://far.example/')])
  })
})

describe('the feed of a package', () => {
  const key = publicText(publisher.publicKey)
  const feedOf = async (updates: object | null, environment = {}) => {
    await writeFile(join(folder, 'package.json'), JSON.stringify(updates ? { updates } : {}))
    return updateFeed(folder, environment)
  }

  test('comes with it, and may be named anew for a mirror; its key may not', async () => {
    expect(await feedOf(null, { ESPALIER_UPDATE_FEED: 'https://b.example/' })).toBeNull()
    const made = updateFeedFor({ GITHUB_REPOSITORY: 'owner/name', ESPALIER_UPDATE_KEY: key })!
    expect(made).toEqual({ feed: 'https://github.com/owner/name/releases/latest/download', key })
    const own = (await feedOf(made))!
    expect(own.address).toBe(made.feed)
    expect(publicText(own.key)).toBe(key)
    for (const address of ['https://b.example/x/', 'http://127.0.0.1:8000/', 'http://localhost/', 'http://[::1]:1/'])
      expect((await feedOf(made, { ESPALIER_UPDATE_FEED: address }))?.address).toBe(address)
  })

  test.each(['http://b.example/', 'http://127.0.0.1.b.example/', 'file:///etc/', 'ftp://localhost/', 'nonsense'])(
    '%s is refused',
    async (address) => {
      await expect(feedOf({ feed: 'https://a.example/', key }, { ESPALIER_UPDATE_FEED: address })).rejects.toThrow()
    },
  )

  test('is made with a key of Ed25519 and an address, or not at all', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const rsa = publicText(publicKey)
    expect(updateFeedFor({ GITHUB_REPOSITORY: 'owner/name' })).toBeNull()
    expect(() => updateFeedFor({ ESPALIER_UPDATE_KEY: key })).toThrow('ESPALIER_UPDATE_FEED')
    expect(() => updateFeedFor({ ESPALIER_UPDATE_KEY: rsa, GITHUB_REPOSITORY: 'owner/name' })).toThrow('Ed25519')
    expect(() => updateFeedFor({ GITHUB_REF_TYPE: 'tag' })).toThrow('A release needs the key')
    await expect(feedOf({ feed: 'https://a.example/', key: rsa })).rejects.toThrow('Ed25519')
  })
})

test('a list is signed as a package checks it', async () => {
  const { execFileSync } = await import('node:child_process')
  const script = resolve(import.meta.dirname, '..', '..', 'build', 'package', 'sign-updates.ts')
  const run = (words: string[], environment: Record<string, string> = {}) =>
    execFileSync(process.execPath, [script, ...words], {
      env: { ...process.env, ...environment },
      stdio: 'pipe',
    }).toString()
  const file = join(folder, 'key.pem')
  const key = run(['--new-key', file]).trim()
  const made = { ESPALIER_UPDATE_SIGNING_KEY: await readFile(file, 'utf8'), ESPALIER_UPDATE_KEY: key }
  await writeFile(join(folder, 'latest-linux.yml'), 'version: 1.1.0\n')
  expect(run([folder], made)).toBe('latest-linux.yml.sig\n')
  expect(await readFile(join(folder, 'latest-linux.yml.sig'), 'utf8')).toBe(
    signatureOf('version: 1.1.0\n', made.ESPALIER_UPDATE_SIGNING_KEY),
  )
  expect(() => run([folder], { ...made, ESPALIER_UPDATE_KEY: publicText(stranger.publicKey) })).toThrow('other half')
  expect(() => run(['--new-key', file])).toThrow('EEXIST')
})
