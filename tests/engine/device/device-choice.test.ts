// The rules by which sessions get their devices: a table of the pure rule, and the engine's devices over a double of the test.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Device, DeviceChoice, DeviceTrial } from '../../../src-main/contract/device.ts'
import { EspalierError } from '../../../src-main/contract/errors.ts'
import type { PlacedModel } from '../../../src-main/engine/library/model-library.ts'
import { chooseDevice, testedModels } from '../../../src-main/engine/device/device-choice.ts'
import { createDevices } from '../../../src-main/engine/device/devices.ts'
import type { ProbeResult } from '../../../src-main/inference/trial/device-probe.ts'
import { refusalFor } from '../../../src-main/inference/device/device-refusals.ts'
import type { MachineFacts } from '../../../src-main/inference/device/machine-facts.ts'
import type { Session } from '../../../src-main/inference/session/session-client.ts'

const passed = (tokensPerSecond: number): { trial: DeviceTrial; refusal: null } => ({
  trial: { tokensPerSecond, difference: 1e-5, nodes: { device: 9, all: 10 } },
  refusal: null,
})
const refused = { trial: null, refusal: refusalFor('webgpu', 'No supported adapters') }

describe('the rule', () => {
  const cases: [string, DeviceChoice, [Device, ProbeResult][], Device, RegExp | null][] = [
    ['nothing tested', 'auto', [], 'cpu', null],
    [
      'a faster GPU',
      'auto',
      [
        ['cpu', passed(100)],
        ['webgpu', passed(200)],
      ],
      'webgpu',
      null,
    ],
    [
      'a slower GPU',
      'auto',
      [
        ['cpu', passed(100)],
        ['webgpu', passed(50)],
      ],
      'cpu',
      null,
    ],
    [
      'a refused GPU',
      'auto',
      [
        ['cpu', passed(100)],
        ['webgpu', refused],
      ],
      'cpu',
      null,
    ],
    [
      'the fastest of two',
      'auto',
      [
        ['webgpu', passed(200)],
        ['cuda', passed(900)],
      ],
      'cuda',
      null,
    ],
    ['the CPU by hand', 'cpu', [['webgpu', passed(200)]], 'cpu', null],
    [
      'a slower GPU by hand',
      'webgpu',
      [
        ['cpu', passed(100)],
        ['webgpu', passed(5)],
      ],
      'webgpu',
      null,
    ],
    ['a refused GPU by hand', 'webgpu', [['webgpu', refused]], 'cpu', /found no graphics device/],
    ['an untested GPU by hand', 'cuda', [['webgpu', passed(5)]], 'cpu', /CUDA was not tested/],
  ]
  it.each(cases)('with %s and the choice %s', (_, choice, tests, device, note) => {
    const placement = chooseDevice({ choice, tests: new Map(tests) })
    expect(placement.device).toBe(device)
    if (note === null) expect(placement.note).toBeNull()
    else expect(placement.note?.message).toMatch(note)
  })
})

const model = (id: string, role: 'policy' | 'verifier'): PlacedModel => ({
  id,
  name: id.toUpperCase(),
  role,
  folder: id,
  sha256: id,
})
const [POLICY, OTHER, PRM] = [model('policy', 'policy'), model('other', 'policy'), model('verifier', 'verifier')]
const CATALOG = [POLICY, OTHER, PRM]

describe('the models of a test', () => {
  it.each([
    [['verifier'], [], ['verifier']],
    [[], ['other'], ['other']],
    [[], [], ['policy', 'verifier']],
  ])('named %j, open %j', (named, open, expected) => {
    const sessions = open.map((id) => ({ model: id }))
    expect(testedModels(CATALOG, named, sessions).map(({ id }) => id)).toEqual(expected)
  })

  it('must be in the catalog', () => {
    expect(() => testedModels(CATALOG, ['nobody'], [])).toThrow('There is no model “nobody”.')
  })
})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-devices-'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

const FACTS: MachineFacts = {
  runtime: '1.30.0',
  fingerprint: 'machine',
  mayHaveGpu: true,
  cudaFiles: { path: '/nowhere/cuda.so', installed: false },
}

/** Devices over a test that gives these speeds, and sessions that do nothing. */
function devicesWith(
  speeds: Partial<Record<Device, number>>,
  { choice = null as DeviceChoice | null, facts = FACTS, busy = (): boolean => false } = {},
) {
  const probes: string[] = []
  const opened: Device[] = []
  const devices = createDevices({
    folder,
    threads: 1,
    choice,
    probe: ({ folder: path, device }) => {
      probes.push(`${path} ${device}`)
      const speed = speeds[device]
      return Promise.resolve(speed === undefined ? refused : passed(speed))
    },
    busy,
    testsWhenIdle: true,
    changed: () => undefined,
    facts: () => facts,
    platform: 'linux',
  })
  const ends = new Map<string, () => void>()
  const open = (entry: PlacedModel, refusing: Device[] = []) =>
    devices.open(entry, (device) => {
      if (refusing.includes(device)) return Promise.reject(new EspalierError(refusalFor(device, 'out of memory')))
      opened.push(device)
      const closed = new Promise<null>((resolve) => ends.set(entry.id, () => resolve(null)))
      return Promise.resolve({ facts: {}, closed } as Session)
    })
  return { devices, probes, opened, open, end: (entry: PlacedModel) => ends.get(entry.id)!() }
}

