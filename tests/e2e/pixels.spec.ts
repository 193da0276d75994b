// The truth of a band in a real browser: the share of pixels of each colour against the share of nodes, on 20 trees.
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { readFile } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { build } from 'vite'
import type { BandShares } from './pixels/page.ts'

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

let server: Server
let address = ''
test.beforeAll(async () => {
  const folder = resolve('test-results/pixels')
  const root = resolve(import.meta.dirname, 'pixels')
  await build({
    root,
    logLevel: 'warn',
    configFile: false,
    build: { outDir: folder, emptyOutDir: true, target: 'esnext' },
  })
  server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : String(request.url)
    readFile(join(folder, path)).then(
      (content) => response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(content),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const at = server.address()
  address = at !== null && typeof at === 'object' ? `http://127.0.0.1:${at.port}/` : ''
})
test.afterAll(() => void server.close())

test('each colour has its share of a band’s pixels, to two points, in 20 trees of 1,000 to 5,000 nodes', async ({
  page,
}) => {
  await page.goto(address)
  let bands = 0
  for (let seed = 1; seed <= 20; seed++) {
    const told = await page.evaluate(
      (options) => (window as unknown as { bandsOf: (given: typeof options) => BandShares[] }).bandsOf(options),
      { nodes: 1000 + (seed - 1) * 210, seed, lens: 'reward', merged: seed % 4 === 0 },
    )
    for (const { depth, shares } of told) {
      bands++
      for (const { colour, pixels, nodes } of shares) {
        expect(Math.abs(pixels - nodes), `tree ${seed}, level ${depth}, ${colour}`).toBeLessThan(0.02)
      }
    }
  }
  expect(bands).toBeGreaterThan(40)
})
