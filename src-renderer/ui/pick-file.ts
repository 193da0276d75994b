// Asks for a file to open, or for a folder.
// Knows the browser's way to ask. Does not know what is done with it.

/** The file that the person chooses, or null. `accept` lists endings and media types as an input does. */
export function pickFile(accept: string): Promise<File | null> {
  const input = fileInput()
  input.accept = accept
  return ask(input)
}

/** A file at the top of the folder that the person chooses, if it has one, else any below; null for none. */
export function pickFolder(): Promise<File | null> {
  const input = fileInput()
  input.webkitdirectory = true
  return ask(input)
}

function fileInput(): HTMLInputElement {
  const input = document.createElement('input')
  input.type = 'file'
  return input
}

function ask(input: HTMLInputElement): Promise<File | null> {
  return new Promise((resolve) => {
    input.onchange = () => resolve(shallowest([...(input.files ?? [])]))
    input.oncancel = () => resolve(null)
    input.click()
  })
}

function shallowest(files: readonly File[]): File | null {
  const depth = ({ webkitRelativePath }: File): number => webkitRelativePath.split('/').length
  return files.reduce<File | null>((best, file) => (best && depth(best) <= depth(file) ? best : file), null)
}
