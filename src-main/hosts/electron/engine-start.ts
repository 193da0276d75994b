// How the engine's process is started under Electron: its settings, its ways to the keychain, to device tests and to a person's consent,
// and what it says as it fails.
// Knows the process. Does not know when it is started (engine-keeper.ts), or windows.
import { join } from 'node:path'
import type { UtilityProcess } from 'electron'
import { app, MessageChannelMain, safeStorage, utilityProcess } from 'electron'
import type { MayDownload } from '../../engine/engine.ts'
import { defaultModelsFolder } from '../../engine/folders.ts'
import { runtimeEnvironment } from '../../engine/runtime-place.ts'
import { serveConsent } from './consent.ts'
import type { EngineKeeper } from './engine-keeper.ts'
import { keepEngine } from './engine-keeper.ts'
import { portToProcess } from './engine-port.ts'
import type { EngineSettings } from './engine-process.ts'
import { serveKeychain } from './keychain.ts'
import type { Log } from './log-file.ts'
import { serveProbes } from './probe-server.ts'
import { proxiedEnvironment } from './proxied-environment.ts'
import type { Work } from './work.ts'

/** Signs of the engine's last words that are kept for whoever asks why it ended. */
const LAST_WORDS = 4000

export function startEngine(options: {
  /** Where the built files are. */
  built: string
  dataFolder: string
  /** The system's, as Chromium tells it. */
  proxy: string
  log: Log
  /** Asks a person whether these files may be downloaded. */
  mayDownload: MayDownload
  /** Told when nothing is started any more: the tries, and the last engine's last words. */
  onGivenUp: (tries: number, said: string) => void
  onWork: (work: Work) => void
}): EngineKeeper {
  const { built, dataFolder, proxy, log, mayDownload, onGivenUp, onWork } = options
  let said = ''

  const listen = (child: UtilityProcess) => {
    said = ''
    child.once('spawn', () => log.write(`The engine starts as process ${child.pid}.`))
    child.stderr?.on('data', (data: Buffer) => {
      const text = data.toString()
      process.stderr.write(text)
      log.write(text)
      said = (said + text).slice(-LAST_WORDS)
    })
  }
  const settings = (): EngineSettings => ({
    dataFolder,
    modelsFolder: defaultModelsFolder(app.isPackaged ? process.resourcesPath : app.getAppPath()),
    version: app.getVersion(),
  })

  return keepEngine({
    fork: () =>
      utilityProcess.fork(join(built, 'main', 'engine-process.js'), [JSON.stringify(settings())], {
        env: {
          ...proxiedEnvironment(process.env, proxy),
          ...runtimeEnvironment({ program: app.getAppPath(), dataFolder }),
        },
        serviceName: 'Espalier engine',
        stdio: ['ignore', 'inherit', 'pipe'],
      }),
    openChannel: () => new MessageChannelMain(),
    started(child) {
      listen(child)
      const keychain = new MessageChannelMain()
      serveKeychain(portToProcess(keychain.port2), safeStorage)
      child.postMessage('keychain', [keychain.port1])
      const probes = new MessageChannelMain()
      serveProbes(portToProcess(probes.port2), (argument, env) =>
        utilityProcess.fork(join(built, 'main', 'device-probe-entry.js'), [argument], {
          env: { ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
      )
      child.postMessage('probes', [probes.port1])
      const consent = new MessageChannelMain()
      serveConsent(portToProcess(consent.port2), mayDownload)
      child.postMessage('consent', [consent.port1])
    },
    onCrash({ code, pause }) {
      const next = pause === null ? 'no other is started' : `another starts in ${pause} ms`
      log.write(`The engine ended with ${code}; ${next}.`)
    },
    onGivenUp: (tries) => onGivenUp(tries, said.trim()),
    onWork,
  })
}
