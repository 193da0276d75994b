// Updates for whoever asks: what this copy of the program cannot have, or the way to have it, of which nothing is loaded before.
// Knows how this copy came here. Does not know how it is replaced.
import type { UpdateState, UpdateVerb } from '../../../contract/update.ts'
import type { Log } from '../log-file.ts'
import type { Surroundings } from './installed-as.ts'
import { installedAs } from './installed-as.ts'
import { updateFeed } from './update-feed.ts'

export function updatesOnRequest(options: {
  surroundings: Surroundings
  /** The program's own folder, or its archive. */
  folder: string
  tell: (state: UpdateState) => void
  log: Pick<Log, 'write'>
}): (verb: UpdateVerb) => void {
  const { surroundings, folder, tell, log } = options
  const kind = installedAs(surroundings)
  if (kind === 'sources' || kind === 'archive') return () => tell({ kind: 'unable', why: kind })
  let opened: Promise<(verb: UpdateVerb) => void> | null = null
  const open = async () => {
    const feed = updateFeed(folder, surroundings.environment)
    if (!feed) return () => tell({ kind: 'unable', why: 'keyless' })
    const { openUpdates } = await import('./open-updates.ts')
    return openUpdates({ kind, feed, tell, log })
  }
  return (verb) => {
    opened ??= open()
    opened.then(
      (take) => take(verb),
      (error: unknown) => {
        opened = null
        log.write(`Update: ${String(error)}`)
        tell({ kind: 'failed', fault: 'unknown', said: String(error) })
      },
    )
  }
}
