// The folder that ONNX Runtime's library is loaded from, in which it looks for what it loads in turn (its files for CUDA).
// Knows onnxruntime-node's layout, and the place that an installed package has instead. Loads nothing.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'

/** ESPALIER_RUNTIME, where the library stands in it, else onnxruntime-node's own folder. Throws where that package is not installed. */
export function runtimeFolder(): string {
  const prepared = process.env['ESPALIER_RUNTIME']
  if (prepared && existsSync(join(prepared, 'libonnxruntime.so.1'))) return prepared
  return join(onnxRuntimePackage(), 'bin', 'napi-v6', platform(), arch())
}

/** Folder of the package. Machine code lies beside an archive, never in it. */
export function onnxRuntimePackage(): string {
  const folder = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'))
  return folder.replace(/\bapp\.asar\b(?!\.unpacked)/, 'app.asar.unpacked')
}
