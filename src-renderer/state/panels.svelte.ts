// The side panels of the Solve screen: which are open, what the left one shows, and which one lies over a narrow screen.
// Knows both kinds of screen. Does not know what is in a panel, or its width.
import type { Settings } from './settings.svelte.ts'

export type PanelSide = 'left' | 'right'
/** What the left panel may show. */
export type LeftPanel = 'setup' | 'history'

interface PanelsOptions {
  read: () => Pick<Settings, PanelSide>
  remember: () => void
}

export class Panels {
  /** What the left panel shows. */
  showing = $state<LeftPanel>('setup')
  /** Whether the Solve screen is so narrow that one side panel at a time lies over its middle. */
  narrow = $state(false)
  /** The side panel that lies over the middle of a narrow screen. */
  drawer = $state<PanelSide | null>(null)
  readonly #options: PanelsOptions
  #revealed = ''

  constructor(options: PanelsOptions) {
    this.#options = options
  }

  /** Whether a side panel is on screen. */
  shows(side: PanelSide): boolean {
    return this.narrow ? this.drawer === side : this.#options.read()[side].open
  }

  /** Puts the panel over a narrow screen away when something else than before was chosen in it, so that it is seen. */
  reveal(chosen: string): void {
    if (chosen !== this.#revealed) this.drawer = null
    this.#revealed = chosen
  }

  /** Opens or closes a side panel; the left one also changes what it shows. */
  toggle(side: PanelSide, show?: LeftPanel): void {
    const changes = show !== undefined && this.showing !== show
    this.showing = show ?? this.showing
    if (this.narrow) {
      this.drawer = this.drawer === side && !changes ? null : side
      return
    }
    const panel = this.#options.read()[side]
    panel.open = changes || !panel.open
    this.#options.remember()
  }
}
