// Whatever changes the window's colours: its own theme, the system's, contrast.
// Knows where colours come from. Does not know who paints with them.

/** Calls back at every change; gives the way to stop. */
export function watchTheme(changed: () => void): () => void {
  const attributes = new MutationObserver(changed)
  attributes.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['class', 'data-theme', 'style'],
  })
  const schemes = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)'].map(
    matchMedia,
  )
  for (const scheme of schemes) scheme.addEventListener('change', changed)
  return () => {
    attributes.disconnect()
    for (const scheme of schemes) scheme.removeEventListener('change', changed)
  }
}
