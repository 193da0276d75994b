// Saves the tree's picture as a file, in the colours that the window has now.
// Knows the formats. Does not know what the picture shows (picture.ts).
import type { LensId } from '../text/tree.ts'
import { download } from '../ui/download.ts'
import { readPalette } from '../ui/palette.ts'
import { windowMeasure } from '../ui/text-measure.ts'
import { treeAsPng, treeAsSvg } from './picture.ts'
import type { ShownTree } from './shown-tree.ts'

/** Offers the picture for download as `<name>.svg` or `<name>.png` (two pixels for each CSS pixel). */
export async function savePicture(
  shown: ShownTree,
  { name, format, reward, lens }: { name: string; format: 'svg' | 'png'; reward: string; lens: LensId },
): Promise<void> {
  const request = { shown, reward, lens, palette: readPalette(document.body) }
  const blob =
    format === 'png'
      ? await treeAsPng(request)
      : new Blob([treeAsSvg(request, windowMeasure())], { type: 'image/svg+xml' })
  download(`${name}.${format}`, blob)
}
