// `node tests/package/installed.ts FOLDER`: installs the package that lies in a folder as a person would, only silently; runs its command
// and its window to a tree, opens a file with it, takes it away, and finds that what was made is still there.
// Knows how each system installs. Changes this machine, so it is for machines that are thrown away. The window is driven over Chromium's
// debugging port, because a package has Node's own closed (its fuses).
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium } from '@playwright/test'
import type { Browser, Page } from '@playwright/test'

/** How a package comes, where its programs are then, and how it goes. */
interface Installation {
  /** Ending of the package's name. */
  ending: string
  install: (file: string) => void
  window: string
  command: string
  remove: () => void
}

const LOCAL = process.env['LOCALAPPDATA'] ?? ''
const ON_WINDOWS = join(LOCAL, 'Programs', 'Espalier')
const ON_MAC = join(homedir(), 'Applications', 'Espalier.app')
const VOLUME = '/Volumes/Espalier for a test'

const INSTALLATIONS: Partial<Record<NodeJS.Platform, Installation>> = {
  linux: {
    ending: '.deb',
    install: (file) => sh('sudo', ['apt-get', 'install', '--yes', file]),
    window: '/usr/bin/espalier-lab',
    command: '/usr/bin/espalier',
    remove: () => sh('sudo', ['apt-get', 'purge', '--yes', 'espalier']),
  },
  win32: {
    ending: '-setup.exe',
    install: (file) => sh(file, ['/S']),
    window: join(ON_WINDOWS, 'Espalier.exe'),
    command: join(LOCAL, 'Microsoft', 'WindowsApps', 'espalier.cmd'),
    // Waits for the copy of itself that it starts, where it is told its folder.
    remove: () => sh(join(ON_WINDOWS, 'Uninstall Espalier.exe'), ['/S', `_?=${ON_WINDOWS}`]),
  },
  darwin: {
    ending: '.dmg',
    install(file) {
      sh('hdiutil', ['attach', '-nobrowse', '-readonly', '-mountpoint', VOLUME, file])
      sh('ditto', [join(VOLUME, 'Espalier.app'), ON_MAC])
      sh('hdiutil', ['detach', VOLUME])
    },
    window: join(ON_MAC, 'Contents', 'MacOS', 'Espalier'),
    command: join(ON_MAC, 'Contents', 'Resources', 'command', 'espalier'),
    remove: () => sh('rm', ['-r', ON_MAC]),
  },
}

const PORT = 9339
/** Milliseconds for a window to come, and for a small search. */
const PATIENCE = 120_000

const installation = INSTALLATIONS[process.platform]
const folder = resolve(process.argv[2] ?? '')
const file = installation && readdirSync(folder).find((name) => name.endsWith(installation.ending))
if (!installation || !file) throw new Error(`${folder} has no package for ${process.platform}.`)
const data = mkdtempSync(join(tmpdir(), 'espalier-installed-'))
const environment = { ...process.env, ESPALIER_DATA: join(data, 'data') }
const saved = join(data, 'run')

say(`install ${file}`)
installation.install(join(folder, file))

say('the command runs to a tree')
const told = sh(installation.command, ['run', '--problem-id', 'L3-042', '--method', 'rebase', '--json', '--out', saved])
const { answer, state } = JSON.parse(told) as { answer: string | null; state: string }
if (state !== 'done' || answer === null) throw new Error(`The run is ${state}, with the answer ${answer}.`)

say('the window runs to a tree')
await inWindow([], async (page) => {
  await page.getByRole('button', { name: 'Run', exact: true }).click({ timeout: PATIENCE })
  await page.getByRole('group', { name: 'Run controls' }).getByText(/^Done/).waitFor({ timeout: PATIENCE })
  await page.getByText(/^Search tree with \d+ nodes/).waitFor({ state: 'attached', timeout: PATIENCE })
})

say('the window opens a file')
await inWindow([`${saved}.espalier.jsonl`], async (page) => {
  await page.getByText(/^Search tree with \d+ nodes/).waitFor({ state: 'attached', timeout: PATIENCE })
})

say('take it away')
installation.remove()
for (const path of [installation.window, installation.command]) {
  if (existsSync(path)) throw new Error(`${path} is still there.`)
}
if (!existsSync(join(data, 'data', 'history.sqlite'))) throw new Error('What was made is gone with the program.')
say('done')

/** Starts the window's program, hands over its page, and ends it as the system does at the end of a session. */
async function inWindow(words: string[], use: (page: Page) => Promise<void>): Promise<void> {
  const child = spawn(installation!.window, [`--remote-debugging-port=${PORT}`, ...words], {
    env: environment,
    stdio: 'inherit',
  })
  const ended = new Promise((settle) => child.once('exit', settle))
  try {
    const browser = await connected(Date.now() + PATIENCE)
    const [page] = browser.contexts()[0]!.pages()
    await use(page!)
  } finally {
    child.kill()
    await ended
  }
}

async function connected(until: number): Promise<Browser> {
  try {
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${PORT}`)
    if (browser.contexts()[0]?.pages().length) return browser
  } catch (error) {
    if (Date.now() > until) throw error
  }
  await new Promise((settle) => setTimeout(settle, 1000))
  return connected(until)
}

function sh(program: string, words: string[]): string {
  // Windows starts .cmd files only by its shell.
  const shell = program.endsWith('.cmd')
  return execFileSync(shell ? `"${program}"` : program, words, {
    env: environment,
    encoding: 'utf8',
    shell,
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
