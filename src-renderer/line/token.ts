// The token of this tab: out of the address, where it is out of sight after that, and kept for reloads.
// Knows the address and the tab's storage. Does not know who asks for it.
import { TOKEN_NAME } from '../../src-main/contract/door.ts'

const KEY = 'espalier:token'

/** The token, or nothing where neither the address nor an earlier load of this tab has one. */
export function takeToken(): string {
  return takeOffered() ?? sessionStorage.getItem(KEY) ?? ''
}

/** The token of the address, which is kept and out of sight after that; null where it has none. */
export function takeOffered(): string | null {
  const fragment = new URLSearchParams(location.hash.slice(1))
  const offered = fragment.get(TOKEN_NAME)
  if (!offered) return null
  keepToken(offered)
  // What else stands there, such as a link to a run, is for others.
  fragment.delete(TOKEN_NAME)
  history.replaceState(null, '', location.pathname + (fragment.size > 0 ? `#${fragment}` : ''))
  return offered
}

export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token)
}
