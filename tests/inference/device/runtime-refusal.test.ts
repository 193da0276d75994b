// A machine without ONNX Runtime's library: what a person reads in place of "stopped unexpectedly".
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runtimeRefusal } from '../../../src-main/inference/device/runtime-refusal.ts'
import { startSessionThread } from '../../../src-main/inference/session/session-thread.ts'

const MISSING = 'Cannot find module ../bin/napi-v6/darwin/x64/onnxruntime_binding.node'

describe('the refusal', () => {
  it.each<[string, string, NodeJS.Platform, NodeJS.Architecture, RegExp, RegExp]>([
    [
      'a Mac with an Intel processor',
      MISSING,
      'darwin',
      'x64',
      /a Mac with an Intel processor/,
      /Add a server.* Node for arm64/,
    ],
    [
      'Linux without glibc',
      'Error loading shared library ld-linux-x86-64.so.2 (needed by libonnxruntime.so.1)',
      'linux',
      'x64',
      /for linux x64 cannot be loaded/,
      /glibc, version 2\.28/,
    ],
    [
      'Windows without its runtime',
      'The specified module could not be found.\n\\\\?\\C:\\onnxruntime_binding.node',
      'win32',
      'x64',
      /for win32 x64/,
      /Visual C\+\+/,
    ],
  ])('is told on %s', (_, words, platform, arch, message, advice) => {
    const refusal = runtimeRefusal(words, { platform, arch })
    expect(refusal).toMatchObject({ code: 'device-refused', details: words })
    expect(refusal?.message).toMatch(message)
    expect(refusal?.advice).toMatch(advice)
  })

  it('is not told of a thread that ended otherwise', () => {
    expect(runtimeRefusal('exit code 134')).toBeNull()
  })
})

it('stands for a model whose thread cannot load the library', async () => {
  const entry = new URL(`data:text/javascript,throw new Error(${encodeURIComponent(JSON.stringify(MISSING))})`)
  const thread = startSessionThread(entry)
  const folder = resolve('models', 'arithmetic-policy-1m')
  const opening = thread.open({ folder } as Parameters<typeof thread.open>[0])
  await expect(opening).rejects.toMatchObject({
    report: { code: 'device-refused', details: expect.stringContaining(MISSING) as string },
  })
})
