// The bridge: the little that Electron's preload script gives to the window.
// Knows its name and shape. Does not know Electron or what travels through the port.

/** `window.espalier` in Electron; absent in a browser. */
export interface Bridge {
  /**
   * Asks for a line to the engine. The port arrives as a `message` event of the window whose data is PORT_MESSAGE,
   * also when the engine is still starting. Ask again when the port has closed.
   */
  connect(): void
  /** The absolute path of a file that was chosen or dropped; empty for one that is on no disk. */
  pathOf(file: File): string
  /** Shows the data folder in the system's file manager. */
  openDataFolder(): void
}

export const PORT_MESSAGE = 'espalier:port'
