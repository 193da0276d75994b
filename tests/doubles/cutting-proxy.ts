// A network that breaks: a proxy that cuts each connection after some bytes, in one of several ways, all drawn from a seed.
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { noise } from './noise.ts'

export interface CuttingProxy {
  port: number
  /** Connections that were cut so far. */
  cuts(): number
  close(): Promise<void>
}

/** Cuts each after 200 to `bytes` bytes, as often after tens as after hundreds of thousands, so that long messages pass some day. */
export async function startCuttingProxy(options: { to: number; seed: number; bytes: number }): Promise<CuttingProxy> {
  const { to, seed, bytes } = options
  const open = new Set<Socket>()
  let drawn = 0
  let cuts = 0
  const draw = () => noise(seed * 7919 + drawn++)

  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    let left = Math.ceil(200 * (bytes / 200) ** draw())
    const way = draw()
    const cut = () => {
      cuts++
      if (way < 0.5) near.resetAndDestroy()
      else near.destroy()
      // Some hosts learn late that their window is gone.
      if (way < 0.3 || way > 0.8) far.destroy()
      else setTimeout(() => far.destroy(), 600)
    }
    const carry = (onto: Socket) => (data: Buffer) => {
      if (left <= 0) return
      // A frame that is cut in its middle comes half.
      onto.write(data.subarray(0, left))
      left -= data.length
      if (left <= 0) setImmediate(cut)
    }
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => open.delete(socket))
    }
    near.on('data', carry(far))
    far.on('data', carry(near))
    near.on('end', () => far.end())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cuts: () => cuts,
    close: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
