// Brings the program up to date, a step at a time, each because somebody asks: looks, fetches, and leaves the rest for when it ends.
// Knows the order of the steps and electron-updater's errors. Does not know whom versions come from (signed-feed.ts), or windows.
import type { AppUpdater, ProgressInfo } from 'electron-updater'
import { CancellationToken } from 'electron-updater'
import type { UpdateFault, UpdateState, UpdateVerb } from '../../../contract/update.ts'
import { Silent, Unsigned } from './signed-feed.ts'

/** Milliseconds between two words about a download. */
const PACE = 500

export interface UpdatesOptions {
  updater: AppUpdater
  /** Whether the system wants an administrator when it installs. */
  asks: boolean
  /** Milliseconds without a further byte after which a download counts as one that never ends. */
  patience: number
  tell: (state: UpdateState) => void
}

/** Takes what somebody asks for. Asked to look while something goes on, it tells how far that is. */
export function createUpdates({ updater, asks, patience, tell }: UpdatesOptions): (verb: UpdateVerb) => void {
  let state: UpdateState | null = null
  let fetching: CancellationToken | null = null
  const { version } = updater.currentVersion as { version: string }
  const enter = (next: UpdateState) => {
    state = next
    tell(next)
  }
  const fail = (error: unknown) => enter({ kind: 'failed', fault: faultOf(error), said: String(error) })
  // What a Mac finds wrong with a download, it finds afterwards.
  updater.on('error', (error) => {
    if (state?.kind === 'ready') fail(error)
  })

  const check = async () => {
    enter({ kind: 'checking' })
    try {
      const found = await updater.checkForUpdates()
      if (!found) throw new Error('Nothing was looked for.')
      enter({ kind: found.isUpdateAvailable ? 'found' : 'newest', version, offered: found.updateInfo.version })
    } catch (error) {
      fail(error)
    }
  }

  const fetch = async (offered: string) => {
    const token = (fetching = new CancellationToken())
    const silent: Silent[] = []
    const wait = () =>
      setTimeout(() => {
        silent.push(new Silent(offered))
        token.cancel()
      }, patience)
    let late = wait()
    let told = 0
    const progress = ({ transferred, total }: ProgressInfo) => {
      clearTimeout(late)
      // What is whole is compared and handed over, which may take its time.
      if (transferred < total) late = wait()
      if (Date.now() - told < PACE) return
      told = Date.now()
      enter({ kind: 'fetching', offered, done: transferred, all: total })
    }
    enter({ kind: 'fetching', offered, done: 0, all: 0 })
    updater.on('download-progress', progress)
    try {
      await updater.downloadUpdate(token)
      enter({ kind: 'ready', offered, asks })
    } catch (error) {
      if (token.cancelled && silent.length === 0) enter({ kind: 'found', version, offered })
      else fail(silent[0] ?? error)
    } finally {
      clearTimeout(late)
      updater.off('download-progress', progress)
      fetching = null
    }
  }

  return (verb) => {
    const going = state?.kind === 'checking' || state?.kind === 'fetching' || state?.kind === 'ready'
    if (verb === 'stop') fetching?.cancel()
    else if (verb === 'fetch' && state?.kind === 'found') void fetch(state.offered)
    else if (verb === 'check' && going) tell(state!)
    else if (verb === 'check') void check()
  }
}

const FAULTS: readonly [RegExp, UpdateFault][] = [
  [/ERR_CHECKSUM_MISMATCH/, 'altered'],
  [/ERR_UPDATER_INVALID_SIGNATURE|Code signature/, 'unsigned'],
  [/ERR_UPDATER_CHANNEL_FILE_NOT_FOUND|status 404/, 'absent'],
  [/ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ENETUNREACH|net::ERR_/, 'unreachable'],
]

function faultOf(error: unknown): UpdateFault {
  if (error instanceof Unsigned) return 'unsigned'
  if (error instanceof Silent) return 'silent'
  const { code = '', message } = error as NodeJS.ErrnoException
  return FAULTS.find(([sign]) => sign.test(`${code} ${message}`))?.[1] ?? 'unknown'
}
