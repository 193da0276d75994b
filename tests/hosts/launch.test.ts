// How the program is started: what stands in the way is told in one sentence, and everything else is passed on.
import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

interface Launch {
  findNode: (situation: { root: string; version: string; path: string }) => { node?: string; problem?: string }
}

const BUILD = resolve(import.meta.dirname, '..', '..', 'build')
const { findNode } = (await import(pathToFileURL(join(BUILD, 'launch.mjs')).href)) as Launch

const PACKAGES = {
  '': {},
  'node_modules/node': {},
  'node_modules/ws': {},
  'node_modules/a/node_modules/@b/c': {},
  'node_modules/only-elsewhere': { optional: true },
}
const ALL = ['node', 'ws', 'a/node_modules/@b/c']
const NODE = join('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-launch-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function put(root: string, path: string, text = '{}'): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text)
}

/** A checkout with these packages installed; null: nothing was installed. */
async function checkout(packages: readonly string[] | null, { lock = true, brought = false } = {}): Promise<string> {
  const root = await mkdtemp(join(folder, 'checkout-'))
  if (lock) await put(root, 'package-lock.json', JSON.stringify({ packages: PACKAGES }))
  for (const name of packages ?? []) await put(root, join('node_modules', name, 'package.json'))
  if (brought) await put(root, NODE, '')
  return root
}

describe('before the start', () => {
  const ready: [what: string, version: string, options: object, node: string | null][] = [
    ['a new Node', '24.0.0', {}, null],
    ['a newer Node beside the brought one', '26.1.0', { brought: true }, null],
    ['an old Node and the brought one', '20.19.0', { brought: true }, NODE],
    ['a very old Node and the brought one', '18.20.8', { brought: true }, NODE],
    ['no lock file', '24.0.0', { lock: false }, null],
  ]
  test.each(ready)('%s (%s) will do', async (_, version, options, node) => {
    const root = await checkout(ALL, options)
    expect(findNode({ root, version, path: '/bin/node' })).toEqual({ node: node ? join(root, node) : '/bin/node' })
  })

  const refused: [version: string, packages: string[] | null, sentence: RegExp][] = [
    ['24.18.1', null, /^The packages that Espalier needs are not installed\. Run `npm ci` in .+, then start again\.$/],
    ['20.20.2', null, /^The packages that Espalier needs are not installed\. Run `npm ci` in .+, then start again\.$/],
    [
      '20.18.0',
      null,
      /not installed\. Installing them needs Node 20\.19 or newer, and this is Node 20\.18\.0: install/,
    ],
    ['18.20.8', null, /this is Node 18\.20\.8: install Node 24 \(https:.+\), then run `npm ci` in .+\.$/],
    ['24.18.1', ['node', 'ws'], /^The package @b\/c is missing in node_modules\. Run `npm ci` in /],
    ['20.20.2', ['node'], /^2 packages are missing in node_modules, among them ws\. Run `npm ci` in /],
    ['18.20.8', ['node'], /^2 packages are missing .+ this is Node 18\.20\.8: install Node 24/],
    [
      '20.20.2',
      ALL,
      /^Espalier needs Node 24 or newer; this is Node 20\.20\.2, and the installation brought no other\./,
    ],
  ]
  test.each(refused)('Node %s with %o is refused', async (version, packages, sentence) => {
    const { node, problem } = findNode({ root: await checkout(packages), version, path: '/bin/node' })
    expect(node).toBeUndefined()
    expect(problem).toMatch(sentence)
  })
})

describe('the start', () => {
  /** A checkout that has what starts it, and a program that tells its arguments. */
  async function program(packages: readonly string[] | null, text = ''): Promise<string> {
    const root = await checkout(packages)
    for (const file of ['launch.mjs', 'espalier.mjs', 'run.mjs']) await cp(join(BUILD, file), join(root, 'build', file))
    await put(root, 'package.json', '{"type":"module"}')
    await put(root, 'src-main/cli.ts', text)
    return root
  }

  function run(root: string, args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return new Promise((settle) =>
      execFile(process.execPath, args, { cwd: root }, (error, stdout, stderr) =>
        settle({ code: error ? Number(error.code) : 0, stdout, stderr }),
      ),
    )
  }

  const TELLS = 'const args: string[] = process.argv.slice(2); console.log(args.join()); process.exitCode = 3'
  const starts = ['build/espalier.mjs', 'build/run.mjs src-main/cli.ts']
  test.each(starts)('%s passes arguments and the exit code on', async (start) => {
    const root = await program(ALL, TELLS)
    expect(await run(root, [...start.split(' '), '--flag', 'x'])).toEqual({ code: 3, stdout: '--flag,x\n', stderr: '' })
  })

  test.skipIf(process.platform === 'win32')('a crash is told, and no wish of a person', async () => {
    const root = await program(ALL, `process.kill(process.pid, 'SIGSEGV')`)
    const { code, stderr } = await run(root, ['build/espalier.mjs'])
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^Espalier crashed \(SIGSEGV\)\. .+\n$/)])
  })

  test.each(starts)('%s without packages is one sentence, not a stack of calls', async (start) => {
    const { code, stdout, stderr } = await run(await program(null), start.split(' '))
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^The packages that Espalier needs are not installed\. .+\n$/)
  })

  test.skipIf(process.platform === 'win32')(
    'an order to end reaches the program, which ends in its own time',
    async () => {
      const root = await program(
        ALL,
        `process.on('SIGTERM', () => { console.log('in order'); clearInterval(work) })
       const work = setInterval(() => undefined, 1000)
       console.log('ready')`,
      )
      const child = spawn(process.execPath, ['build/espalier.mjs'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
      let said = ''
      child.stdout.on('data', (text: Buffer) => {
        said += text.toString()
        if (said === 'ready\n') child.kill('SIGTERM')
      })
      expect(await new Promise((settle) => child.on('close', settle))).toBe(0)
      expect(said).toBe('ready\nin order\n')
    },
  )
})
