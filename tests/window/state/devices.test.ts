// The devices as the window holds them: asked, tested, chosen, told by messages, and without an engine.
import { describe, expect, it } from 'vitest'
import { Device } from '../../../src-main/contract/device.ts'
import { runCommand } from '../../../src-renderer/commands/commands.ts'
import { Devices } from '../../../src-renderer/state/devices.svelte.ts'
import { Lab } from '../../../src-renderer/state/lab.svelte.ts'
import { DEVICE } from '../../../src-renderer/text/device.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

const POLICY = 'arithmetic-policy-1m'

describe('the devices of the window', () => {
  it('are known when they were asked for', async () => {
    const devices = new Devices(windowEngine())
    expect(devices.list).toBeNull()
    await devices.refresh()
    expect(devices.list?.devices.map(({ device }) => device)).toEqual(['cuda', 'webgpu', 'cpu'])
    expect([devices.list?.choice, devices.testing, devices.elsewhere]).toEqual(['auto', false, false])
  })

  it('are tested once at a time, and tell how it goes', async () => {
    const engine = windowEngine({ pace: 1 })
    const devices = new Devices(engine)
    const first = devices.test([POLICY])
    await devices.test([POLICY])
    expect(devices.testing).toBe(true)
    await first
    expect([devices.testing, devices.tested, devices.error]).toEqual([false, true, null])
    expect(engine.calls.filter(({ name }) => name === 'devices.test')).toHaveLength(1)
    expect(devices.list?.devices.at(-1)?.tests[0]?.trial?.tokensPerSecond).toBe(5020)
  })

  it('follow what another window chose, and see a model that had to go elsewhere', async () => {
    const engine = windowEngine()
    const [one, other] = [new Devices(engine), new Devices(engine)]
    await one.choose('webgpu')
    expect(other.list?.choice).toBe('webgpu')
    expect(other.elsewhere).toBe(true)
    await one.choose('cpu')
    expect(other.elsewhere).toBe(false)
  })

  it('keep the error of an engine that is gone, until the next call', async () => {
    const engine = windowEngine()
    const devices = new Devices(engine)
    engine.enter('lost')
    await devices.test([POLICY])
    expect(devices.error?.code).toBe('engine-stopped')
    expect([devices.testing, devices.tested]).toEqual([false, false])
    engine.enter('open')
    await devices.refresh()
    expect(devices.error).toBeNull()
  })

  it('offer the files for CUDA, and have them when they were downloaded', async () => {
    const devices = new Devices(windowEngine())
    await devices.refresh()
    expect(devices.list?.cuda).toEqual({ offer: null, received: null, command: null })
    await devices.askForCuda()
    expect(devices.asking).toBe(false)
    const offer = devices.list!.cuda!.offer!
    await devices.getCuda(offer.sha512)
    expect([devices.list?.cuda, devices.error]).toEqual([null, null])
  })

  it('stop the download of the files for CUDA without an error', async () => {
    const devices = new Devices(windowEngine({ pace: 5 }))
    await devices.askForCuda()
    const got = devices.getCuda(devices.list!.cuda!.offer!.sha512)
    await devices.stopCuda()
    await got
    expect([devices.list?.cuda?.received, devices.error]).toEqual([null, null])
    expect(devices.list?.cuda?.offer?.bytes).toBe(300_000_000)
  })

  it('open by a command', async () => {
    const lab = new Lab({ connection: windowEngine(), storage: { getItem: () => null, setItem: () => undefined } })
    await lab.start()
    expect(runCommand('devices.open', lab)).toBe(true)
    expect(lab.showingDevices).toBe(true)
  })

  it.each([...Device.options, 'server'])('have a name for %s', (device) => {
    expect(DEVICE.names[device]).toMatch(/\w/)
  })
})
