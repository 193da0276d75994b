// Why no model can run on a machine: ONNX Runtime's library is not there for it, or cannot be loaded.
// Knows what loaders write. Does not load the library.
import type { ErrorReport } from '../../contract/errors.ts'

/** In what a thread left behind whose library could not be loaded. */
const SIGN = /onnxruntime_binding\.node|libonnxruntime|onnxruntime\.dll/

/** The refusal that a thread's last words tell; null where they tell of something else. */
export function runtimeRefusal(
  words: string,
  { platform, arch }: Pick<NodeJS.Process, 'platform' | 'arch'> = process,
): ErrorReport | null {
  if (!SIGN.test(words)) return null
  const report = { code: 'device-refused', details: words } as const
  if (platform === 'darwin' && arch === 'x64') {
    return {
      ...report,
      message: 'Models cannot run on a Mac with an Intel processor: ONNX Runtime has no library for it.',
      advice:
        'Add a server that runs the model, on the Models screen. If this Mac has an Apple processor, start Espalier with Node for arm64.',
    }
  }
  return {
    ...report,
    message: `ONNX Runtime’s library for ${platform} ${arch} cannot be loaded, so no model runs here.`,
    advice:
      platform === 'win32'
        ? 'Install Microsoft’s Visual C++ Redistributable, or Espalier anew if that is there.'
        : 'Install Espalier anew; on Linux it needs glibc, version 2.28 or newer.',
  }
}
