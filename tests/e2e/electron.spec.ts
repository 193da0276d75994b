// The program in Electron, wherever its binary is: one fenced-in window that speaks to the engine.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, expect, test } from '@playwright/test'
import { findElectron } from '../../src-main/hosts/electron-binary.ts'
import { hasDisplay } from '../../src-main/hosts/web/browsers.ts'

const root = resolve(import.meta.dirname, '..', '..')
const executable = findElectron(root)
test.skip(executable === null, 'Electron’s binary is not on this machine')
test.skip(!hasDisplay(), 'there is no display')

test('Electron opens a window without Node in it, and the engine answers', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'espalier-electron-'))
  const program = await _electron.launch({
    executablePath: executable ?? '',
    args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: { ...(process.env as Record<string, string>), ESPALIER_DATA: dataFolder },
  })
  try {
    const page = await program.firstWindow()
    await expect(page).toHaveTitle(/Espalier/)
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled()
    expect(await page.evaluate(() => [typeof require, typeof process, Object.keys(window.espalier ?? {})])).toEqual([
      'undefined',
      'undefined',
      ['connect', 'pathOf'],
    ])
  } finally {
    await program.close()
    await rm(dataFolder, { recursive: true, force: true })
  }
})
