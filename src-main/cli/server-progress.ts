// Tells on standard error that a command waits for a server that is loading its model.
// Knows the topic. Does not know what the command needs the server for.
import type { EngineApi } from '../contract/api.ts'
import { textOfWait } from './server-text.ts'

/** Once for each server. Returns the function that ends listening. */
export function tellServers(engine: Pick<EngineApi, 'listen'>): () => void {
  const told = new Set<string>()
  return engine.listen('connections.load', ({ loads }) => {
    for (const load of loads) {
      const text = textOfWait(load)
      if (text === null || told.has(load.model)) continue
      told.add(load.model)
      process.stderr.write(`${text}\n`)
    }
  })
}
