// Where the help of fields is told: beside them, in room of its own, so that it lies over nothing.
// Knows who asks and who tells. Does not know forms or how the help is shown (HelpRoom.svelte).
import { getContext, setContext } from 'svelte'

export interface HelpRoom {
  /** Tells this text in place of what was told before; `id` is that of who asks. */
  show(id: string, text: string): void
  /** Ends it, if nobody else has asked since. */
  hide(id: string): void
}

const KEY = Symbol('help room')

/** Makes the room known to everything inside of the component that calls it while it is made. */
export function openHelpRoom(room: HelpRoom): void {
  setContext(KEY, room)
}

/** The room around the component that calls it while it is made; undefined where there is none. */
export function helpRoom(): HelpRoom | undefined {
  return getContext(KEY)
}
