// Saves the tree's picture as a file, in the colours that the window has now or in those of paper.
// Knows the formats. Does not know what the picture shows (picture.ts).
import type { LensId } from '../text/tree.ts'
import type { Caption } from '../ui/caption.ts'
import { download } from '../ui/download.ts'
import { paperPalette, readPalette } from '../ui/palette.ts'
import { windowMeasure } from '../ui/text-measure.ts'
import { treeAsPng, treeAsSvg } from './picture.ts'
import type { PictureRequest } from './picture.ts'
import type { ShownTree } from './shown-tree.ts'

export interface PictureLook {
  /** What the rewards are called. */
  reward: string
  /** What the colours tell. */
  lens: LensId
  /** White ground and black ink, whatever the window has. */
  paper: boolean
  caption?: Caption
}

/** Offers the picture for download as `<name>.svg` or `<name>.png` (two pixels for each CSS pixel). */
export async function savePicture(
  shown: ShownTree,
  { name, format, ...look }: PictureLook & { name: string; format: 'svg' | 'png' },
): Promise<void> {
  const blob =
    format === 'png'
      ? await treeAsPng(requestOf(shown, look))
      : new Blob([pictureText(shown, look)], { type: 'image/svg+xml' })
  download(`${name}.${format}`, blob)
}

/** The picture as SVG text. */
export function pictureText(shown: ShownTree, look: PictureLook): string {
  return treeAsSvg(requestOf(shown, look), windowMeasure())
}

function requestOf(shown: ShownTree, { paper, caption, ...look }: PictureLook): PictureRequest {
  const own = readPalette(document.body)
  return { shown, ...look, palette: paper ? paperPalette(own.font) : own, ...(caption ? { caption } : {}) }
}
