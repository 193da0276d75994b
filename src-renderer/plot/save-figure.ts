// Saves a figure as it is on screen: its SVG text, or a PNG of twice its pixels.
// Knows how the window draws a text as a picture. Does not know what a figure shows.
import { EspalierError } from '../../src-main/contract/errors.ts'
import { download, downloadText } from '../ui/download.ts'
import { EXPERIMENT } from '../text/experiment.ts'
import type { Caption } from '../ui/caption.ts'

/** Writes a figure as an SVG document: as it is on screen, or for paper; with the caption that is made of its title, if any. */
export type FigureWriter = (how?: { paper?: boolean; caption?: (title: string) => Caption }) => string

/** Offers an SVG document for download as `<name>.svg` or `<name>.png`. Throws where the window cannot draw it. */
export async function saveFigure(
  text: string,
  { name, format }: { name: string; format: 'svg' | 'png' },
): Promise<void> {
  if (format === 'svg') downloadText({ name: `${name}.svg`, type: 'image/svg+xml', text })
  else download(`${name}.png`, await drawn(text))
}

async function drawn(text: string, scale = 2): Promise<Blob> {
  const image = new Image()
  const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }))
  try {
    image.src = address
    await image.decode()
    const canvas = new OffscreenCanvas(Math.round(image.naturalWidth * scale), Math.round(image.naturalHeight * scale))
    const context = canvas.getContext('2d')
    if (!context) throw new Error('no canvas')
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await canvas.convertToBlob({ type: 'image/png' })
  } catch (cause) {
    throw new EspalierError(
      { code: 'internal', message: EXPERIMENT.export.noCanvas, advice: EXPERIMENT.export.noCanvasAdvice },
      { cause },
    )
  } finally {
    URL.revokeObjectURL(address)
  }
}
