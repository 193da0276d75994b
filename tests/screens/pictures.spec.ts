// `npm run pictures`: the pictures of README and docs, taken anew. With `-- -g NAME`, those of this name.
// Knows how a picture becomes a small file. Does not know which there are (pictures.ts).
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from '../e2e/fixtures.ts'
import { startPreview, stopPreview } from '../e2e/preview.ts'
import { FOLDER, MOST_BYTES, PICTURES } from './pictures.ts'
import { showState } from './shown.ts'
import { PICTURED } from './states/states.ts'

const SIZE = [1280, 800] as const
const QUALITY = 0.86

let preview: string
test.beforeAll(async () => {
  preview = await startPreview()
  await mkdir(FOLDER, { recursive: true })
})
test.afterAll(stopPreview)

for (const [name, { state: of, scheme = 'light' }] of Object.entries(PICTURES)) {
  test(name, async ({ browser, program, page: writer }) => {
    const state = PICTURED.find((candidate) => candidate.name === of)!
    const { page, close } = await showState(browser, state, { served: { program, preview }, size: SIZE })
    await page.emulateMedia({ colorScheme: scheme })
    // A ring around the whole tree says nothing to a reader.
    await page.evaluate(() => {
      if (document.activeElement?.matches('[role=application]')) (document.activeElement as HTMLElement).blur()
    })
    await page.waitForTimeout(400)
    const picture = await webp(writer, await page.screenshot())
    expect(picture.length).toBeLessThan(MOST_BYTES)
    await writeFile(join(FOLDER, `${name}.webp`), picture)
    await close()
  })
}

/** The browser's own encoder makes it, so that no other is needed; in a page of its own, whose policy forbids nothing. */
async function webp(page: Page, png: Buffer): Promise<Buffer> {
  const encoded = await page.evaluate(
    async ([picture, quality]) => {
      const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0))
      const image = await createImageBitmap(new Blob([bytes]))
      const canvas = document.createElement('canvas')
      canvas.width = image.width
      canvas.height = image.height
      canvas.getContext('2d')!.drawImage(image, 0, 0)
      return canvas.toDataURL('image/webp', quality)
    },
    [png.toString('base64'), QUALITY] as const,
  )
  return Buffer.from(encoded.split(',')[1]!, 'base64')
}
