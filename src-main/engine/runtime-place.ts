// Where an installed package loads ONNX Runtime from, so that its files for CUDA can be put beside it: they are fetched later, by a
// person, and the program's own folder may be written by nobody but the system.
// Knows that folder and what the system's loader reads. Does not know what is fetched (device/cuda-download.ts). CUDA is for Linux on x64
// alone: elsewhere onnxruntime-node names no files.
import { mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { defaultDataFolder, isPacked } from './folders.ts'

const LIBRARY = 'libonnxruntime.so.1'

/**
 * What the processes that load ONNX Runtime need in their environment: the data folder's place, where the library stands as a link, is
 * asked before its own. Nothing where the program is no package, or the place cannot be made; then CUDA's files belong beside the library.
 */
export function runtimeEnvironment(options: {
  /** Folder of the program. */
  program: string
  dataFolder?: string
  environment?: Readonly<Record<string, string | undefined>>
  platform?: string
}): Record<string, string> {
  const {
    program,
    dataFolder = defaultDataFolder(),
    environment = process.env,
    platform = `${process.platform} ${process.arch}`,
  } = options
  if (platform !== 'linux x64' || !isPacked(program)) return {}
  const modules = join(program.replace(/app\.asar$/, 'app.asar.unpacked'), 'node_modules', 'onnxruntime-node')
  try {
    const { version } = JSON.parse(readFileSync(join(modules, 'package.json'), 'utf8')) as { version: string }
    // By its version: files for CUDA fit one version of the library.
    const folder = join(dataFolder, 'onnxruntime', version)
    mkdirSync(folder, { recursive: true })
    linkTo(join(modules, 'bin', 'napi-v6', 'linux', 'x64', LIBRARY), join(folder, LIBRARY))
    const { LD_LIBRARY_PATH: others } = environment
    return { ESPALIER_RUNTIME: folder, LD_LIBRARY_PATH: others ? `${folder}:${others}` : folder }
  } catch {
    return {}
  }
}

/** An AppImage lies elsewhere at each start. */
function linkTo(library: string, link: string): void {
  if (linkedFrom(link) === library) return
  rmSync(link, { force: true })
  symlinkSync(library, link)
}

function linkedFrom(link: string): string | null {
  try {
    return readlinkSync(link)
  } catch {
    return null
  }
}
