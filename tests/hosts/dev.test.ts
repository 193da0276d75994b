// `npm run dev` without a browser: what the window's server gives and refuses, and an engine that comes back at the same door.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { startEngine } from '../../build/dev-engine.ts'

const root = resolve(import.meta.dirname, '..', '..')
let data: string
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'espalier-dev-'))
  vi.stubEnv('ESPALIER_DATA', data)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(data, { recursive: true, force: true })
})

/** What becomes of a socket: `ready`, the code it was closed with, or `refused` before it opened. */
function knock(address: string, { token, origin = address }: { token: string; origin?: string }) {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/engine`, { headers: { origin } })
  return new Promise<'ready' | 'refused' | number>((settle) => {
    socket.on('open', () => socket.send(token))
    socket.on('message', () => {
      settle('ready')
      socket.close()
    })
    socket.on('close', settle)
    socket.on('error', () => settle('refused'))
  })
}

describe('the window from its sources', () => {
  let program: ChildProcess
  let address: string
  let token: string
  beforeAll(async () => {
    program = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'build/dev.ts'], { cwd: root })
    let said = ''
    for (const stream of [program.stdout, program.stderr])
      stream?.on('data', (text: Buffer) => (said += text.toString()))
    const found = await vi.waitFor(
      () => /(http:\/\/127\.0\.0\.1:\d+)\/#token=([\w-]+)/.exec(said) ?? Promise.reject(new Error(said)),
      { timeout: 60_000, interval: 50 },
    )
    address = found[1]!
    token = found[2]!
  }, 70_000)
  afterAll(() => void program.kill('SIGKILL'))

  test('the page replaces edited modules, under the policy of the program but for styles', async () => {
    const page = await fetch(address)
    expect(await page.text()).toContain('/@vite/client')
    const policy = page.headers.get('content-security-policy')
    expect(policy).toMatch(/^default-src 'self';.*; style-src 'self' 'unsafe-inline'$/)
    expect(policy?.match(/unsafe/g)).toHaveLength(1)
  })

  const files: [path: string, status: number, text: RegExp][] = [
    ['/engine.ts', 200, /export function connectEngine/],
    ['/engine', 404, /There is no such file/],
    [`/@fs${root}/src-main/contract/door.ts`, 200, /SOCKET_PATH/],
    [`/@fs${root}/package.json`, 403, /./],
    [`/@fs${root}/src-main/hosts/start.ts`, 403, /./],
  ]
  test.each(files)('%s gives %i', async (path, status, text) => {
    const answer = await fetch(`${address}${path}`)
    expect(answer.status).toBe(status)
    expect(await answer.text()).toMatch(text)
  })

  test('the way to the engine has the door of the web host', async () => {
    expect(await knock(address, { token })).toBe('ready')
    expect(await knock(address, { token: 'guess' })).toBe(4401)
    expect(await knock(address, { token, origin: 'http://elsewhere.test' })).toBe('refused')
    expect(await knock(address, { token, origin: 'http://127.0.0.1:1' })).toBe('refused')
  })

  test.skipIf(process.platform === 'win32')('it ends in order', async () => {
    const gone = once(program, 'exit')
    program.kill('SIGINT')
    expect(await gone).toEqual([0, null])
    expect(await knock(address, { token })).toBe('refused')
  })
})

test('an engine that was started anew is found at the same door', async () => {
  const engine = await startEngine()
  const address = `http://127.0.0.1:${engine.port}`
  await engine.ready()
  expect(await knock(address, engine)).toBe('ready')
  const restarted = engine.restart()
  await engine.ready()
  await restarted
  expect(await knock(address, engine)).toBe('ready')
  await engine.close()
  expect(await knock(address, engine)).toBe('refused')
})
