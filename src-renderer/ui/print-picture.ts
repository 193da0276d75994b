// Prints a picture alone on its page, which saves it as PDF where the system's printing dialog offers that.
// Knows the browser's way to print; theme.css hides all else meanwhile. Does not know what the picture shows.

/** Prints an SVG document; `name` is what the file is called that the dialog proposes. Rejects where it cannot be drawn. */
export async function printPicture(text: string, name: string): Promise<void> {
  const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }))
  const image = document.createElement('img')
  image.className = 'print-alone'
  image.alt = ''
  image.src = address
  try {
    await image.decode()
  } catch (cause) {
    URL.revokeObjectURL(address)
    throw cause
  }
  document.body.append(image)
  const before = document.title
  document.title = name
  addEventListener(
    'afterprint',
    () => {
      document.title = before
      image.remove()
      URL.revokeObjectURL(address)
    },
    { once: true },
  )
  window.print()
}
