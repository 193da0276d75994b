// `npm run bench:picture`: the picture of a tree from a thousand to a million nodes, beside d3's SVG tree and pixi.js.
// Knows sizes and ways. Does not know how a page measures (picture/page.ts). Takes about ten minutes in Chromium without a GPU.
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { build } from 'vite'
import { findBrowser } from '../../src-main/hosts/web/browsers.ts'
import { installPeers } from './install.ts'
import { thisMachine, writeResults } from './page.ts'
import { pictureSection } from './report-picture.ts'
import type { PictureFigures, PictureResults } from './results.ts'

const { values: options } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    sizes: { type: 'string', default: '1000,10000,100000,1000000' },
    ways: { type: 'string', default: 'espalier,d3,pixi.js' },
  },
})
const VIEW = { width: 1440, height: 900 }
/** Longest that one way may take with one size, milliseconds. */
const LIMIT = 120_000
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

const executablePath = findBrowser()
const folder = resolve(import.meta.dirname, '.cache/picture')
const refused = installPeers()
if (refused !== null) throw new Error(refused)
await build({
  root: resolve(import.meta.dirname, 'picture'),
  logLevel: 'warn',
  resolve: {
    alias: [{ find: /^(d3-\w+|pixi\.js)$/, replacement: `${resolve(import.meta.dirname, 'peers/node_modules')}/$1` }],
  },
  build: { outDir: folder, emptyOutDir: true, target: 'esnext', chunkSizeWarningLimit: 4000 },
})
const server = createServer((request, response) => {
  const path = request.url === '/' ? '/index.html' : String(request.url)
  readFile(join(folder, path)).then(
    (content) => response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(content),
    () => response.writeHead(404).end(),
  )
})
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
const address = server.address()
if (address === null || typeof address === 'string') throw new Error('The page has no address.')

const results: PictureResults = {
  date: new Date().toISOString(),
  machine: thisMachine(),
  browser: '',
  view: VIEW,
  figures: [],
}
for (const nodes of options.sizes.split(',').map(Number)) {
  for (const way of options.ways.split(',')) {
    // A browser of its own each time: what one leaves behind must not slow the next.
    const browser = await chromium.launch({
      ...(executablePath === null ? {} : { executablePath }),
      args: [
        '--enable-precise-memory-info',
        '--enable-unsafe-swiftshader',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    })
    results.browser = browser.version()
    const page = await browser.newPage({ viewport: VIEW, deviceScaleFactor: 1 })
    await page.goto(`http://127.0.0.1:${address.port}/`)
    const call = page.evaluate(([one, count]) => (window as unknown as Measuring).measure(one, count), [
      way,
      nodes,
    ] as const)
    const late = new Promise<null>((done) => setTimeout(() => done(null), LIMIT))
    const figures = await Promise.race([call.catch(() => null), late])
    results.figures.push({ way, nodes, figures })
    process.stdout.write(`${way}, ${nodes} nodes: ${figures ? JSON.stringify(figures) : 'not within two minutes'}\n`)
    await browser.close()
  }
}
server.close()
process.stdout.write(`\n${pictureSection(results).join('\n\n')}\n`)
if (options.write) writeResults('picture', results)
process.exit()

interface Measuring {
  measure: (way: string, nodes: number) => Promise<PictureFigures>
}
