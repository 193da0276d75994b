// Processes of devices' tests under Electron: the engine's order goes to the main process over real ports, and what the process says and
// how it ends comes back. A Node process stands in for Electron's.
import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { resolve } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import type { MessagePortMain, SafeStorage, UtilityProcess } from 'electron'
import { afterEach, describe, expect, test } from 'vitest'
import { portToProcess } from '../../src-main/hosts/electron/engine-port.ts'
import { keychainOver, serveKeychain } from '../../src-main/hosts/electron/keychain.ts'
import { serveProbes } from '../../src-main/hosts/electron/probe-server.ts'
import { probesOver } from '../../src-main/hosts/electron/probes.ts'
import { probeDevice } from '../../src-main/inference/trial/device-probe.ts'
import { POLICY } from '../inference/embedded.ts'

const NEVER = new AbortController().signal
const entry = resolve('tests/doubles/utility-probe.mjs')
const order = { role: 'policy', dtype: null, form: null, device: 'webgpu', threads: 2 } as const
const open: MessagePort[] = []
afterEach(() => open.splice(0).forEach((port) => port.close()))

/** Node's port with Electron's events. */
function electronPort(port: MessagePort): MessagePortMain {
  open.push(port)
  return Object.assign(Object.create(port) as object, {
    on: (name: string, listener: (event?: unknown) => void) =>
      port.on(name, name === 'message' ? (data: unknown) => listener({ data }) : () => listener()),
    start: () => port.start(),
    close: () => port.close(),
    postMessage: (message: unknown) => port.postMessage(message),
  }) as unknown as MessagePortMain
}

/** A Node process with the face of Electron's: its `send` and `exit` go by other names there. */
function utilityProcess(argument: string, environment: Record<string, string | undefined>): UtilityProcess {
  const child = fork(entry, [argument], { env: environment, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  return Object.assign(child, {
    // What has ended meanwhile hears nothing; Electron drops that.
    postMessage: (message: string) => void child.send(message, () => undefined),
    emit(name: string, ...rest: unknown[]) {
      // Electron tells a number alone, which for a signal is not the one that Node tells.
      return EventEmitter.prototype.emit.call(child, name, ...(name === 'exit' ? [rest[0] ?? 11] : rest))
    },
  }) as unknown as UtilityProcess
}

function runProbe() {
  const { port1, port2 } = new MessageChannel()
  serveProbes(portToProcess(electronPort(port1)), utilityProcess)
  return probesOver(Promise.resolve(portToProcess(electronPort(port2))))
}

describe('a test of a device in Electron’s process', () => {
  test('passes with its trial', async () => {
    const { trial, refusal } = await probeDevice({ ...order, folder: 'right', run: runProbe(), signal: NEVER })
    expect(refusal).toBeNull()
    expect(trial).toEqual({ tokensPerSecond: 100, difference: 0.0005, nodes: { device: 9, all: 10 } })
  })

  test.skipIf(process.platform === 'win32')('that crashes is refused with what it wrote', async () => {
    const { refusal } = await probeDevice({ ...order, folder: 'crashes', run: runProbe(), signal: NEVER })
    expect(refusal).toMatchObject({ reason: 'crashed' })
    expect(refusal?.message).toContain('exit code 11')
    expect(refusal?.details).toMatch(/stage: answers of the device\n.*last words/s)
  })

  test('that hangs is killed when its time is over, with the stage it was at', async () => {
    const { refusal } = await probeDevice({ ...order, folder: 'hangs', run: runProbe(), signal: NEVER, limit: 3000 })
    expect(refusal).toMatchObject({ reason: 'too-slow' })
    expect(refusal?.details).toContain('stage: answers of the device')
  })

  test('is killed when nobody waits any more', async () => {
    const abort = new AbortController()
    const reason = new Error('enough')
    const result = probeDevice({ ...order, folder: 'hangs', run: runProbe(), signal: abort.signal })
    setTimeout(() => abort.abort(reason), 500)
    await expect(result).rejects.toBe(reason)
  })

  test('two at once keep what they say apart', async () => {
    const run = runProbe()
    const [right, wrong] = await Promise.all(
      ['right', 'wrong'].map((folder) => probeDevice({ ...order, folder, run, signal: NEVER })),
    )
    expect([right!.trial?.difference, wrong!.refusal?.reason]).toEqual([0.0005, 'wrong-logits'])
  })

  test('is the real one: the embedded policy on the CPU', async () => {
    const { trial } = await probeDevice({ ...order, device: 'cpu', folder: POLICY, run: runProbe(), signal: NEVER })
    expect(trial).toMatchObject({ difference: 0 })
  })
})

test('a keychain is asked and answers over the same ports', async () => {
  const { port1, port2 } = new MessageChannel()
  const storage = { isAsyncEncryptionAvailable: () => Promise.resolve(true) } as unknown as SafeStorage
  serveKeychain(portToProcess(electronPort(port1)), storage, 'darwin')
  expect(await keychainOver(Promise.resolve(portToProcess(electronPort(port2)))).refusal()).toBeNull()
})
