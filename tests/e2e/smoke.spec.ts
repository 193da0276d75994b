// The program starts, the page loads under its policy, and only this page may speak to the engine.
import { expect, test } from './fixtures.ts'

test('the page loads under its policy and shows the first screen', async ({ page, program }) => {
  const response = await page.goto(program.url)
  expect(response?.headers()['content-security-policy']).toContain("default-src 'self'")
  await expect(page).toHaveTitle(/Espalier/)
  await expect(page.getByRole('main')).toBeVisible()
  expect(page.url(), 'the token is out of sight').not.toContain('token')
})

test('a reload finds the engine again', async ({ page, program }) => {
  await page.goto(program.url)
  await expect(page.getByRole('button', { name: /^Run/ }).first()).toBeEnabled()
  await page.reload()
  await expect(page.getByRole('button', { name: /^Run/ }).first()).toBeEnabled()
})

/** What becomes of a socket that a page opens by hand. */
function knock(page: import('@playwright/test').Page, host: string, token: string): Promise<string> {
  return page.evaluate(
    ([address, word]) =>
      new Promise<string>((settle) => {
        const socket = new WebSocket(`ws://${address}/engine`)
        socket.onopen = () => socket.send(word)
        socket.onmessage = () => settle('ready')
        socket.onclose = ({ code }) => settle(String(code))
      }),
    [host, token] as const,
  )
}

test('a wrong token is refused, the right one is not', async ({ page, program }) => {
  const { host, hash } = new URL(program.url)
  await page.goto(program.url)
  expect(await knock(page, host, 'guess')).toBe('4401')
  expect(await knock(page, host, hash.replace('#token=', ''))).toBe('ready')
})

test('a page of another origin is refused, even with the token', async ({ page, program, consoleErrors }) => {
  const { host, hash } = new URL(program.url)
  await page.route('http://elsewhere.test/', (route) =>
    route.fulfill({ body: '<!doctype html>', contentType: 'text/html' }),
  )
  await page.goto('http://elsewhere.test/')
  expect(await knock(page, host, hash.replace('#token=', ''))).toBe('1006')
  // The browser tells of the refused socket and of the page without an icon.
  consoleErrors.length = 0
})

test('a name that was pointed at this machine is refused', async ({ request, program }) => {
  const { origin } = new URL(program.url)
  expect((await request.get(origin, { headers: { host: 'evil.test' } })).status()).toBe(403)
})
