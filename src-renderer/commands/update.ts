// Asks for a newer version of the program.
// Knows that only a host that owns the window can be replaced (the bridge). Does not know how.
import type { UpdateVerb } from '../../src-main/contract/update.ts'
import type { Lab } from '../state/lab.svelte.ts'

/** What comes of it arrives in the lab's updates. */
export function askForUpdate(lab: Lab, verb: UpdateVerb): void {
  if (window.espalier) window.espalier.update(verb)
  else lab.updates.take({ kind: 'unable', why: 'browser' })
}

/** Looks for one in sight. */
export function checkForUpdates(lab: Lab): void {
  lab.updates.shown = true
  askForUpdate(lab, 'check')
}
