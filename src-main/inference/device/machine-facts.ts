// Facts of this machine that a device's test depends on: ONNX Runtime's version, drivers, and whether there may be a GPU at all.
// Knows where systems keep such things. Opens no device: reading a few names takes about a millisecond.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { arch, cpus, release } from 'node:os'
import { join } from 'node:path'
import { onnxRuntimePackage, runtimeFolder } from './runtime-folder.ts'

export interface MachineFacts {
  /** Version of onnxruntime-node. */
  runtime: string
  /** A hash of everything here that may change a test's outcome. */
  fingerprint: string
  /** Whether something looks like a graphics device. True where that cannot be told without opening one. */
  mayHaveGpu: boolean
  /** ONNX Runtime's CUDA files, which are optional: where they belong, and whether they are there. */
  cudaFiles: { path: string; installed: boolean }
}

interface Surroundings {
  platform: NodeJS.Platform
  environment: Readonly<Record<string, string | undefined>>
}

/** The facts as they are now. Never throws; what cannot be read counts as absent. */
export function machineFacts(
  { platform, environment }: Surroundings = { platform: process.platform, environment: process.env },
): MachineFacts {
  const { runtime, folder } = onnxRuntime()
  const library = platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so'
  const cuda = join(folder, library)
  const facts = [
    [platform, arch(), release(), cpus()[0]?.model, runtime],
    stamp(cuda),
    ...(DRIVERS[platform] ?? []).map(stamp),
    ...GRAPHICS_VARIABLES.map((name) => environment[name] ?? ''),
    ...GRAPHICS_VARIABLES.flatMap((name) => (environment[name] ?? '').split(':').map(stamp)),
  ]
  return {
    runtime,
    fingerprint: createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16),
    mayHaveGpu: mayHaveGpu({ platform, environment }),
    cudaFiles: { path: cuda, installed: existsSync(cuda) },
  }
}

/** Variables that name Vulkan's drivers or hide devices. */
const GRAPHICS_VARIABLES = ['VK_ICD_FILENAMES', 'VK_DRIVER_FILES', 'CUDA_VISIBLE_DEVICES', 'LD_LIBRARY_PATH']

/** Files and folders whose change means another driver. */
const DRIVERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: [
    '/dev/dri',
    '/dev/nvidia0',
    '/dev/dxg',
    '/proc/driver/nvidia/version',
    '/usr/share/vulkan/icd.d',
    '/etc/vulkan/icd.d',
  ],
  win32: ['C:\\Windows\\System32\\nvcuda.dll', 'C:\\Windows\\System32\\DirectML.dll'],
}

/** Linux shows its devices as files; elsewhere a graphics device is the rule. */
function mayHaveGpu({ platform, environment }: Surroundings): boolean {
  if (platform === 'win32' || platform === 'darwin') return true
  if (environment['VK_ICD_FILENAMES'] || environment['VK_DRIVER_FILES']) return true
  return (
    entries('/dev/dri').some((name) => name.startsWith('render')) ||
    existsSync('/dev/nvidia0') ||
    existsSync('/dev/dxg')
  )
}

/** What tells one state of a file or folder from another; empty where there is none. Kernel files have no date, but a text. */
function stamp(path: string): string {
  try {
    if (path.startsWith('/proc/')) return readFileSync(path, 'utf8')
    const found = statSync(path)
    if (found.isDirectory()) return `${path}: ${entries(path).join(' ')}`
    return `${path}: ${found.size} ${found.isFile() ? found.mtimeMs : ''}`
  } catch {
    return ''
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

function onnxRuntime(): { runtime: string; folder: string } {
  try {
    const { version } = JSON.parse(readFileSync(join(onnxRuntimePackage(), 'package.json'), 'utf8')) as {
      version: string
    }
    return { runtime: version, folder: runtimeFolder() }
  } catch {
    return { runtime: 'unknown', folder: '' }
  }
}
