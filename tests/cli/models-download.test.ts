// `espalier models download`, against a hub on the loopback.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openHub } from '../doubles/hub.ts'
import type { Hub, HubOptions } from '../doubles/hub.ts'
import { FILES, holds, REPOSITORY } from '../engine/hub/desk.ts'
import { espalier } from './espalier.ts'

let folder: string
let hub: Hub
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-download-'))
})
afterEach(async () => {
  await hub.close()
  rmSync(folder, { recursive: true })
})

async function open(options: Partial<HubOptions> = {}) {
  hub = await openHub({ repositories: { [REPOSITORY]: { ...FILES } }, ...options })
  return { ESPALIER_DATA: folder, HF_ENDPOINT: hub.url, HF_TOKEN: 'hf_secret' }
}
const download = (environment: Record<string, string>, ...args: string[]) =>
  espalier(['models', 'download', ...args], { environment })
const downloads = () => ({ folder: join(folder, 'downloads') })

describe('espalier models download', () => {
  it('ends with the folder of the model', async () => {
    const environment = await open()
    const { code, stdout, stderr } = await download(environment, REPOSITORY)
    expect([code, stdout.trim(), stderr]).toEqual([0, join(folder, 'downloads', 'some--model'), ''])
    expect(holds(downloads(), FILES)).toBe(true)
    const again = await download(environment, REPOSITORY, '--json')
    expect(JSON.parse(again.stdout)).toMatchObject({ repository: REPOSITORY, state: 'done', revision: hub.commit })
    expect(hub.asked.filter(({ path }) => path.includes('/resolve/')).length).toBe(Object.keys(FILES).length)
  })

  it.each([
    ['SIGTERM', 130],
    ['SIGKILL', null],
  ] as const)('that is ended by %s goes on when it is given again', async (ending, code) => {
    const environment = await open({
      largeFrom: 100_000,
      fault: ({ server }, nth) => (server === 'store' && nth === 0 ? { stallAfter: 1_500_000 } : undefined),
    })
    // The program itself: its launcher cannot hand SIGKILL on.
    const child = spawn(process.execPath, [resolve('src-main/cli.ts'), 'models', 'download', REPOSITORY], {
      env: { ...process.env, ...environment },
    })
    const part = join(folder, 'downloads', 'some--model', 'model.safetensors.part')
    await expect.poll(() => existsSync(part) && statSync(part).size).toBeGreaterThan(0)
    const ended = new Promise((resolvePromise) => child.once('exit', resolvePromise))
    child.kill(ending)
    expect(await ended).toBe(code)
    const { size } = statSync(part)
    expect((await download(environment, REPOSITORY)).code).toBe(0)
    expect(hub.asked.at(-1)?.headers.range).toBe(`bytes=${size}-`)
    expect(holds(downloads(), FILES)).toBe(true)
  })

  it.each<[string, string[], Partial<HubOptions>, number, RegExp]>([
    ['no name', ['model'], {}, 2, /OWNER\/NAME/],
    ['no such repository', ['some/other'], {}, 1, /no such repository/],
    ['no such file', [REPOSITORY, '--file', 'x.gguf'], {}, 1, /no file/],
    ['wrong content', [REPOSITORY], { listed: () => ({ oid: 'a'.repeat(64) }), largeFrom: 0 }, 1, /a second time/],
  ])('tells of %s, without a word of the token', async (_, args, options, code, words) => {
    const outcome = await download(await open(options), ...args)
    expect([outcome.code, outcome.stdout]).toEqual([code, ''])
    expect(outcome.stderr).toMatch(words)
    expect(outcome.stderr).not.toContain('hf_secret')
  })
})
