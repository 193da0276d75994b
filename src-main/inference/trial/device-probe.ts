// The test of one device: a process of its own runs the trial, so that a crash or an endless pass costs nothing here.
// Knows the time limit and what the process's end means. Does not start it (probe-process.ts) or import ONNX Runtime.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Device, DeviceRefusal, DeviceTrial } from '../../contract/device.ts'
import { ERRORS, EspalierError } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { Dtype, ModelRole } from '../../contract/model.ts'
import { crashRefusal, refusalFor, slowRefusal, wrongLogits } from '../device/device-refusals.ts'
import { TOLERANCE } from './device-trial.ts'
import { nodeProbe } from './probe-process.ts'
import type { ProbeEnd, RunProbe } from './probe-process.ts'

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
    run?: RunProbe
    environment?: NodeJS.ProcessEnv
  },
): Promise<ProbeResult> {
  const { signal, limit = TIME_LIMIT, run = nodeProbe(), environment = process.env, ...order } = options
  signal.throwIfAborted()
  const scratch = await mkdtemp(join(tmpdir(), 'espalier-device-'))
  try {
    const argument = JSON.stringify({ ...order, scratch } satisfies ProbeOrder)
    const end = await run({ argument, environment, limit }, signal)
    return judged(order.device, end, limit)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

function judged(device: Device, end: ProbeEnd, limit: number): ProbeResult {
  const { written, late, code, signal } = end
  const messages = end.messages as FromProbe[]
  const stage = messages.findLast((message) => message.kind === 'stage')?.stage ?? 'start'
  const said = messages.findLast((message) => message.kind !== 'stage')
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
