// A process of a device's test as it is under Electron, with Node's own channel behind `process.parentPort`: the real trial for a
// folder that is there, else what the doubles of such processes do.
import { existsSync } from 'node:fs'

process.parentPort = {
  postMessage: (message) => process.send(message),
  once: (event, listener) => process.once(event, (data) => listener({ data })),
}
const { folder } = JSON.parse(process.argv[2])
process.env.TOLD ??= '/dev/null'
await (existsSync(folder)
  ? import('../../src-main/inference/trial/device-probe-entry.ts')
  : import('./device-probes.mjs'))
