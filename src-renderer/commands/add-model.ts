// Adds a model that somebody dropped on the window or chose in a dialog: its path, or why there is none.
// Knows what a folder's file says of the folder. Does not know models.
import type { Lab } from '../state/lab.svelte.ts'
import { MODELS } from '../text/models.ts'
import { pathOf } from '../ui/file-path.ts'

/** Whether a file of this name is a model by itself. */
export function isModelFile(name: string): boolean {
  return /\.gguf$/i.test(name)
}

/** Brings the page that adds models to the front, and adds the file or folder where its path can be had. */
export async function addDropped(lab: Lab, file: File): Promise<void> {
  lab.addModel()
  const path = pathOf(file)
  if (path === null) {
    lab.library.refused = {
      place: lab.library.place,
      report: { code: 'bad-input', message: MODELS.add.dropped(file.name), advice: MODELS.add.droppedAdvice },
    }
    return
  }
  const place = folderOf(path, file.webkitRelativePath)
  lab.library.place = place
  await lab.library.add(place)
}

/**
 * The folder that was chosen, out of the path of a file in it and of what follows the folder's name in it (`folder/a/b`); without
 * such a part the path itself.
 */
export function folderOf(path: string, relative: string): string {
  const below = relative.split('/').length - 1
  return below < 1
    ? path
    : path
        .split(/([\\/])/)
        .slice(0, -2 * below)
        .join('')
}
