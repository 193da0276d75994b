// `espalier devices` and `--device`, as a user calls them; on software Vulkan a whole run on WebGPU.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DeviceList } from '../../src-main/contract/device.ts'
import { NO_SOFTWARE_VULKAN, softwareVulkan } from '../inference/software-vulkan.ts'
import { espalier } from './espalier.ts'

const POLICY = 'arithmetic-policy-1m'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-cli-devices-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('tests the devices, says what was found, and remembers it', async () => {
  const environment = { ESPALIER_DATA: folder }
  const before = await espalier(['devices'], { environment })
  expect([before.code, before.stderr]).toEqual([0, ''])
  expect(before.stdout).toMatch(/^Choice: automatic\n[^]*CPU {2}not tested\n$/)

  const tested = await espalier(['devices', '--test', '--model', POLICY, '--json'], { environment })
  const { devices } = DeviceList.parse(JSON.parse(tested.stdout))
  for (const { tests } of devices) {
    expect(tests.map(({ model }) => model)).toEqual([POLICY])
    expect(tests[0]?.trial === null).toBe(tests[0]?.refusal !== null)
  }
  const after = await espalier(['devices'], { environment })
  expect(after.stdout).toMatch(/CPU {2}arithmetic-policy-1m: \d[\d.]* tokens\/s at batch 16\n$/)
})

it.each([
  [['devices', '--test', '--model', 'nobody'], 1, /There is no model “nobody”/],
  [['run', '--problem-id', 'L2-010', '--device', 'tpu'], 2, /auto, cpu, webgpu, cuda, dml, coreml/],
])('refuses %j', async (args, code, message) => {
  const outcome = await espalier(args, { environment: { ESPALIER_DATA: folder } })
  expect(outcome.code).toBe(code)
  expect(outcome.stderr).toMatch(message)
})

it('runs on the CPU where the chosen device is refused, and says why', async () => {
  const foreign = process.platform === 'darwin' ? 'dml' : 'coreml'
  const args = ['run', '--method', 'greedy', '--problem-id', 'L2-010', '--device', foreign, '--json']
  const { code, stdout, stderr } = await espalier(args, { environment: { ESPALIER_DATA: folder } })
  expect(code).toBe(0)
  expect(stderr).toMatch(/ on CPU: (DirectML|Core ML) is not in ONNX Runtime’s package for this platform\.\n$/)
  expect(JSON.parse(stdout)).toMatchObject({ state: 'done', header: { policy: { device: 'cpu' } } })
})

it.skipIf(NO_SOFTWARE_VULKAN)(
  `runs the policy on WebGPU over software Vulkan${NO_SOFTWARE_VULKAN === null ? '' : ` (skipped: ${NO_SOFTWARE_VULKAN})`}`,
  async () => {
    const environment = { ...(softwareVulkan(folder) as Record<string, string>), ESPALIER_DATA: join(folder, 'data') }
    const limits = ['--max-step-tokens', '4', '--max-solution-tokens', '4']
    const args = ['run', '--method', 'greedy', '--problem-id', 'L2-010', ...limits, '--json']
    const gpu = await espalier([...args, '--device', 'webgpu'], { environment })
    expect(gpu.stderr).not.toMatch(/on CPU/)
    const cpu = await espalier([...args, '--device', 'cpu'], { environment })
    const texts = ({ stdout }: typeof gpu) =>
      (JSON.parse(stdout) as { tree: { nodes: { text: string }[] } }).tree.nodes.map(({ text }) => text)
    expect(JSON.parse(gpu.stdout)).toMatchObject({ header: { policy: { device: 'webgpu' } } })
    expect(texts(gpu).length).toBeGreaterThan(1)
    expect(texts(gpu)).toEqual(texts(cpu))
  },
)
