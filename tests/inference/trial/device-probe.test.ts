// A device's test: what becomes of a process that crashes, hangs or lies, and the real trial on the CPU and on software Vulkan.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Device, DeviceRefusal } from '../../../src-main/contract/device.ts'
import { probeDevice } from '../../../src-main/inference/trial/device-probe.ts'
import type { ProbeResult } from '../../../src-main/inference/trial/device-probe.ts'
import { nodeProbe } from '../../../src-main/inference/trial/probe-process.ts'
import { devicesOf } from '../../../src-main/inference/device/device-table.ts'
import { POLICY } from '../embedded.ts'
import { NO_SOFTWARE_VULKAN, softwareVulkan } from '../software-vulkan.ts'

const NEVER = new AbortController().signal
const run = nodeProbe(pathToFileURL(resolve('tests/doubles/device-probes.mjs')))
const order = { role: 'policy', dtype: null, form: null, device: 'webgpu', threads: 2, signal: NEVER } as const

let scratch: string
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'espalier-vulkan-'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(scratch, { recursive: true })
})

/** A test that hangs. `hangs` resolves when its stage has come in. */
function hangingProbe(signal: AbortSignal) {
  const told = join(scratch, 'told')
  const result = probeDevice({ ...order, folder: 'hangs', run, signal, environment: { ...process.env, TOLD: told } })
  const hangs = async () => {
    await expect.poll(() => existsSync(told)).toBe(true)
    // What was sent before is read in the turn after this one.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
  return { result, hangs }
}

function expectRefusal({ trial, refusal }: ProbeResult, reason: string, message: RegExp, details: RegExp): void {
  expect(trial).toBeNull()
  expect(refusal).toMatchObject({ reason, code: 'device-refused' })
  expect(refusal?.message).toMatch(message)
  expect(refusal?.details).toMatch(details)
  expect(DeviceRefusal.parse(refusal).advice).not.toBe('')
}

describe('a test of a device', () => {
  it.skipIf(process.platform === 'win32').each([
    ['crashes', 'crashed', /WebGPU crashed in its test \(signal SIGSEGV\)/, /last words/],
    ['crashes-at-the-end', 'crashed', /signal SIGABRT/, /stage/],
    ['exits', 'crashed', /exit code 3/, /stage: answers of the device/],
    ['silent', 'crashed', /exit code 0/, /stage/],
    ['wrong', 'wrong-logits', /differ from the CPU’s by 0\.25, and 0\.001 is allowed/, /0\.25/],
    ['no-numbers', 'wrong-logits', /not numbers/, /Infinity/],
    ['refused', 'no-adapter', /found no graphics device/, /No supported adapters/],
  ])('that %s is refused in words: %s', async (folder, reason, message, details) => {
    expectRefusal(await probeDevice({ ...order, folder, run }), reason, message, details)
  })

  it('that hangs is killed after two minutes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { result, hangs } = hangingProbe(NEVER)
    await hangs()
    vi.advanceTimersByTime(120_000)
    expectRefusal(await result, 'too-slow', /took longer than 120 s/, /stage: answers of the device/)
  })

  it('passes with its trial', async () => {
    const { trial, refusal } = await probeDevice({ ...order, folder: 'right', run })
    expect(refusal).toBeNull()
    expect(trial).toEqual({ tokensPerSecond: 100, difference: 0.0005, nodes: { device: 9, all: 10 } })
  })

  it('tells apart a model that is broken from a device that refuses', async () => {
    await expect(probeDevice({ ...order, folder: 'broken', run })).rejects.toMatchObject({
      report: { code: 'model-broken' },
    })
    await expect(probeDevice({ ...order, folder: join(scratch, 'none'), device: 'cpu' })).rejects.toMatchObject({
      report: { code: 'model-missing' },
    })
  })

  it('is killed when it is aborted', async () => {
    const abort = new AbortController()
    const reason = new Error('enough')
    const { result, hangs } = hangingProbe(abort.signal)
    const refused = expect(result).rejects.toBe(reason)
    await hangs()
    abort.abort(reason)
    await refused
  })
})

describe('the embedded policy', () => {
  it('gives the CPU’s own logits on the CPU, all of it there, and a speed', async () => {
    const { trial } = await probeDevice({ ...order, folder: POLICY, device: 'cpu' })
    expect(trial).toMatchObject({ difference: 0 })
    expect(trial!.nodes.device).toBe(trial!.nodes.all)
    expect(trial!.nodes.all).toBeGreaterThan(100)
    expect(trial!.tokensPerSecond).toBeGreaterThan(1)
  })

  it.each(Device.options.filter((device) => !devicesOf().includes(device)))(
    'is refused by %s, which is of another platform',
    async (device) => {
      const { refusal } = await probeDevice({ ...order, folder: POLICY, device })
      expect(refusal).toMatchObject({ reason: 'not-in-build' })
    },
  )

  it.skipIf(NO_SOFTWARE_VULKAN)(
    `gives the CPU’s logits on WebGPU over software Vulkan${NO_SOFTWARE_VULKAN === null ? '' : ` (skipped: ${NO_SOFTWARE_VULKAN})`}`,
    async () => {
      const environment = softwareVulkan(scratch)
      const { trial, refusal } = await probeDevice({ ...order, folder: POLICY, environment, limit: 240_000 })
      expect(refusal).toBeNull()
      expect(trial!.difference).toBeLessThanOrEqual(1e-3)
      // Another device computes in another order, so equal numbers would mean that the CPU had done it.
      expect(trial!.difference).toBeGreaterThan(0)
      // The provider's own profile: all but the few nodes of shapes ran on it.
      expect(trial!.nodes.device / trial!.nodes.all).toBeGreaterThan(0.9)
    },
  )
})
