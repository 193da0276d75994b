// The desktop program for its end-to-end tests: under Electron where its program file is, else under the stand-in of tests/standin.
// Knows how it is started and watched. Does not know what is tested.
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { _electron, test as base, expect } from '@playwright/test'
import { findElectron } from '../../src-main/hosts/electron-binary.ts'
import { findBrowser, hasDisplay } from '../../src-main/hosts/web/browsers.ts'

export const ROOT = resolve(import.meta.dirname, '..', '..')
const real = findElectron(ROOT)
const browser = findBrowser()
/** Why nothing can be tested here; null where it can. */
export const obstacle =
  real === null
    ? process.platform === 'win32' || browser === null
      ? 'there is neither Electron nor a browser for its stand-in'
      : null
    : hasDisplay()
      ? null
      : 'Electron needs a display'

const EXECUTABLE = real ?? join(ROOT, 'tests', 'standin', 'electron')
const asRoot = process.platform === 'linux' && process.getuid?.() === 0
/** Milliseconds within which a program that was told to end has ended. */
const END_LIMIT = 60_000

export interface Opening {
  /** A new, empty one if left out. */
  dataFolder?: string
  /** Further words of the command line. */
  words?: readonly string[]
  /** The folder of the program, if it is not this checkout. */
  folder?: string
  /** Whether it is waited for the engine. */
  ready?: boolean
}

export interface Shell {
  program: ElectronApplication
  child: ChildProcess
  page: Page
  dataFolder: string
  log: () => string
  /** The process of the newest engine. */
  engine: () => number
  /** How the program ended: its exit code, or the signal. */
  ended: () => Promise<number | string>
}

interface Fixtures {
  /** A new folder, which is removed in the end. */
  folder: string
  /** Starts the program; all are ended with the test. */
  open: (opening?: Opening) => Promise<Shell>
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures that are needed from this pattern
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'espalier-shell-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
  open: async ({ folder }, use) => {
    const opened: Shell[] = []
    await use(async (opening = {}) => {
      const shell = await openShell({ dataFolder: join(folder, 'data'), ...opening })
      opened.push(shell)
      return shell
    })
    for (const { child } of opened) child.kill('SIGKILL')
  },
})
export { expect }

export function environment(dataFolder: string): Record<string, string> {
  return {
    ...(process.env as Record<string, string>),
    ESPALIER_DATA: dataFolder,
    ESPALIER_MODELS: join(ROOT, 'models'),
    STANDIN_NODE: process.execPath,
    ...(browser !== null && { STANDIN_CHROMIUM: browser }),
  }
}

/** The program's command line, without its first word. */
function wordsOf(folder: string, words: readonly string[]): string[] {
  return [folder, ...(asRoot ? ['--no-sandbox'] : []), ...words]
}

async function openShell({ dataFolder = '', words = [], folder = ROOT, ready = true }: Opening): Promise<Shell> {
  const program = await _electron.launch({
    executablePath: EXECUTABLE,
    args: wordsOf(folder, words),
    env: environment(dataFolder),
  })
  const child = program.process()
  const ended = new Promise<number | string>((settle) => child.once('exit', (code, signal) => settle(code ?? signal!)))
  const log = () => readFileSync(join(dataFolder, 'logs', 'espalier.log'), 'utf8')
  const page = await program.firstWindow()
  if (ready) await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled()
  return {
    program,
    child,
    page,
    dataFolder,
    log,
    engine: () => Number([...log().matchAll(/as process (\d+)/g)].at(-1)![1]),
    async ended() {
      const late = new Promise<string>((settle) => setTimeout(settle, END_LIMIT, 'still there').unref())
      return Promise.race([ended, late])
    },
  }
}

/** Starts the program a second time on the same data, or for its end; nobody looks at its window. */
export function startBeside(dataFolder: string, words: readonly string[] = [], early: readonly string[] = []) {
  const child: ChildProcess = spawn(EXECUTABLE, [...early, ...wordsOf(ROOT, words)], { env: environment(dataFolder) })
  let said = ''
  child.stderr!.on('data', (text: Buffer) => (said += text.toString()))
  return new Promise<{ code: number | null; said: string }>((settle) =>
    child.once('close', (code) => settle({ code, said })),
  )
}

/** A copy of the built program in which the engine is another file. Returns its folder, and what puts the engine back. */
export function withEngine(folder: string, text: string): { folder: string; repair: () => void } {
  const copy = join(folder, 'program')
  const engine = join('out', 'main', 'engine-process.js')
  for (const path of ['package.json', 'out/main']) {
    mkdirSync(dirname(join(copy, path)), { recursive: true })
    cpSync(join(ROOT, path), join(copy, path), { recursive: true })
  }
  for (const path of ['node_modules', 'out/preload', 'out/renderer']) symlinkSync(join(ROOT, path), join(copy, path))
  writeFileSync(join(copy, engine), text)
  return { folder: copy, repair: () => cpSync(join(ROOT, engine), join(copy, engine)) }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Answers the program's questions with the buttons of these places, one after the other. Returns what it has asked. */
export async function answerQuestions(program: ElectronApplication, places: readonly number[]) {
  await program.evaluate(({ dialog }, answers) => {
    const asked: unknown[] = ((globalThis as unknown as { asked: unknown[] }).asked = [])
    dialog.showMessageBox = ((...words: unknown[]) => {
      asked.push(words.at(-1))
      return Promise.resolve({ response: answers[asked.length - 1] })
    }) as typeof dialog.showMessageBox
  }, places)
  return () =>
    program.evaluate(
      () => (globalThis as unknown as { asked: { message: string; detail: string; buttons: string[] }[] }).asked,
    )
}

/** Chooses an entry of the program's menu by its label. */
export async function chooseMenu(program: ElectronApplication, label: string): Promise<void> {
  await program.evaluate(({ Menu }, wanted) => {
    interface Item {
      label: string
      submenu?: { items: Item[] } | null
      click: () => void
    }
    const find = (items: Item[]): Item | undefined =>
      items.map((item) => (item.label === wanted ? item : item.submenu && find(item.submenu.items))).find(Boolean) ??
      undefined
    find((Menu.getApplicationMenu() as unknown as { items: Item[] }).items)!.click()
  }, label)
}
