// The keys of menus: what opens that of what has the focus, and what moves in one.
// Knows keyboards. Does not know what stands in a menu.

/** Shift+F10, or the key that keyboards have for it. */
export function isMenuKey({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): boolean {
  return key === 'ContextMenu' || (key === 'F10' && shiftKey)
}

/** Moves the focus among a menu's items, round its ends, by the arrows, Home and End. Whether the key was one of these. */
export function movesInMenu({ key }: Pick<KeyboardEvent, 'key'>, items: readonly HTMLElement[]): boolean {
  const at = items.indexOf(document.activeElement as HTMLElement)
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[key]
  if (next !== undefined) items[(next + items.length) % items.length]?.focus()
  return next !== undefined
}
