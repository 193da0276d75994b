// A link to a run, to one of its nodes and to a moment: as a page's address, or as a text where the window has none.
// Knows both spellings. Does not know pages, or which runs there are.

export interface RunLink {
  run: string
  node: number | null
  /** Events that are shown; null for the newest moment. */
  at: number | null
}

const SCHEME = 'espalier://run/'

/** `page`: the window's address without a fragment, or null where it has none that another window could open. */
export function writeLink({ run, node, at }: RunLink, page: string | null): string {
  const places = [node === null ? [] : [`node=${node}`], at === null ? [] : [`at=${at}`]].flat()
  const id = encodeURIComponent(run)
  if (page !== null) return `${page}#${[`run=${id}`, ...places].join('&')}`
  return `${SCHEME}${id}${places.length > 0 ? `?${places.join('&')}` : ''}`
}

/** The link in an address, a fragment or a text; null where there is none. A place that is no number is left out. */
export function readLink(text: string): RunLink | null {
  const trimmed = text.trim()
  const fragment = trimmed.indexOf('#')
  if (trimmed.startsWith(SCHEME)) {
    const [id = '', places = ''] = trimmed.slice(SCHEME.length).split('?', 2)
    return linkIn(decoded(id), new URLSearchParams(places))
  }
  if (fragment < 0) return null
  const parts = new URLSearchParams(trimmed.slice(fragment + 1))
  return linkIn(parts.get('run') ?? '', parts)
}

function linkIn(run: string, parts: URLSearchParams): RunLink | null {
  if (run === '' || run.length > 200) return null
  const place = (name: string): number | null => {
    const text = parts.get(name) ?? ''
    return /^\d{1,9}$/.test(text) ? Number(text) : null
  }
  return { run, node: place('node'), at: place('at') }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
