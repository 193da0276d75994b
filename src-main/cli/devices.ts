// `espalier devices`: where models may run, and what the tests found.
// Knows flags and what is printed. Does not know how a device is tested.
import { Command } from 'commander'
import type { Device, DeviceList, DeviceTest } from '../contract/device.ts'
import { DEVICE_NAMES } from '../contract/device.ts'
import { createEngine } from '../engine/engine.ts'
import { devicesOption } from './device-flag.ts'
import { modelsFolder, programVersion } from './program.ts'

interface Flags {
  test?: boolean
  json?: boolean
  model?: string[]
}

export function devicesCommand(): Command {
  return new Command('devices')
    .description('List the devices of this machine with what their tests found.')
    .option('--test', 'test them anew: the same logits as the CPU, and tokens a second')
    .option('--model <id...>', 'models to test (default: the first policy and the first PRM of the catalog)')
    .option('--json', 'one JSON object on stdout')
    .action(devices)
}

async function devices({ test, json, model = [] }: Flags): Promise<void> {
  const engine = await createEngine({
    host: 'cli',
    dataFolder: null,
    modelsFolder: modelsFolder(),
    version: programVersion(),
    devices: devicesOption(undefined),
  })
  const deaf = engine.listen('devices.changed', ({ testing }) => {
    if (testing && process.stderr.isTTY) {
      process.stderr.write(`\r\u001B[KTesting ${testing.model} on ${DEVICE_NAMES[testing.device]} …`)
    }
  })
  const end = () => void engine.close()
  process.once('SIGINT', end)
  try {
    const list = test ? await engine.call('devices.test', { models: model }) : await engine.call('devices.list', {})
    if (test && process.stderr.isTTY) process.stderr.write('\r\u001B[K')
    process.stdout.write(json ? `${JSON.stringify(list)}\n` : textOf(list))
  } finally {
    process.off('SIGINT', end)
    deaf()
    await engine.close()
  }
}

function textOf({ choice, mayHaveGpu, devices }: DeviceList): string {
  const lines = devices.flatMap(({ device, refusal, tests }) => {
    if (refusal) return [`${DEVICE_NAMES[device]}  ${refusal.message} ${refusal.advice}`]
    if (tests.length === 0) return [`${DEVICE_NAMES[device]}  not tested`]
    return tests.map((test) => `${DEVICE_NAMES[device]}  ${test.model}: ${outcome(device, test)}`)
  })
  return [
    `Choice: ${choice === 'auto' ? 'automatic' : DEVICE_NAMES[choice]}`,
    ...(mayHaveGpu ? [] : ['Nothing on this machine looks like a graphics device.']),
    ...lines,
    '',
  ].join('\n')
}

function outcome(device: Device, { trial, refusal }: DeviceTest): string {
  if (!trial) return `${refusal?.message ?? ''} ${refusal?.advice ?? ''}`
  const { tokensPerSecond, difference, nodes } = trial
  const speed = `${tokensPerSecond.toFixed(tokensPerSecond < 100 ? 1 : 0)} tokens/s at batch 16`
  if (device === 'cpu') return speed
  const share = `${nodes.device} of ${nodes.all} node runs on the device`
  return `${speed}, logits within ${difference.toExponential(1)} of the CPU’s, ${share}`
}
