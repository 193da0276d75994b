// `espalier serve` in a real browser: the page that asks for the token, a network that breaks and comes back, a host that is started
// again, and TLS with a certificate that Espalier made.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { expectNoFaults, run, state } from './steps.ts'

const field = (page: Page) => page.getByLabel('Token, or the whole address')

/** `espalier serve` with these flags and an empty data folder. */
async function serve(flags: string[] = []) {
  const dataFolder = await mkdtemp(join(tmpdir(), 'espalier-serve-'))
  const child = spawn(process.execPath, [resolve('build/espalier.mjs'), 'serve', ...flags], {
    env: { ...process.env, ESPALIER_DATA: dataFolder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = new Promise((settle) => child.on('exit', settle))
  const url = await new Promise<string>((settle) => {
    let said = ''
    child.stdout.on('data', (text: Buffer) => {
      said += text.toString()
      const found = /https?:\/\/\S+/.exec(said)
      if (found) settle(found[0])
    })
  })
  return {
    url,
    port: Number(new URL(url).port),
    async stop() {
      child.kill('SIGTERM')
      await gone
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

/** A way to a port that can be broken and mended. */
async function bridge(to: number) {
  const open = new Set<Socket>()
  let works = true
  const server = createServer((near) => {
    if (!works) {
      near.destroy()
      return
    }
    const far = connect(to, '127.0.0.1')
    near.pipe(far).pipe(near)
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => (near.destroy(), far.destroy(), open.delete(socket)))
    }
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  return {
    port: (server.address() as AddressInfo).port,
    set(working: boolean) {
      works = working
      if (!working) for (const socket of open) socket.destroy()
    },
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((settle) => server.close(settle))
    },
  }
}

test('an address without the token asks for it, by keyboard, and a wrong one is told', async ({ page, program }) => {
  const { origin, hash } = new URL(program.url)
  await page.goto(origin)
  await expect(page.getByRole('heading', { name: 'This window needs a token' })).toBeVisible()
  await expect(field(page)).toBeFocused()
  await expectNoFaults(page)
  await page.keyboard.type('guess')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('This token is not the one')
  await expect(field(page)).toHaveAttribute('aria-invalid', 'true')
  await expectNoFaults(page)
  await page.keyboard.press('Control+A')
  await page.keyboard.type(`${origin}/${hash}`)
  await page.keyboard.press('Enter')
  await expect(run(page)).toBeEnabled()
  await expect(field(page)).toHaveCount(0)
  await page.reload()
  await expect(run(page)).toBeEnabled()
})

test('a network that breaks in a run and comes back has lost nothing', async ({ page, program, consoleErrors }) => {
  const way = await bridge(Number(new URL(program.url).port))
  const { hash } = new URL(program.url)
  await page.goto(`http://127.0.0.1:${way.port}/${hash}`)
  await expect(run(page)).toBeEnabled()
  await run(page).click()
  await expect(state(page)).toContainText(/Running|Done/)
  way.set(false)
  const lost = page.getByRole('alert').filter({ hasText: 'The connection to the engine is lost' }).first()
  await expect(lost).toBeVisible()
  way.set(true)
  const back = page.getByRole('status').filter({ hasText: 'The connection is back. Nothing was missed.' }).first()
  await expect(back).toBeVisible()
  await expect(state(page)).toContainText('Done')
  await expect(back, 'it asks nobody for anything').toHaveCount(0)
  // The browser tells of each try that failed.
  expect(consoleErrors.every((error) => error.includes('WebSocket'))).toBe(true)
  consoleErrors.length = 0
  await way.close()
})

test('a host that is started again asks for its new token over what was on screen', async ({ page, consoleErrors }) => {
  const first = await serve()
  await page.goto(first.url)
  await expect(run(page)).toBeEnabled()
  await page.getByRole('spinbutton', { name: 'Seed' }).fill('77')
  await first.stop()
  const second = await serve(['--port', String(first.port)])
  await expect(page.getByRole('alert').filter({ hasText: 'Each start has a new one' })).toBeVisible()
  await field(page).fill(second.url)
  await page.getByRole('button', { name: 'Open' }).click()
  await expect(run(page)).toBeEnabled()
  await expect(page.getByRole('spinbutton', { name: 'Seed' })).toHaveValue('77')
  await expect(page.getByText('What is on screen was loaded again.').first()).toBeVisible()
  await second.stop()
  consoleErrors.length = 0
})

test('over TLS, with a certificate that Espalier made, the window works', async ({ browser }) => {
  const host = await serve(['--bind', '0.0.0.0'])
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  const page = await context.newPage()
  await page.goto(host.url.replace(/\/\/[^/]+/, `//127.0.0.1:${host.port}`))
  await expect(run(page)).toBeEnabled()
  expect(new URL(page.url()).protocol).toBe('https:')
  await context.close()
  await host.stop()
})
