// The engine's process under Electron, with the real engine and Node's message ports in place of Electron's.
import { EventEmitter } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { EngineCalls } from '../../src-main/contract/api.ts'
import { openChannel } from '../../src-main/contract/channel.ts'
import { threadPort } from '../../src-main/inference/thread/thread-port.ts'
import type { EngineSettings } from '../../src-main/hosts/electron/engine-process.ts'

let folder: string
const argument = process.argv[2]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-process-'))
})
afterEach(async () => {
  process.argv[2] = argument ?? ''
  Reflect.deleteProperty(process, 'parentPort')
  vi.restoreAllMocks()
  await rm(folder, { recursive: true, force: true })
})

test('a window that asks at once is served, and an orderly end closes the engine', async () => {
  const told: unknown[] = []
  const parentPort = Object.assign(new EventEmitter(), { postMessage: (news: unknown) => void told.push(news) })
  Object.assign(process, { parentPort })
  const settings: EngineSettings = { dataFolder: folder, modelsFolder: join(folder, 'models'), version: '9.9.9' }
  process.argv[2] = JSON.stringify(settings)
  const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as unknown as typeof process.exit)

  const { port1, port2 } = new MessageChannel()
  await import('../../src-main/hosts/electron/engine-process.ts')
  const electronPort = {
    on: (name: string, listener: (event?: unknown) => void) =>
      port1.on(name, name === 'message' ? (data: unknown) => listener({ data }) : () => listener()),
    start: () => port1.start(),
    postMessage: (message: unknown) => port1.postMessage(message),
  }
  parentPort.emit('message', { data: 'window', ports: [electronPort] })
  const window = openChannel<EngineCalls>(threadPort(port2))
  expect(await window.call('engine.info', {})).toMatchObject({ version: '9.9.9', host: 'electron' })
  expect(await window.call('runs.list', {})).toEqual({ total: 0, runs: [] })
  port2.close()
  expect(told).toEqual([{ kind: 'ready' }])

  parentPort.emit('message', { data: 'close', ports: [] })
  await expect.poll(() => exit.mock.calls).toEqual([[0]])
})
