// The keys that open the menu of what has the focus.
// Knows keyboards. Does not know menus.

/** Shift+F10, or the key that keyboards have for it. */
export function isMenuKey({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): boolean {
  return key === 'ContextMenu' || (key === 'F10' && shiftKey)
}
