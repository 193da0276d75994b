// The processes of devices' tests as the engine has them under Electron, where the main process starts them.
// Knows the calls between the two. Does not know what is tested.
import type { NoCalls, Port } from '../../contract/channel.ts'
import { openChannel } from '../../contract/channel.ts'
import type { RunProbe } from '../../engine/engine.ts'
import { watchProbe } from '../../engine/engine.ts'
import type { ProbeCalls, ProbeTopics } from './probe-calls.ts'

/** Over a port that the main process sends once. */
export function probesOver(port: Promise<Port>): RunProbe {
  const channel = port.then((one) => openChannel<ProbeCalls, NoCalls, ProbeTopics>(one))
  let next = 0
  return async ({ argument, environment, limit }, signal) => {
    const main = await channel
    const id = next++
    const killed = new AbortController()
    const watched = watchProbe({ limit, signal, kill: () => killed.abort() })
    const ends = [
      main.listen('told', (told) => told.id === id && watched.end.messages.push(told.message)),
      main.listen('written', ({ id: of, text }) => of === id && watched.listen(Buffer.from(text))),
      watched.over,
    ]
    try {
      const { code } = await main.call('run', { id, argument, environment: { ...environment } }, killed.signal)
      signal.throwIfAborted()
      return { ...watched.end, code, signal: null }
    } finally {
      for (const end of ends) end()
    }
  }
}
