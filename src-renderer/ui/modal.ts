// Modal dialogs, and the focus that goes back where it was when one is closed.
// Knows the document. Does not know what is in a dialog.

/** What had the focus before each dialog: one that another has opened in its own place leads back to what is still there. */
const before = new WeakMap<Element, Element>()

/** Opens a dialog modally. Returns what gives the focus back to what had it, to be called when the dialog is gone. */
export function openModal(dialog: HTMLDialogElement, had: Element | null): () => void {
  if (had) before.set(dialog, had)
  dialog.showModal()
  return () => {
    let back = had
    while (back && !back.isConnected) {
      const opener = back.closest('dialog')
      back = (opener && before.get(opener)) ?? null
    }
    if (back instanceof HTMLElement) back.focus()
  }
}
