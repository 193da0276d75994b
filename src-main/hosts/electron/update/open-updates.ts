// electron-updater, set up for this program: nothing happens by itself but the last step, when the program ends.
// Knows which updater replaces which kind of package. Does not know when it is asked.
import electronUpdater from 'electron-updater'
import type { AppUpdater } from 'electron-updater'
import type { UpdateState, UpdateVerb } from '../../../contract/update.ts'
import type { Log } from '../log-file.ts'
import type { SelfUpdating } from './installed-as.ts'
import type { UpdateFeed } from './update-feed.ts'
import type { SignedFeedOptions } from './signed-feed.ts'
import { SignedFeed } from './signed-feed.ts'
import { createUpdates } from './updates.ts'

/** Milliseconds that a server may take for an answer, or for a further byte. */
const PATIENCE = 20_000

const { AppImageUpdater, DebUpdater, MacUpdater, NsisUpdater, RpmUpdater } = electronUpdater
const UPDATERS: Readonly<Record<SelfUpdating, () => AppUpdater>> = {
  AppImage: () => new AppImageUpdater(),
  deb: () => new DebUpdater(),
  rpm: () => new RpmUpdater(),
  setup: () => new NsisUpdater(),
  app: () => new MacUpdater(),
}

export interface OpenUpdates {
  kind: SelfUpdating
  feed: UpdateFeed
  tell: (state: UpdateState) => void
  log: Pick<Log, 'write'>
  /** The one for this kind if left out. */
  updater?: AppUpdater
  patience?: number
}

export function openUpdates(options: OpenUpdates): (verb: UpdateVerb) => void {
  const { kind, feed, tell, log, patience = PATIENCE, updater = UPDATERS[kind]() } = options
  const write = (text?: unknown) => log.write(`Update: ${String(text)}`)
  updater.logger = { info: write, warn: write, error: write }
  updater.autoDownload = false
  updater.autoInstallOnAppQuit = true
  // Each download is whole, and compared as one.
  updater.disableDifferentialDownload = true
  const signed: SignedFeedOptions = { url: feed.address, key: feed.key, patience }
  updater.setFeedURL({ provider: 'custom', updateProvider: SignedFeed, ...signed })
  return createUpdates({ updater, asks: kind === 'deb' || kind === 'rpm', patience, tell })
}
