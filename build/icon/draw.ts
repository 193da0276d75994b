// `npm run icons`: draws espalier.svg in every size and format that systems ask for.
// Knows the formats of Windows (ico) and of the Mac (icns), which are frames around PNG pictures. Does not know who shows them.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { findBrowser } from '../../src-main/hosts/web/browsers.ts'

const folder = import.meta.dirname
/** Pixels of the squares that Linux gets. */
const LINUX = [16, 24, 32, 48, 64, 128, 256, 512]
const WINDOWS = [16, 24, 32, 48, 64, 128, 256]
/** Apple's names of sizes: points, and twice as many pixels for fine screens. */
const MAC = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
] as const
/** The picture's own square, and the one with the margin that icons have on a Mac. */
const WHOLE = '0 0 512 512'
const WITH_MARGIN = '-42 -42 596 596'

const executablePath = findBrowser()
if (executablePath === null) throw new Error('Drawing needs Chrome, Chromium or Edge.')
const svg = readFileSync(join(folder, 'espalier.svg'), 'utf8')
const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
const page = await browser.newPage()

rmSync(join(folder, 'sizes'), { recursive: true, force: true })
mkdirSync(join(folder, 'sizes'))
for (const size of LINUX) writeFileSync(join(folder, 'sizes', `${size}x${size}.png`), await draw(size, WHOLE))
writeFileSync(join(folder, 'espalier.ico'), ico(await all(WINDOWS, WHOLE)))
writeFileSync(
  join(folder, 'espalier.icns'),
  icns(
    await all(
      MAC.map(([, size]) => size),
      WITH_MARGIN,
    ),
  ),
)
await browser.close()

function all(sizes: readonly number[], viewBox: string): Promise<Buffer[]> {
  return sizes.reduce<Promise<Buffer[]>>(
    async (before, size) => [...(await before), await draw(size, viewBox)],
    Promise.resolve([]),
  )
}

/** PNG of this many pixels a side, on nothing. */
async function draw(size: number, viewBox: string): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size })
  const sized = svg.replace(
    /viewBox="[^"]*" width="\d+" height="\d+"/,
    `viewBox="${viewBox}" width="${size}" height="${size}"`,
  )
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${sized}`)
  return page.screenshot({ omitBackground: true })
}

function ico(pictures: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let place = head.length
  pictures.forEach((picture, index) => {
    const at = 6 + 16 * index
    const size = picture.readUInt32BE(16)
    // A byte has no room for 256, which is 0.
    head.writeUInt8(size % 256, at)
    head.writeUInt8(size % 256, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(picture.length, at + 8)
    head.writeUInt32LE(place, at + 12)
    place += picture.length
  })
  return Buffer.concat([head, ...pictures])
}

function icns(pictures: readonly Buffer[]): Buffer {
  const parts = pictures.map((picture, index) => part(MAC[index]![0], picture))
  return part('icns', Buffer.concat(parts))
}

function part(name: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32BE(8 + data.length, 4)
  return Buffer.concat([head, data])
}
