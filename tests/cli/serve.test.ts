// `espalier serve` as a user calls it: what it refuses, what it prints for this machine and for others, and that it ends in order.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { espalier } from './espalier.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-cli-serve-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it.each([
  [['--port', '0'], 2, /whole number from 1 to 65535/],
  [['--idle-minutes', '0.5'], 2, /whole number from 1 to 100000/],
  [['--certificate', 'x.pem'], 2, /belong together.* Name both files/],
  [['--certificate', 'x.pem', '--key', 'y.pem', '--insecure'], 2, /--insecure means no TLS/],
  [['--certificate', 'x.pem', '--key', 'y.pem'], 1, /cannot be read/],
])('refuses %j', async (args, code, message) => {
  const outcome = await espalier(['serve', ...args], { environment: { ESPALIER_DATA: folder } })
  expect(outcome.stderr).toMatch(message)
  expect([outcome.code, outcome.stdout]).toEqual([code, ''])
})

// The page is not asked for, but it must have been built.
const refusal = !existsSync(resolve('out/renderer/index.html'))
  ? ' (skipped: the page is not built)'
  : process.platform === 'win32'
    ? ' (skipped: Windows has no SIGTERM)'
    : ''

describe.skipIf(refusal !== '')(`serving${refusal}`, () => {
  /** Starts it, interrupts it when it is ready, and tells what it said. */
  async function serve(args: string[]) {
    const child = spawn(process.execPath, [resolve('build/espalier.mjs'), 'serve', ...args], {
      env: { ...process.env, ESPALIER_DATA: folder },
    })
    const said = { stdout: '', stderr: '' }
    child.stderr.on('data', (text: Buffer) => (said.stderr += text.toString()))
    child.stdout.on('data', (text: Buffer) => {
      said.stdout += text.toString()
      if (said.stdout.includes('Ctrl-C')) child.kill('SIGTERM')
    })
    const code = await new Promise((settle) => child.on('exit', settle))
    return { code, ...said }
  }

  it('is for this machine alone and says nothing else', async () => {
    const { code, stdout, stderr } = await serve([])
    expect(stdout).toMatch(/^Espalier is ready\. Open http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}\n/)
    expect([code, stderr]).toEqual([0, ''])
    expect(existsSync(join(folder, 'certificate'))).toBe(false)
  })

  it('for other machines warns, speaks TLS and tells the checksum, which stays', async () => {
    const first = await serve(['--bind', '0.0.0.0'])
    expect(first.code).toBe(0)
    expect(first.stdout).toMatch(/Open https:\/\/[^/]+:\d+\/#token=/)
    expect(first.stderr).toMatch(/^Warning: other machines reach 0\.0\.0\.0\..*\n/)
    const checksum = /SHA-256 of the certificate: ((?:[\dA-F]{2}:){31}[\dA-F]{2})\n/.exec(first.stderr)?.[1]
    expect(checksum).toBeDefined()
    expect(first.stderr).toContain('It is new')
    const second = await serve(['--bind', '0.0.0.0'])
    expect(second.stderr).toContain(checksum)
    expect(second.stderr).not.toContain('It is new')
  })

  it('without TLS for other machines says that anyone can read it', async () => {
    const { stdout, stderr } = await serve(['--bind', '0.0.0.0', '--insecure'])
    expect(stdout).toMatch(/Open http:\/\//)
    expect(stderr).toMatch(/Nothing is encrypted/)
  })
})
