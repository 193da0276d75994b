// The engine's process under Electron: one engine, and a port for every window that asks.
// Knows the orders of the main process: `window`, `keychain` and `probes`, each with a port, and `close`; and tells it when it is ready and what
// it is at. Does not know windows.
import type { MessagePortMain } from 'electron'
import { reportOf } from '../../contract/errors.ts'
import { createEngine } from '../../engine/engine.ts'
import { serveEngine } from '../serve-engine.ts'
import { portOverMessagePort, portToProcess } from './engine-port.ts'
import { keychainOver } from './keychain.ts'
import { probesOver } from './probes.ts'
import type { EngineNews } from './work.ts'
import { watchWork } from './work.ts'

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
/** Windows that ask while the engine starts wait in this promise. */
const starting = createEngine({ host: 'electron', keychain, runProbe, ...settings })

process.parentPort.on('message', ({ data, ports }: { data: unknown; ports: MessagePortMain[] }) => {
  if (data === 'window') void starting.then((engine) => serveEngine({ engine, port: portOverMessagePort(ports[0]!) }))
  if (data === 'keychain') keychainPort.resolve(ports[0]!)
  if (data === 'probes') probesPort.resolve(ports[0]!)
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
    const { message, advice, details } = reportOf(error)
    process.stderr.write(`${message} ${advice}\n${details ?? ''}\n`)
    process.exit(1)
  })
