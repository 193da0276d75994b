// Where a file that was chosen or dropped lies.
// Knows that only a host that owns the window tells it (the bridge); a browser never does. Does not know what the file is.

/** Whether paths can be had here at all. */
export function givesPaths(): boolean {
  return window.espalier !== undefined
}

/** The absolute path, or null where there is none: in a browser, or of a file that is on no disk. */
export function pathOf(file: File): string | null {
  return window.espalier?.pathOf(file) || null
}
