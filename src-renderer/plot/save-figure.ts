// Saves a figure as it is on screen: SVG text that stands alone, or a PNG of twice its pixels.
// Knows which parts of a figure only serve the window. Does not know what a figure shows.
import { EspalierError } from '../../src-main/contract/errors.ts'
import { download, downloadText } from '../download.ts'
import { EXPERIMENT } from '../text/experiment.ts'

const SVG = 'http://www.w3.org/2000/svg'
/** What a drawn element keeps; everything else (classes, roles, focus) serves the window only. */
const KEPT =
  /^(x|y|x1|x2|y1|y2|cx|cy|r|d|width|height|viewBox|transform|fill|stroke|opacity|text-anchor|paint-order|font-.*|stroke-.*|fill-.*)$/

/** The figure as a whole SVG document: the same marks, without what only the window needs. */
export function standalone(figure: SVGSVGElement): string {
  const copy = figure.cloneNode(true) as SVGSVGElement
  const title = figure.getAttribute('aria-label') ?? ''
  for (const element of [...copy.querySelectorAll('[data-window]')]) element.remove()
  const comments = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT)
  const found: Node[] = []
  while (comments.nextNode()) found.push(comments.currentNode)
  for (const comment of found) (comment as Comment).remove()
  for (const element of [copy, ...copy.querySelectorAll('*')]) {
    for (const { name, value } of [...element.attributes]) {
      if (KEPT.test(name)) element.setAttribute(name, value.replace(/-?\d+\.\d{3,}/g, hundredth))
      else element.removeAttribute(name)
    }
  }
  copy.setAttribute('xmlns', SVG)
  copy.setAttribute('role', 'img')
  const heading = document.createElementNS(SVG, 'title')
  heading.textContent = title
  copy.prepend(heading)
  return `${new XMLSerializer().serializeToString(copy)}\n`
}

/** Offers the figure for download as `<name>.svg` or `<name>.png`. Throws where the window cannot draw it. */
export async function saveFigure(
  figure: SVGSVGElement,
  { name, format }: { name: string; format: 'svg' | 'png' },
): Promise<void> {
  const text = standalone(figure)
  if (format === 'svg') downloadText({ name: `${name}.svg`, type: 'image/svg+xml', text })
  else download(`${name}.png`, await drawn(text, figure.width.baseVal.value, figure.height.baseVal.value))
}

/** A hundredth of a pixel is enough. */
function hundredth(number: string): string {
  return String(Math.round(Number(number) * 100) / 100)
}

async function drawn(text: string, width: number, height: number, scale = 2): Promise<Blob> {
  const image = new Image()
  const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }))
  try {
    image.src = address
    await image.decode()
    const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale))
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
