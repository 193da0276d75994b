// What a menu offers.
// Knows its records. Does not know how it is shown.

export interface MenuItem {
  label: string
  disabled?: boolean
  /** One of several of which one holds: whether it does. Left out of what is done at once. */
  chosen?: boolean
  run: () => void
}

/** Items that belong together, under a name of their own. */
export interface MenuGroup {
  label: string
  items: readonly MenuItem[]
}
