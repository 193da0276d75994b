// `espalier devices`: where models may run, and what the tests found.
// Knows flags and what is printed. Does not know how a device is tested.
import { createInterface } from 'node:readline/promises'
import { Command } from 'commander'
import type { Device, DeviceList, DeviceTest } from '../contract/device.ts'
import { CUDA_NEEDS, DEVICE_NAMES } from '../contract/device.ts'
import { createEngine } from '../engine/engine.ts'
import { defaultDataFolder } from '../engine/folders.ts'
import type { Engine } from '../engine/engine.ts'
import { devicesOption } from './device-flag.ts'
import { modelsFolder, programVersion } from './program.ts'

interface Flags {
  test?: boolean
  json?: boolean
  getCuda?: boolean
  yes?: boolean
  model?: string[]
}

export function devicesCommand(): Command {
  return new Command('devices')
    .description('List the devices of this machine with what their tests found.')
    .option('--test', 'test them anew: the same logits as the CPU, and tokens a second')
    .option('--model <id...>', 'models to test (default: the first policy and the first PRM of the catalog)')
    .option('--get-cuda', 'download ONNX Runtime’s files for CUDA, after you have seen what they are')
    .option('--yes', 'download without a question')
    .option('--json', 'one JSON object on stdout')
    .action(devices)
}

async function devices({ test, json, getCuda, yes, model = [] }: Flags): Promise<void> {
  const engine = await createEngine({
    host: 'cli',
    dataFolder: null,
    modelsFolder: modelsFolder(),
    version: programVersion(),
    addedFolder: defaultDataFolder(),
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
    if (getCuda && !(await downloadCuda(engine, yes ?? false))) return
    const list = test ? await engine.call('devices.test', { models: model }) : await engine.call('devices.list', {})
    if (test && process.stderr.isTTY) process.stderr.write('\r\u001B[K')
    process.stdout.write(json ? `${JSON.stringify(list)}\n` : textOf(list))
  } finally {
    process.off('SIGINT', end)
    deaf()
    await engine.close()
  }
}

/** Whether the files are there now; false where the user did not want them. */
async function downloadCuda(engine: Engine, agreed: boolean): Promise<boolean> {
  const { cuda } = await engine.call('devices.cuda.offer', {})
  const { name, version, bytes, sha512 } = cuda!.offer!
  const size = `${Math.ceil(bytes / 1e6)} MB`
  process.stderr.write(`${name} ${version}, ${size}, SHA-512 ${sha512}\n${CUDA_NEEDS}\n`)
  if (!agreed && !(await confirmed(`Download ${size}? [y/N] `))) return false
  const deaf = engine.listen('devices.changed', ({ cuda }) => {
    if (cuda?.received && process.stderr.isTTY) {
      process.stderr.write(`\r\u001B[K${Math.floor((100 * cuda.received) / bytes)} % of ${size} …`)
    }
  })
  await engine.call('devices.cuda.get', { sha512 }).finally(() => {
    deaf()
    if (process.stderr.isTTY) process.stderr.write('\r\u001B[K')
  })
  return true
}

/** Asks on the terminal; without one the answer is no. */
async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    process.stderr.write('Say --yes to download them.\n')
    return false
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question(question)).trim())
  } finally {
    terminal.close()
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
