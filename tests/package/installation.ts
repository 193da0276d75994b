// An installed package of Espalier as a person has it: how it comes and goes on each system, and its window, which is driven over
// Chromium's debugging port, because a package has Node's own closed (its fuses).
// Knows each system's ways. Changes this machine, so it is for machines that are thrown away. Does not know what is tested.
import { execFileSync, spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import type { Browser, Page } from '@playwright/test'

/** How a package comes, where its programs are then, and how it goes. */
export interface Installation {
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

export const INSTALLATIONS: Partial<Record<NodeJS.Platform, Installation>> = {
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
export const PATIENCE = 120_000

/** The package with this ending in a folder. */
export function packageIn(folder: string, ending: string): string {
  const name = readdirSync(folder).find((one) => one.endsWith(ending))
  if (!name) throw new Error(`${folder} has no package that ends with ${ending}.`)
  return join(folder, name)
}

/** Starts the window's program, hands over its page, and ends it as the system does at the end of a session. */
export async function inWindow(
  { program, words = [], env }: { program: string; words?: string[]; env: NodeJS.ProcessEnv },
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const child = spawn(program, [`--remote-debugging-port=${PORT}`, ...words], { env, stdio: 'inherit' })
  const ended = new Promise((settle) => child.once('exit', settle))
  try {
    const browser = await connected(Date.now() + PATIENCE)
    const [page] = browser.contexts()[0]!.pages()
    await use(page!)
  } finally {
    // In order, so that what is to be done at the end is done.
    if (process.platform === 'win32') sh('taskkill', ['/PID', String(child.pid)])
    else child.kill()
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

/** Runs a program to its end, and returns what it says. */
export function sh(program: string, words: string[], env: NodeJS.ProcessEnv = process.env): string {
  // Windows starts .cmd files only by its shell.
  const shell = program.endsWith('.cmd')
  return execFileSync(shell ? `"${program}"` : program, words, {
    env,
    encoding: 'utf8',
    shell,
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
