// How far an address reaches that the web host listens on, and under which one a browser finds it.
// Knows addresses, and those of this machine. Does not know servers.
import { BlockList, isIP, SocketAddress } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether only this machine reaches it. */
export function isLoopback(address: string): boolean {
  const family = isIP(address)
  return address === 'localhost' || (family !== 0 && loopback.check(address, family === 6 ? 'ipv6' : 'ipv4'))
}

/** Whether it stands for every address of this machine. */
export function isEverywhere(address: string): boolean {
  return ['0.0.0.0', '::', '[::]'].includes(address)
}

/** The addresses of this machine that others may reach. */
export function outerAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address)
}

/** The host of an URL by which a browser reaches what listens on this address. */
export function urlHost(address: string): string {
  const reached = isEverywhere(address) ? (outerAddresses().find((outer) => isIP(outer) === 4) ?? hostname()) : address
  return isIP(reached) === 6 ? `[${reached}]` : reached
}

/** The 4 or 16 bytes of an address. */
export function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  // The end of an IPv6 address may be written as IPv4.
  const plain = new SocketAddress({ address, family: 'ipv6' }).address.replace(/[\d.]+\.\d+$/, (end) =>
    addressBytes(end)
      .toString('hex')
      .replace(/(?<=^.{4})/, ':'),
  )
  const [front = [], back = []] = plain.split('::').map((half) => half.split(':').filter((group) => group !== ''))
  const zeros = Array<string>(8 - front.length - back.length).fill('0')
  return Buffer.from([...front, ...zeros, ...back].map((group) => group.padStart(4, '0')).join(''), 'hex')
}
