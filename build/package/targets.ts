// The systems and processors that Espalier is packaged for, and the machine code that each of them needs.
// Knows where onnxruntime-node and koffi keep theirs. Does not know how packages are made.

export type Platform = 'linux' | 'darwin' | 'win32'
export type Processor = 'x64' | 'arm64'

export interface Target {
  platform: Platform
  arch: Processor
}

/** No Mac with an Intel processor: ONNX Runtime for Node has no library for it. */
export const TARGETS: readonly Target[] = [
  { platform: 'linux', arch: 'x64' },
  { platform: 'linux', arch: 'arm64' },
  { platform: 'win32', arch: 'x64' },
  { platform: 'win32', arch: 'arm64' },
  { platform: 'darwin', arch: 'arm64' },
]

/** ONNX Runtime's library and what it loads. Of the Mac's two names of one library the binding asks for this one. */
export const RUNTIME_FILES: Readonly<Record<Platform, readonly string[]>> = {
  linux: ['onnxruntime_binding.node', 'libonnxruntime.so.1'],
  darwin: ['onnxruntime_binding.node', 'libonnxruntime.1.dylib'],
  win32: ['onnxruntime_binding.node', 'onnxruntime.dll', 'DirectML.dll', 'dxcompiler.dll', 'dxil.dll'],
}

/** Name of the package that has koffi's machine code for a target. */
export function koffiPackage({ platform, arch }: Target): string {
  return `@koromix/koffi-${platform}-${arch}`
}

/** Paths below `node_modules` without which no model runs in a package for this target. */
export function machineCodeOf(target: Target): string[] {
  const { platform, arch } = target
  return [
    ...RUNTIME_FILES[platform].map((file) => `onnxruntime-node/bin/napi-v6/${platform}/${arch}/${file}`),
    `${koffiPackage(target)}/${platform}_${arch}/koffi.node`,
  ]
}

/** The target with these names. Throws where Espalier is not packaged for it, saying why for a Mac with an Intel processor. */
export function targetNamed(platform: string, arch: string): Target {
  const found = TARGETS.find((one) => one.platform === platform && one.arch === arch)
  if (found) return found
  const why =
    platform === 'darwin' ? 'ONNX Runtime for Node has no library for Macs with an Intel processor' : 'it is no target'
  throw new Error(`Espalier is not packaged for ${platform} ${arch}: ${why}.`)
}
