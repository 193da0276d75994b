// Asks for a file to open.
// Knows the browser's way to ask. Does not know what is done with the file.

/** The file that the person chooses, or null. `accept` lists endings and media types as an input does. */
export function pickFile(accept: string): Promise<File | null> {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = accept
  return new Promise((resolve) => {
    input.onchange = () => resolve(input.files?.[0] ?? null)
    input.oncancel = () => resolve(null)
    input.click()
  })
}
