// The process of a device's test, as Node starts one: what it says and writes until its end, which may be a crash or the time limit.
// Knows processes. Does not know what is tested; under Electron another function does the same (hosts/electron/probe-processes.ts).
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { workerEntry } from '../thread/worker-entry.ts'

export interface ProbeStart {
  /** The first argument. */
  argument: string
  environment: NodeJS.ProcessEnv
  /** Milliseconds after which the process is killed. */
  limit: number
}

export interface ProbeEnd {
  /** What the process told, in order. */
  messages: unknown[]
  /** The last of what the process, ONNX Runtime and the driver wrote. */
  written: string
  /** Whether it was killed because the time was over. */
  late: boolean
  code: number | null
  signal: string | null
}

/** Starts the process and resolves at its end, however that was. Rejects with the signal's reason when it is aborted. */
export type RunProbe = (start: ProbeStart, signal: AbortSignal) => Promise<ProbeEnd>

/** Characters that are kept of what a process writes. */
const KEPT = 16_000

/** `entry`: file of the process, for tests. */
export function nodeProbe(entry = workerEntry('inference/trial/device-probe-entry')): RunProbe {
  return ({ argument, environment, limit }, signal) =>
    new Promise((resolve, reject) => {
      const child = fork(fileURLToPath(entry), [argument], {
        env: environment,
        execArgv: ['--disable-warning=ExperimentalWarning'],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      })
      const kill = () => child.kill('SIGKILL')
      const { end, listen, over } = watchProbe({ limit, signal, kill })
      child.stdout!.on('data', listen)
      child.stderr!.on('data', listen)
      child.on('message', (message) => end.messages.push(message))
      const settle = (code: number | null, killer: string | null) => {
        over()
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

/** Keeps what comes of a process, and kills it when its time is over or nobody waits any more. `over` ends that. */
export function watchProbe({ limit, signal, kill }: { limit: number; signal: AbortSignal; kill: () => void }): {
  end: Omit<ProbeEnd, 'code' | 'signal'>
  listen: (text: Buffer) => void
  over: () => void
} {
  const end = { messages: [] as unknown[], written: '', late: false }
  const timer = setTimeout(() => {
    end.late = true
    kill()
  }, limit)
  signal.addEventListener('abort', kill, { once: true })
  return {
    end,
    listen: (text) => void (end.written = (end.written + text.toString()).slice(-KEPT)),
    over() {
      clearTimeout(timer)
      signal.removeEventListener('abort', kill)
    },
  }
}
