// The engine's process under Electron: one engine, and a port for every window that asks.
// Knows the orders of the main process: `window`, `keychain`, `probes` and `consent`, each with a port, and `close`; and tells it when it is
// ready and what it is at. Does not know windows.
import type { MessagePortMain } from 'electron'
import { reportOf } from '../../contract/errors.ts'
import { createEngine } from '../../engine/engine.ts'
import { serveEngine } from '../serve-engine.ts'
import { consentOver } from './consent.ts'
import { portOverMessagePort, portToProcess } from './engine-port.ts'
import { keychainOver } from './keychain.ts'
import { probesOver } from './probes.ts'
import type { EngineNews } from './work.ts'
import { watchWork } from './work.ts'

/** Milliseconds for an orderly end after an error that nobody has caught. */
const END_LIMIT = 10_000

/** What the main process hands over as the first argument, as JSON. */
export interface EngineSettings {
  dataFolder: string
  modelsFolder: string
  version: string
}

const settings = JSON.parse(process.argv[2] ?? '{}') as EngineSettings
const keychainPort = Promise.withResolvers<MessagePortMain>()
const keychain = keychainOver(keychainPort.promise.then(portToProcess))
const probesPort = Promise.withResolvers<MessagePortMain>()
const runProbe = probesOver(probesPort.promise.then(portToProcess))
const consentPort = Promise.withResolvers<MessagePortMain>()
const mayDownload = consentOver(consentPort.promise.then(portToProcess))
/** Windows that ask while the engine starts wait in this promise. */
const starting = createEngine({ host: 'electron', keychain, runProbe, mayDownload, ...settings })

process.parentPort.on('message', ({ data, ports }: { data: unknown; ports: MessagePortMain[] }) => {
  if (data === 'window') void starting.then((engine) => serveEngine({ engine, port: portOverMessagePort(ports[0]!) }))
  if (data === 'keychain') keychainPort.resolve(ports[0]!)
  if (data === 'probes') probesPort.resolve(ports[0]!)
  if (data === 'consent') consentPort.resolve(ports[0]!)
  // Orderly: ONNX Runtime aborts the process if it ends in the middle of a pass.
  if (data === 'close') void starting.then((engine) => engine.close()).finally(() => process.exit(0))
})

const tell = (news: EngineNews) => process.parentPort.postMessage(news)

starting
  .then((engine) => {
    watchWork(engine, (work) => tell({ kind: 'work', work }))
    tell({ kind: 'ready' })
  })
  .catch((error: unknown) => {
    say(error)
    process.exit(1)
  })

// What nobody has caught is told, and goes into the log. The engine then ends in order, so that its runs are kept, and is started anew.
let failed = false
process.stderr.on('error', () => undefined)
process.on('uncaughtException', (error) => {
  say(error)
  if (failed) return
  failed = true
  const late = setTimeout(() => process.exit(1), END_LIMIT)
  void starting
    .then((engine) => engine.close())
    .catch(say)
    .finally(() => {
      clearTimeout(late)
      process.exit(1)
    })
})
// A promise leaves nothing half done behind it: the engine goes on.
process.on('unhandledRejection', say)

function say(error: unknown): void {
  const { message, advice, details } = reportOf(error)
  process.stderr.write(`${message} ${advice}\n${details ?? ''}\n`)
}
