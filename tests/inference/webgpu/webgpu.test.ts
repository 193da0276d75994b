// WebGPU against the CPU, on software Vulkan: the same numbers, and two models at once. What is compared runs in processes of its
// own, in the folder webgpu.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Device } from '../../../src-main/contract/device.ts'
import { NO_SOFTWARE_VULKAN, softwareVulkan } from '../software-vulkan.ts'
import { POLICY, TINY } from '../embedded.ts'
import type { Differences } from '../decoding/branching-logits.ts'
import type { Answers } from './both-at-work.ts'

const TOLERANCE = 1e-3
/** Milliseconds: half a minute of work, which a busy machine may stretch. */
const LIMIT = 900_000
const SKIPPED = NO_SOFTWARE_VULKAN === null ? '' : ` (skipped: ${NO_SOFTWARE_VULKAN})`

let scratch: string
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'espalier-webgpu-'))
})
afterEach(() => rmSync(scratch, { recursive: true }))

/** What a program of the folder webgpu prints. Rejects if it crashes. */
function printed<Result>(program: string, device: Device, ...rest: string[]): Promise<Result> {
  return new Promise((settle, reject) => {
    const file = resolve('tests/inference/webgpu', program)
    execFile(process.execPath, [file, device, ...rest], { env: softwareVulkan(scratch) }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr, { cause: error }))
      else settle(JSON.parse(stdout) as Result)
    })
  })
}

/** The difference of a PRM's two logits, which its reward is the logistic function of. */
const logit = (reward: number | null) => Math.log(reward! / (1 - reward!))

function largestDifference(some: readonly number[], others: readonly number[]): number {
  expect(some).toHaveLength(others.length)
  return Math.max(...some.map((number, index) => Math.abs(number - others[index]!)))
}

describe.skipIf(NO_SOFTWARE_VULKAN)(`WebGPU${SKIPPED}`, () => {
  it.each([
    ['an embedded model', POLICY],
    ['a model with a large vocabulary', TINY],
  ])(
    'gives the CPU’s logits in ragged chunks, when it decodes, and behind forks: %s',
    async (_, folder) => {
      const { chunk, decode, fork } = await printed<Differences>('branching.ts', 'webgpu', folder)
      const differences = [chunk, decode, fork]
      expect(Math.max(...differences)).toBeLessThanOrEqual(TOLERANCE)
      // Another device computes in another order, so equal numbers would mean that the CPU had done it.
      expect(Math.min(...differences)).toBeGreaterThan(0)
    },
    LIMIT,
  )

  it(
    'serves two models that work at the same time, and both answer as on the CPU',
    async () => {
      const [cpu, webgpu] = [
        await printed<Answers>('both-at-work.ts', 'cpu'),
        await printed<Answers>('both-at-work.ts', 'webgpu'),
      ]
      expect(webgpu.devices).toEqual(['webgpu', 'webgpu'])
      expect(webgpu.meanwhile, 'the PRM scores while the policy generates').toBeGreaterThan(0)
      expect(webgpu.tokens).toEqual(cpu.tokens)
      expect(new Set(webgpu.tokens.map(String)).size, 'the children part').toBeGreaterThan(1)
      const differences = [
        largestDifference(webgpu.logProbabilities.flat(), cpu.logProbabilities.flat()),
        largestDifference(webgpu.rewards.map(logit), cpu.rewards.map(logit)),
      ]
      expect(Math.max(...differences)).toBeLessThanOrEqual(TOLERANCE)
      expect(Math.min(...differences), 'the CPU did not do it').toBeGreaterThan(0)
    },
    LIMIT,
  )
})
