// What a screen is to the window: its component, and its controls in the top bar.
// Knows what a screen gets and gives. Does not know which screens there are (screens.ts), or who shows them.
import type { Component, Snippet } from 'svelte'
import type { CommandId } from '../commands/commands.ts'
import type { Lab } from '../state/lab.svelte.ts'
import type { IconName } from '../ui/icons.ts'

export interface ScreenProps {
  lab: Lab
  /** What the window has to say on every screen: it stands above the screen's own notes. */
  notes: Snippet
}

/** A button in the top bar that shows or hides a part of the screen. */
export interface Toggle {
  command: CommandId
  icon: IconName
  pressed: (lab: Lab) => boolean
}

export interface Screen {
  /** Made when it is first looked at; from then on it stays, out of sight while another one is in front. */
  component: Component<ScreenProps>
  /** Its controls in the top bar while it is in front; null where it has none. */
  bar: { left: readonly Toggle[]; middle: Component<{ lab: Lab }>; right: readonly Toggle[] } | null
}
