// The test of one device: a process of its own runs the trial, so that a crash or an endless pass costs nothing here.
// Knows processes, the time limit and how the end is told. Does not import ONNX Runtime.
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Device, DeviceRefusal, DeviceTrial } from '../../contract/device.ts'
import { ERRORS, EspalierError } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { Dtype, ModelRole } from '../../contract/model.ts'
import { crashRefusal, refusalFor, slowRefusal, wrongLogits } from '../device/device-refusals.ts'
import { TOLERANCE } from './device-trial.ts'
import { workerEntry } from '../thread/worker-entry.ts'

/** Milliseconds that a test may take: a graph's first pass compiles its shaders, which takes long where it is done in software. */
const TIME_LIMIT = 120_000

/** What the process of a test is started with. */
export interface ProbeOrder {
  folder: string
  role: ModelRole
  /** Which of the folder's graphs; null for what a session would open. */
  dtype: Dtype | null
  /** A file whose weights are taken in place of the folder's own; null for none. */
  form: string | null
  device: Device
  threads: number
  /** An empty folder for what ONNX Runtime writes. */
  scratch: string
}

/** What the process tells. */
export type FromProbe =
  | { kind: 'stage'; stage: string }
  | { kind: 'trial'; trial: Omit<DeviceTrial, 'difference'> & { difference: number | null } }
  | { kind: 'failed'; report: ErrorReport | null; raw: string }

export type ProbeResult = { trial: DeviceTrial; refusal: null } | { trial: null; refusal: DeviceRefusal }

/**
 * Tests one device alone with the model in this folder: opens its graph, compares the logits of a ragged batch with the CPU's
 * (at most 0.001 apart), and measures the tokens a second at batch 16. Rejects with `model-missing` or `model-broken` where the
 * model is at fault, and with the signal's reason when it is aborted; then the process is killed.
 */
export async function probeDevice(
  options: Omit<ProbeOrder, 'scratch'> & {
    signal: AbortSignal
    /** Milliseconds. */
    limit?: number
    /** File of the process, for tests. */
    entry?: URL
    environment?: NodeJS.ProcessEnv
  },
): Promise<ProbeResult> {
  const { signal, limit = TIME_LIMIT, entry, environment = process.env, ...order } = options
  signal.throwIfAborted()
  const scratch = await mkdtemp(join(tmpdir(), 'espalier-device-'))
  try {
    const end = await runProbe({ order: { ...order, scratch }, signal, limit, environment, entry })
    return judged(order.device, end, limit)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

interface End {
  said: FromProbe | null
  stage: string
  /** What the process, ONNX Runtime and the driver wrote. */
  written: string
  late: boolean
  code: number | null
  signal: string | null
}

function runProbe(options: {
  order: ProbeOrder
  signal: AbortSignal
  limit: number
  environment: NodeJS.ProcessEnv
  entry: URL | undefined
}): Promise<End> {
  const { order, signal, limit, environment } = options
  const entry = options.entry ?? workerEntry('inference/trial/device-probe-entry')
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(entry), [JSON.stringify(order)], {
      // Electron's program file is a plain Node with this variable; Node itself ignores it.
      env: { ...environment, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    const end: End = { said: null, stage: 'start', written: '', late: false, code: null, signal: null }
    const listen = (text: Buffer) => (end.written = (end.written + text.toString()).slice(-16_000))
    child.stdout!.on('data', listen)
    child.stderr!.on('data', listen)
    child.on('message', (message: FromProbe) => {
      if (message.kind === 'stage') end.stage = message.stage
      else end.said = message
    })
    const timer = setTimeout(() => {
      end.late = true
      child.kill('SIGKILL')
    }, limit)
    const abort = () => child.kill('SIGKILL')
    signal.addEventListener('abort', abort, { once: true })
    const settle = (code: number | null, killer: string | null) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      if (signal.aborted) reject(signal.reason as Error)
      else resolve({ ...end, code, signal: killer })
    }
    child.once('error', (error) => {
      listen(Buffer.from(String(error)))
      settle(null, null)
    })
    child.once('close', settle)
  })
}

function judged(device: Device, { said, stage, written, late, code, signal }: End, limit: number): ProbeResult {
  const raw = `stage: ${stage}\n${written}`
  const refused = (refusal: DeviceRefusal): ProbeResult => ({ trial: null, refusal })
  if (late) return refused(slowRefusal(device, limit / 1000, raw))
  if (said?.kind === 'failed') {
    const { report } = said
    if (report && ERRORS[report.code].fault === 'model') throw new EspalierError(report)
    return refused(refusalFor(device, `${said.raw}\n${raw}`))
  }
  // A process that has answered but does not end in order would take the program with it.
  if (said?.kind !== 'trial' || code !== 0) return refused(crashRefusal(device, { signal, code }, raw))
  const { trial } = said
  const difference = trial.difference ?? Infinity
  if (difference > TOLERANCE) return refused(wrongLogits(device, difference, TOLERANCE))
  return { trial: { ...trial, difference }, refusal: null }
}
