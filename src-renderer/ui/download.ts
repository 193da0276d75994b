// Offers data as a file to save.
// Knows the browser's way to save. Does not know what is in the file.

/** Offers the data for download under this name. */
export function download(name: string, data: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(data)
  link.download = name
  link.click()
  // The download has taken its own hold of the data by the next turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

/** The same for a text. */
export function downloadText({ name, type, text }: { name: string; type: string; text: string }): void {
  download(name, new Blob([text], { type }))
}
