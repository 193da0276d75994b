// How trees, texts and the window look: the choices that are remembered.
// Knows the settings of these. Does not know who shows them.
import type { LensId } from '../text/tree.ts'
import type { CopyForm, Reading, Settings, Theme } from './settings.svelte.ts'

interface LookOptions {
  read: () => Settings
  remember: () => void
}

export class Look {
  /** Whether equal steps are shown as one now; by the settings, or because it helps. */
  merging = $state(false)
  readonly #options: LookOptions

  constructor(options: LookOptions) {
    this.#options = options
  }

  /** Shows what stands beside the picture or in its corner, or no more. */
  toggle(part: 'outline' | 'minimap'): void {
    const settings = this.#options.read()
    this.#choose({ [part]: !settings[part] })
  }

  /** Shows equal steps as one, or each for itself, from now on. */
  toggleMerge(): void {
    this.#choose({ merge: this.merging ? 'off' : 'on' })
  }

  /** Lets the picture's colours tell something else. */
  setLens(lens: LensId): void {
    this.#choose({ lens })
  }

  setReading(reading: Reading): void {
    this.#choose({ reading })
  }

  setCopyAs(copyAs: CopyForm): void {
    this.#choose({ copyAs })
  }

  setTheme(theme: Theme): void {
    this.#choose({ theme })
  }

  #choose(chosen: Partial<Settings>): void {
    Object.assign(this.#options.read(), chosen)
    this.#options.remember()
  }
}
