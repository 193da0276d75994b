// What the window knows of newer versions, and whether it shows it.
// Knows what is worth showing unasked. Does not know whom to ask (commands/update.ts).
import type { UpdateState } from '../../src-main/contract/update.ts'

export class Updates {
  state = $state.raw<UpdateState | null>(null)
  shown = $state(false)

  /** A version that was found is shown, and so is the end of its download; that a start found nothing is not. */
  take(next: UpdateState): void {
    const ended = this.state?.kind === 'fetching' && next.kind !== 'fetching'
    this.state = next
    if (next.kind === 'found' || ended) this.shown = true
  }
}
