// The engine's process under Electron, with the real engine and Node's message ports in place of Electron's.
import { EventEmitter } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
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
const LAST = ['uncaughtException', 'unhandledRejection'] as const
/** Under whichever name. */
const listenersTo = (name: string) => EventEmitter.prototype.listeners.call(process, name)
const before = LAST.map(listenersTo)
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-process-'))
})
afterEach(async () => {
  process.argv[2] = argument ?? ''
  Reflect.deleteProperty(process, 'parentPort')
  for (const [index, name] of LAST.entries()) for (const listener of own(index)) process.off(name, listener)
  vi.restoreAllMocks()
  await rm(folder, { recursive: true, force: true })
})

/** What the engine's process listens to of errors that nobody has caught. */
function own(index: number): ((error: unknown) => void)[] {
  return listenersTo(LAST[index]!).filter((one) => !before[index]!.includes(one)) as ((error: unknown) => void)[]
}

/** The process, in this one: what it tells, a window's line to it, and how it ends. */
async function begin() {
  const told: unknown[] = []
  const parentPort = Object.assign(new EventEmitter(), { postMessage: (news: unknown) => void told.push(news) })
  Object.assign(process, { parentPort })
  const settings: EngineSettings = { dataFolder: folder, modelsFolder: join(folder, 'models'), version: '9.9.9' }
  process.argv[2] = JSON.stringify(settings)
  const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as unknown as typeof process.exit)

  const { port1, port2 } = new MessageChannel()
  vi.resetModules()
  await import('../../src-main/hosts/electron/engine-process.ts')
  const electronPort = {
    on: (name: string, listener: (event?: unknown) => void) =>
      port1.on(name, name === 'message' ? (data: unknown) => listener({ data }) : () => listener()),
    start: () => port1.start(),
    close: () => port1.close(),
    postMessage: (message: unknown) => port1.postMessage(message),
  }
  parentPort.emit('message', { data: 'window', ports: [electronPort] })
  const window = openChannel<EngineCalls>(threadPort(port2))
  return { told, exit, window, port: port2, order: (data: string) => parentPort.emit('message', { data, ports: [] }) }
}

test('a window that asks at once is served, and an orderly end closes the engine', async () => {
  const { told, exit, window, port, order } = await begin()
  expect(await window.call('engine.info', {})).toMatchObject({ version: '9.9.9', host: 'electron' })
  expect(await window.call('runs.list', {})).toEqual({ total: 0, runs: [] })
  port.close()
  expect(told).toEqual([{ kind: 'ready' }])

  order('close')
  await expect.poll(() => exit.mock.calls).toEqual([[0]])
})

test('what nobody has caught is told; a promise ends nothing, and an error ends the engine in order', async () => {
  const { exit, window, port } = await begin()
  await window.call('engine.info', {})
  let said = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => (said += String(text)) !== '')
  expect([own(0).length, own(1).length]).toEqual([1, 1])
  own(1)[0]!(new Error('a promise'))
  expect(said).toContain('Error: a promise')
  expect(await window.call('engine.info', {})).toMatchObject({ version: '9.9.9' })
  expect(exit).not.toHaveBeenCalled()
  own(0)[0]!(new Error('an error'))
  own(0)[0]!(new Error('another'))
  expect(said).toMatch(/Error: an error[^]*Error: another/)
  await expect.poll(() => exit.mock.calls).toEqual([[1]])
  // In order: nothing is held any more that a neighbour would take for a living engine's.
  expect((await readdir(folder)).filter((name) => name.endsWith('-wal'))).toEqual([])
  port.close()
})

test('a page that says what is no message, and whatever else, leaves the engine as it is', async () => {
  const { exit, window, port, order } = await begin()
  await window.call('engine.info', {})
  port.postMessage(null)
  await new Promise((resolve) => port.once('close', resolve))
  expect(exit).not.toHaveBeenCalled()
  order('close')
  await expect.poll(() => exit.mock.calls).toEqual([[0]])
})
