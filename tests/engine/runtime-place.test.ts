// Where an installed package loads ONNX Runtime from, and that its files for CUDA belong into that place.
import { spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runtimeEnvironment } from '../../src-main/engine/runtime-place.ts'

const here = process.platform === 'linux' && process.arch === 'x64'
const modules = resolve('node_modules')
const { version } = JSON.parse(readFileSync(join(modules, 'onnxruntime-node', 'package.json'), 'utf8')) as {
  version: string
}

let scratch: string
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'espalier-runtime-'))
})
afterEach(() => rmSync(scratch, { recursive: true }))

/** A package whose modules are the checkout's. */
function packed(name: string): string {
  const program = join(scratch, name, 'app.asar.unpacked')
  mkdirSync(program, { recursive: true })
  symlinkSync(modules, join(program, 'node_modules'))
  return program
}
const dataFolder = () => join(scratch, 'data')
const place = () => join(dataFolder(), 'onnxruntime', version)

describe.skipIf(process.platform === 'win32')('the place of ONNX Runtime', () => {
  const platform = 'linux x64'

  it('is the data folder in a package, before what the environment names', () => {
    const program = packed('a')
    const environment = { LD_LIBRARY_PATH: '/mine' }
    expect(runtimeEnvironment({ program, dataFolder: dataFolder(), environment, platform })).toEqual({
      ESPALIER_RUNTIME: place(),
      LD_LIBRARY_PATH: `${place()}:/mine`,
    })
    expect(readdirSync(place())).toEqual(['libonnxruntime.so.1'])
  })

  it('is the same out of the archive and beside it', () => {
    const program = packed('a')
    const archive = join(dirname(program), 'app.asar')
    const [one, other] = [program, archive].map((each) =>
      runtimeEnvironment({ program: each, dataFolder: dataFolder(), environment: {}, platform }),
    )
    expect(one).toEqual(other)
    expect(one).toEqual({ ESPALIER_RUNTIME: place(), LD_LIBRARY_PATH: place() })
  })

  it('follows a package that lies elsewhere at its next start', () => {
    for (const name of ['a', 'b']) {
      runtimeEnvironment({ program: packed(name), dataFolder: dataFolder(), environment: {}, platform })
      expect(readlinkSync(join(place(), 'libonnxruntime.so.1'))).toContain(join(scratch, name))
    }
  })

  it.each([
    ['a checkout', { program: '/home/me/espalier' }],
    ['another system', { platform: 'linux arm64' }],
    ['a data folder that cannot be made', { dataFolder: '/dev/null/data' }],
    ['a package without ONNX Runtime', { program: '/nowhere/app.asar' }],
  ])('is left as it is in %s', (_, otherwise) => {
    expect(
      runtimeEnvironment({ program: packed('a'), dataFolder: dataFolder(), environment: {}, platform, ...otherwise }),
    ).toEqual({})
  })

  it.skipIf(!here)('is where the library is loaded from, by both of its interfaces, and looks for CUDA', () => {
    const environment = runtimeEnvironment({ program: packed('a'), dataFolder: dataFolder() })
    const script = join(scratch, 'load.ts')
    writeFileSync(
      script,
      `import { machineFacts } from ${JSON.stringify(resolve('src-main/inference/device/machine-facts.ts'))}
       import { InferenceSession } from ${JSON.stringify(join(modules, 'onnxruntime-node', 'dist', 'index.js'))}
       import { readFileSync } from 'node:fs'
       const refused = await InferenceSession.create(new Uint8Array(8), { executionProviders: ['cuda'] }).catch(String)
       const { cInterface } = await import(${JSON.stringify(resolve('src-main/inference/native/c-interface.ts'))})
       cInterface()
       const loaded = readFileSync('/proc/self/maps', 'utf8').split('\\n').filter((line) => line.includes('libonnxruntime.so.1'))
       console.log(JSON.stringify({ refused, cuda: machineFacts().cudaFiles.path, files: [...new Set(loaded.map((line) => line.split(/\\s+/)[5]))] }))`,
    )
    const { stdout, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
      env: { ...process.env, ...environment },
      encoding: 'utf8',
    })
    const { refused, cuda, files } = JSON.parse(stdout) as { refused: string; cuda: string; files: string[] }
    expect(refused).toContain('Failed to load shared library')
    // ONNX Runtime says where it looked in its log alone.
    expect(stderr).toContain(join(place(), 'libonnxruntime_providers_shared.so'))
    expect(cuda).toBe(join(place(), 'libonnxruntime_providers_cuda.so'))
    expect(files).toHaveLength(1)
  })
})