const places = ({ devices }: ReturnType<typeof devicesWith>) =>
  devices.list(CATALOG).sessions.map(({ model: id, device, note }) => [id, device, note?.message ?? null])

describe('the devices of an engine', () => {
  it('open on the CPU at once where nothing was tested', async () => {
    const lab = devicesWith({ webgpu: 1000, cpu: 10 })
    await lab.open(POLICY)
    expect(lab.probes).toEqual([])
    expect(places(lab)).toEqual([['policy', 'cpu', null]])
    await lab.devices.close()
  })

  it('are tested anew on demand, and remembered for the same drivers only', async () => {
    const lab = devicesWith({ webgpu: 1000, cpu: 10 })
    await lab.devices.test([POLICY])
    expect(lab.probes, 'CUDA’s files are not there, so there is nothing to try').toEqual([
      'policy cpu',
      'policy webgpu',
    ])
    const [cuda, webgpu, cpu] = lab.devices.list(CATALOG).devices
    expect(cuda).toMatchObject({ device: 'cuda', refusal: { reason: 'files-missing' } })
    expect(webgpu).toMatchObject({ device: 'webgpu', refusal: null, tests: [{ model: 'policy', refusal: null }] })
    expect(cpu?.tests[0]?.trial?.tokensPerSecond).toBe(10)

    const again = devicesWith({})
    await again.open(POLICY)
    expect(places(again)).toEqual([['policy', 'webgpu', null]])
    const changed = devicesWith({}, { facts: { ...FACTS, fingerprint: 'new driver' } })
    await changed.open(POLICY)
    expect(places(changed)).toEqual([['policy', 'cpu', null]])
  })

  it('give the GPU to policy and PRM, and free it of what a run does not need', async () => {
    const lab = devicesWith({ webgpu: 1000, cpu: 10 })
    await lab.devices.test([POLICY, OTHER, PRM])
    await Promise.all([lab.open(POLICY), lab.open(PRM)])
    expect(places(lab)).toEqual([
      ['policy', 'webgpu', null],
      ['verifier', 'webgpu', null],
    ])
    expect(lab.devices.outdated([POLICY, PRM])).toEqual([])
    expect(lab.devices.outdated([POLICY]), 'nobody comes, so nobody goes').toEqual([])
    expect(lab.devices.outdated([OTHER, PRM])).toEqual(['policy'])
    lab.end(POLICY)
    await Promise.resolve()
    await lab.open(OTHER)
    expect(places(lab).map(([id]) => id)).toEqual(['verifier', 'other'])
    expect(lab.opened).toEqual(['webgpu', 'webgpu', 'webgpu'])
  })

  it('keep a choice, which moves open sessions', async () => {
    const lab = devicesWith({ webgpu: 1000, cpu: 10 })
    await lab.devices.test([POLICY])
    await lab.open(POLICY)
    lab.devices.choose('cpu')
    expect(lab.devices.outdated([POLICY])).toEqual(['policy'])
    expect(devicesWith({}).devices.list([]).choice).toBe('cpu')
    expect(devicesWith({}, { choice: 'cuda' }).devices.list([]).choice).toBe('cuda')
  })

  it('test a device that was chosen by hand before its first session, and no other', async () => {
    const lab = devicesWith({ webgpu: 5, cpu: 10 }, { choice: 'webgpu' })
    await lab.open(POLICY)
    expect([lab.probes, places(lab)]).toEqual([['policy webgpu'], [['policy', 'webgpu', null]]])
  })

  it('fall back to the CPU where a session is refused after all', async () => {
    const lab = devicesWith({ webgpu: 1000 })
    await lab.devices.test([POLICY])
    await lab.open(POLICY, ['webgpu'])
    expect(places(lab)).toEqual([['policy', 'cpu', 'The memory of WebGPU is too small for this model.']])
    await expect(lab.open(PRM, ['cpu'])).rejects.toThrow()
    expect(places(lab)).toHaveLength(1)
  })

  it.each([
    [true, ['policy cpu', 'policy webgpu']],
    [false, []],
  ])('are tested when the engine is idle, if there may be a GPU: %s', async (mayHaveGpu, probes) => {
    vi.useFakeTimers()
    let busy = true
    const lab = devicesWith({ webgpu: 1000, cpu: 10 }, { facts: { ...FACTS, mayHaveGpu }, busy: () => busy })
    await lab.open(POLICY)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(lab.probes).toEqual([])
    busy = false
    await vi.advanceTimersByTimeAsync(12_000)
    expect(lab.probes).toEqual(probes)
    await lab.devices.close()
  })

  it('start anew where their file cannot be read, and go on where it cannot be written', async () => {
    writeFileSync(join(folder, 'devices.json'), '{')
    const lab = devicesWith({ cpu: 10 })
    expect(lab.devices.list(CATALOG).choice).toBe('auto')
    await lab.devices.test([POLICY])
    expect(JSON.parse(readFileSync(join(folder, 'devices.json'), 'utf8'))).toMatchObject({ schema: 'espalier-devices' })
    folder = join(folder, 'devices.json')
    const lost = devicesWith({ cpu: 10 })
    await lost.devices.test([POLICY])
    expect(lost.devices.list(CATALOG).devices.at(-1)?.tests).toHaveLength(1)
    folder = join(folder, '..')
  })
})
