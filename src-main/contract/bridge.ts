// The bridge: the little that Electron's preload script gives to the window, and what the two tell each other by it.
// Knows names and shapes. Does not know Electron or what travels through the port, and stands on no package: the preload script has it all.
import type { UpdateState, UpdateVerb } from './update.ts'
import type { WindowOffer } from './window-offer.ts'

/** `window.espalier` in Electron; absent in a browser. */
export interface Bridge {
  /**
   * Asks for a line to the engine. The port arrives as a `message` event of the window whose data is PORT_MESSAGE, as soon as an engine
   * is there that answers. Ask again when the port has closed.
   */
  connect(): void
  /** The absolute path of a file that was chosen or dropped; empty for one that is on no disk. */
  pathOf(file: File): string
  /** Shows a folder in the system's file manager. */
  openFolder(which: FolderName): void
  /** Tells what the program's menu and the colours of its frame are made of, whenever that changes. */
  tell(offer: WindowOffer): void
  /** Tells the path of a file of runs that was opened, for the list of recent ones. */
  opened(path: string): void
  /**
   * Says that the window now takes orders. They arrive as `message` events whose data has ORDER_MESSAGE as `type`, those first that came
   * before.
   */
  takeOrders(): void
  /** Asks for a newer version of the program. What comes of it arrives as orders. */
  update(verb: UpdateVerb): void
}

export const PORT_MESSAGE = 'espalier:port'
export const ORDER_MESSAGE = 'espalier:order'

export type FolderName = 'data' | 'logs'

/** What the window is asked to do from outside of it: by the menu, a link of the system, or a file that was opened with the program. */
export type Order =
  | { kind: 'command'; id: string }
  /** As `espalier://run/…`. */
  | { kind: 'link'; link: string }
  /** A file of runs; without `bytes` it could not be read, or is too large. `size` in bytes. */
  | { kind: 'file'; name: string; size: number; bytes: Uint8Array<ArrayBuffer> | null }
  /** To show how far an update is. */
  | { kind: 'update'; state: UpdateState }

/** A message of the window to itself that carries an order. */
export interface OrderMessage {
  type: typeof ORDER_MESSAGE
  order: Order
}
