// How much of a download is there.
// Knows bytes. Does not know how it is shown.
import type { Download } from '../../../src-main/contract/download.ts'

/** From 0 to 1; 0 while the size is not known. */
export function shareOf({ doneBytes, totalBytes }: Download): number {
  return totalBytes === 0 ? 0 : Math.min(1, doneBytes / totalBytes)
}
