// Wrong tokens: how many an address may show in a minute.
// Knows addresses and a clock. Does not know tokens or sockets.
import { isIPv6 } from 'node:net'
import { addressBytes } from './reach.ts'

/** Wrong tokens in this many milliseconds after which an address is not heard until they are over. */
const LIMIT = 10
const PERIOD = 60_000
/** Addresses that are remembered; the first of more is forgotten. */
const REMEMBERED = 10_000

export interface Tries {
  /** Whether this address has shown too many. */
  spent(address: string): boolean
  wrong(address: string): void
}

export function createTries(now: () => number = () => performance.now()): Tries {
  const wrongs = new Map<string, { count: number; until: number }>()
  const current = (address: string) => {
    const found = wrongs.get(networkOf(address))
    return found && now() < found.until ? found : undefined
  }
  return {
    spent: (address) => (current(address)?.count ?? 0) >= LIMIT,
    wrong(address) {
      const known = current(address)
      if (known) known.count++
      else {
        // As the newest of all.
        wrongs.delete(networkOf(address))
        wrongs.set(networkOf(address), { count: 1, until: now() + PERIOD })
      }
      for (const oldest of wrongs.keys()) {
        if (wrongs.size <= REMEMBERED) break
        wrongs.delete(oldest)
      }
    },
  }
}

/** Who counts as one: an IPv4 address, or the 64 bits of an IPv6 network, of which one machine has all addresses. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  return isIPv6(plain) ? addressBytes(plain).toString('hex', 0, 8) : plain
}
