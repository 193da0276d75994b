// The process of one device's test: opens the graph, compares, measures, tells its parent, and ends in order. Entry of a process.
// Knows the trial's order. A device that crashes takes this process with it and nothing else.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EspalierError } from '../../contract/errors.ts'
import type { FromProbe, ProbeOrder } from './device-probe.ts'
import { answersOf, decodeSpeed, differenceOf } from './device-trial.ts'
import { readModelFolder } from '../model/model-folder.ts'
import { openOnnxSession } from '../graph/onnx-session.ts'

const PROVIDERS = {
  cpu: 'CPUExecutionProvider',
  webgpu: 'WebGpuExecutionProvider',
  cuda: 'CUDAExecutionProvider',
  dml: 'DmlExecutionProvider',
  coreml: 'CoreMLExecutionProvider',
} as const

/** The way to the parent under Electron, which ends the process itself where the parent is gone. */
const { parentPort } = process as {
  parentPort?: { postMessage(message: FromProbe): void; once(event: 'message', listener: () => void): void }
}

// Nobody waits for a test whose program is gone.
process.once('disconnect', () => process.exit())
try {
  await tell({ kind: 'trial', trial: await trial(JSON.parse(process.argv[2]!) as ProbeOrder) })
} catch (error) {
  const report = error instanceof EspalierError ? error.report : null
  await tell({ kind: 'failed', report, raw: report?.details ?? String(error) })
}
process.removeAllListeners('disconnect')
if (parentPort) process.exit(0)
process.disconnect()

async function trial({ folder: path, role, dtype, form, device, threads, scratch }: ProbeOrder) {
  const folder = await readModelFolder(path, role, { dtype, form })
  await tell({ kind: 'stage', stage: 'answers of the CPU' })
  const reference = await openOnnxSession({ folder, device: 'cpu', threads, inPlace: false })
  const expected = await answersOf(reference, folder)
  await reference.release()

  await tell({ kind: 'stage', stage: 'answers of the device' })
  // The first session is observed, which costs time; the second one is measured.
  const observed = await openOnnxSession({
    ...{ folder, device, threads, inPlace: false },
    profile: join(scratch, 'profile'),
  })
  const difference = differenceOf(expected, await answersOf(observed, folder))
  await observed.release()
  const nodes = nodesOn(PROVIDERS[device], scratch)

  await tell({ kind: 'stage', stage: 'speed of the device' })
  const measured = await openOnnxSession({ folder, device, threads })
  const tokensPerSecond = await decodeSpeed(measured, folder)
  await measured.release()
  // Infinity would not survive JSON.
  return { tokensPerSecond, difference: Number.isFinite(difference) ? difference : null, nodes }
}

/** Counts the node runs of a profile that ONNX Runtime wrote, those on the provider and all. */
function nodesOn(provider: string, scratch: string): { device: number; all: number } {
  const file = readdirSync(scratch).find((name) => name.startsWith('profile'))
  if (file === undefined) return { device: 0, all: 0 }
  const events = JSON.parse(readFileSync(join(scratch, file), 'utf8')) as {
    cat?: string
    args?: { provider?: string }
  }[]
  const runs = events.filter(({ cat, args }) => cat === 'Node' && args?.provider !== undefined)
  return { device: runs.filter(({ args }) => args?.provider === provider).length, all: runs.length }
}

/** Resolves when the message has left, so that none is lost to a crash that follows. Under Electron the parent answers each. */
function tell(message: FromProbe): Promise<void> {
  return new Promise((resolve, reject) => {
    if (parentPort) {
      parentPort.once('message', () => resolve())
      parentPort.postMessage(message)
      return
    }
    process.send!(message, undefined, undefined, (error) => (error ? reject(error) : resolve()))
  })
}
