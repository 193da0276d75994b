// Where the focus goes when what had it is taken away.
// Knows the document. Does not know when that happens.

import { tick } from 'svelte'

const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, [tabindex="0"]'

/** Gives the focus to an element if nothing on screen has it any more, once all that changes with it has changed. */
export async function catchFocus(find: () => HTMLElement | null): Promise<void> {
  await tick()
  const at = document.activeElement
  if (at === null || at === document.body || at.closest('[inert]')) find()?.focus()
}

/**
 * The first element of a part that is on screen and takes the focus; without one the part itself, which then does. Notes (SplitPage.svelte)
 * come and go, so none of theirs.
 */
export function firstFocusable(part: HTMLElement | null): HTMLElement | null {
  const all = part?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? []
  const first = [...all].find(
    (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.notes'),
  )
  if (!first && part) part.tabIndex = -1
  return first ?? part
}
