// The browser that shows the windows: an installed Chromium with a profile of its own, driven over its debugging pipe.
// Knows how it is started and ended. Does not know windows.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { Devtools } from './devtools.ts'

export interface Browser {
  devtools: Devtools
  close(): Promise<void>
}

/** Starts it with these switches; its profile lies in `folder`. `gone` is told when it has ended, however it did. */
export async function startBrowser(
  folder: string,
  switches: ReadonlyMap<string, string>,
  gone: () => void,
): Promise<Browser> {
  const root = process.getuid?.() === 0
  const child = spawn(
    process.env['STANDIN_CHROMIUM'] ?? 'chromium',
    [
      ...(process.env['DISPLAY'] ? [] : ['--headless']),
      ...(root ? ['--no-sandbox', '--test-type'] : []),
      '--disable-quic',
      // Plain Chromium tells no one that the other end of a port is closed; Electron does.
      '--enable-blink-features=MessagePortCloseEvent',
      '--no-startup-window',
      '--remote-debugging-pipe',
      // For whoever tests: the address is told on the error output, as by Electron.
      '--remote-debugging-port=0',
      `--user-data-dir=${join(folder, 'profile')}`,
      ...[...switches].map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`)),
    ],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] },
  )
  const ended = new Promise<void>((settle) => child.once('exit', () => settle()))
  void ended.then(gone)
  process.on('exit', () => child.kill('SIGKILL'))
  createInterface(child.stderr!).on('line', (line) => {
    if (line.startsWith('DevTools listening on') || process.env['STANDIN_DEBUG']) process.stderr.write(`${line}\n`)
  })
  const devtools = new Devtools(child.stdio[3] as Writable, child.stdio[4] as Readable)
  await devtools.send('Browser.getVersion')
  return {
    devtools,
    async close() {
      void devtools.send('Browser.close').catch(() => undefined)
      const unwilling = setTimeout(() => child.kill('SIGKILL'), 3000)
      await ended
      clearTimeout(unwilling)
    },
  }
}
