// `node tests/package/updated.ts OLD NEWER`: installs the package that lies in one folder, has its window find, download and install the
// newer one that lies in the other, which is served on this machine, and looks which version starts then.
// Changes this machine, so it is for machines that are thrown away. Does not know how each system installs (installation.ts).
import { copyFileSync, chmodSync, createReadStream, existsSync, mkdtempSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import { INSTALLATIONS, inWindow, packageIn, PATIENCE, say, sh } from './installation.ts'

const [older = '', newer = ''] = process.argv.slice(2).map((folder) => resolve(folder))
const scratch = mkdtempSync(join(tmpdir(), 'espalier-updated-'))
const feed = createServer((request, answer) => {
  const file = join(newer, basename(new URL(request.url!, 'http://localhost').pathname))
  if (existsSync(file)) createReadStream(file).pipe(answer)
  else answer.writeHead(404).end()
})
await new Promise<void>((listening) => feed.listen(0, '127.0.0.1', listening))
const env = {
  ...process.env,
  ESPALIER_DATA: join(scratch, 'data'),
  ESPALIER_UPDATE_FEED: `http://127.0.0.1:${(feed.address() as AddressInfo).port}/`,
}

const { program, command } = install()
const before = await versionOf()
say(`installed is ${before}; look for a newer one, and take it`)
await inWindow({ program, env }, async (page) => {
  await choose(page, 'Check for updates')
  const dialog = page.getByRole('dialog', { name: 'Updates' })
  await dialog.getByRole('button', { name: 'Download' }).click({ timeout: PATIENCE })
  await dialog.getByText('is downloaded and checked').waitFor({ timeout: PATIENCE })
})
// Windows and macOS install after the program has ended.
for (let tries = 0; command !== null && tries < 60 && told() === before; tries++) await setTimeout(2000)
const after = await versionOf()
if (after === before) throw new Error(`It is ${before} still.`)
say(`updated to ${after}`)
feed.close()

/** Linux has a kind of package that needs nobody's password. */
function install(): { program: string; command: string | null } {
  if (process.platform === 'linux') {
    const program = join(scratch, 'Espalier.AppImage')
    copyFileSync(packageIn(older, '.AppImage'), program)
    chmodSync(program, 0o755)
    return { program, command: null }
  }
  const installation = INSTALLATIONS[process.platform]!
  installation.install(packageIn(older, installation.ending))
  return { program: installation.window, command: installation.command }
}

/** The command's version; while it is being replaced there may be none. */
function told(): string | null {
  try {
    return sh(command!, ['--version'], env).trim()
  } catch {
    return before
  }
}

async function versionOf(): Promise<string> {
  let version = ''
  await inWindow({ program, env }, async (page) => {
    await choose(page, 'About Espalier')
    const text = await page
      .getByRole('dialog', { name: 'About Espalier' })
      .getByText(/^Version /)
      .textContent()
    version = text!.replace('Version ', '')
  })
  return version
}

async function choose(page: Page, entry: string): Promise<void> {
  await page.getByRole('button', { name: 'Help and settings' }).click({ timeout: PATIENCE })
  await page.getByRole('menuitem', { name: entry }).click()
}
