// The C interface of ONNX Runtime, on the library that onnxruntime-node brings along and has loaded already.
// Knows where its functions stand in the table (onnxruntime_c_api.h: a place never changes, new ones come behind) and that each
// tells a failure. Does not know graphs. Import it where onnxruntime-node may be imported, and nowhere else.
import { readdirSync } from 'node:fs'
import { platform } from 'node:os'
import { join } from 'node:path'
import koffi from 'koffi'
import type { TypeObject } from 'koffi'
import { runtimeFolder } from '../device/runtime-folder.ts'

/** A thing of ONNX Runtime's, by its address. */
export type Handle = bigint

/** Numbers whose memory ONNX Runtime may keep: they must lie in an ArrayBuffer of more than 64 bytes, which does not move. */
type Numbers = Float32Array | Int32Array | BigInt64Array | Uint8Array
type Argument = Handle | Numbers | number | string | null
type LibraryFunction = ReturnType<ReturnType<typeof koffi.load>['func']>

/** The version of the table that is asked for: the first that has all of these functions. */
const TABLE_VERSION = 8
const OUT = koffi.out(koffi.pointer('void *'))
const [POINTER, TEXT, INT, SIZE, BYTES] = ['void *', 'const char *', 'int', 'size_t', 'const void *'] as const

/** The place of a function in the table, and what it takes. */
const CALLS = {
  CreateEnv: [3, INT, TEXT, OUT],
  CreateSessionFromArray: [8, POINTER, BYTES, SIZE, POINTER, OUT],
  CreateSessionOptions: [10, OUT],
  EnableProfiling: [14, POINTER, TEXT],
  SetSessionLogSeverityLevel: [22, POINTER, INT],
  SetSessionGraphOptimizationLevel: [23, POINTER, INT],
  SetIntraOpNumThreads: [24, POINTER, INT],
  SetInterOpNumThreads: [25, POINTER, INT],
  CreateTensorWithDataAsOrtValue: [49, POINTER, BYTES, SIZE, BYTES, SIZE, INT, OUT],
  CreateCpuMemoryInfo: [69, INT, INT, OUT],
  GetAllocatorWithDefaultOptions: [78, OUT],
  SessionEndProfiling: [110, POINTER, POINTER, OUT],
  AddSessionConfigEntry: [130, POINTER, TEXT, TEXT],
  RunWithBinding: [133, POINTER, POINTER, POINTER],
  CreateIoBinding: [134, POINTER, OUT],
  BindInput: [136, POINTER, TEXT, POINTER],
  BindOutput: [137, POINTER, TEXT, POINTER],
} as const

/** The places of those that only give something back. */
const RELEASES = {
  ReleaseStatus: 93,
  ReleaseMemoryInfo: 94,
  ReleaseSession: 95,
  ReleaseValue: 96,
  ReleaseSessionOptions: 100,
  ReleaseIoBinding: 135,
} as const
const ERROR_MESSAGE = 2
/** Bytes of the stack on which ONNX Runtime opens a session, as of a thread; koffi's own 128 KiB are too few for some graphs. */
const STACK = 8 * 2 ** 20
/** M_MMAP_THRESHOLD of mallopt, and the bytes from which on a piece is the system's own. */
const [MMAP_THRESHOLD, LARGE] = [-3, 2 ** 20]
const PLACES = 1 + Math.max(...Object.values(CALLS).map(([place]) => place))

export interface CInterface {
  /** Throws an Error with what ONNX Runtime says. */
  call(name: keyof typeof CALLS, ...args: Argument[]): void
  /** The same for a function whose last argument is the place of what it gives, which is left out. */
  make(name: keyof typeof CALLS, ...args: Argument[]): Handle
  /** The same in a thread of the process's, while this one goes on. Rejects with an Error with what ONNX Runtime says. */
  makeBeside(name: keyof typeof CALLS, ...args: Argument[]): Promise<Handle>
  release(name: keyof typeof RELEASES, handle: Handle): void
}

let opened: CInterface | null = null

/** Opened once in a thread. Throws where there is no such library for this machine, or it cannot be called. */
export function cInterface(): CInterface {
  return (opened ??= openInterface())
}

/** Held, because a library that nobody holds is unloaded. */
let library: ReturnType<typeof koffi.load> | null = null

function openInterface(): CInterface {
  koffi.config({ async_stack_size: STACK })
  giveBackMemory()
  library = koffi.load(libraryPath())
  const base = handleOf(library.func('OrtGetApiBase', 'void *', [])())
  const getTable = handleOf(koffi.decode(base, 'void *'))
  const table = handleOf(koffi.call(getTable, koffi.proto('void *', ['uint32_t']), TABLE_VERSION))
  const places: unknown = koffi.decode(table, 'void *', PLACES)
  if (!Array.isArray(places)) throw new TypeError('ONNX Runtime has no table of functions.')

  /** The function of a place. */
  const functionAt = (place: number, type: TypeObject) => koffi.decode(handleOf(places[place]), type) as LibraryFunction

  const messageOf = functionAt(ERROR_MESSAGE, koffi.proto('const char *', [POINTER]))
  const given = koffi.proto('void', [POINTER])
  const releases = new Map(Object.entries(RELEASES).map(([name, place]) => [name, functionAt(place, given)]))
  const release: CInterface['release'] = (name, handle) => void releases.get(name)!(handle)
  const functions = new Map(
    Object.entries(CALLS).map(([name, [place, ...takes]]) => [
      name,
      functionAt(place, koffi.proto(POINTER, [...takes])),
    ]),
  )
  const inUse = new Set<readonly Argument[]>()
  const check = (status: unknown) => {
    if (status === null) return
    const message: unknown = messageOf(status)
    release('ReleaseStatus', handleOf(status))
    throw new Error(String(message))
  }
  return {
    call: (name, ...args) => check(functions.get(name)!(...args)),
    make(name, ...args) {
      const out: unknown[] = [null]
      check(functions.get(name)!(...args, out))
      return handleOf(out[0])
    },
    async makeBeside(name, ...args) {
      const out: unknown[] = [null]
      const { async: begin } = functions.get(name)!
      // The garbage collector does not see that a call which goes on has the address of its arguments.
      inUse.add(args)
      try {
        check(
          await new Promise((resolve, reject) => {
            begin(...args, out, (error: Error | null, status: unknown) => (error ? reject(error) : resolve(status)))
          }),
        )
      } finally {
        inUse.delete(args)
      }
      return handleOf(out[0])
    },
    release,
  }
}

/**
 * On Linux, lets large pieces of memory go back to the system as soon as they are freed, as it is elsewhere: glibc keeps pieces up to the
 * size of the largest that was ever freed, which after a model was opened are those of prompts, too.
 */
function giveBackMemory(): void {
  if (platform() !== 'linux') return
  try {
    koffi.load('libc.so.6').func('mallopt', 'int', ['int', 'int'])(MMAP_THRESHOLD, LARGE)
  } catch {
    // Another C library, which has its own rules.
  }
}

function handleOf(value: unknown): Handle {
  if (typeof value === 'bigint' && value !== 0n) return value
  throw new TypeError('ONNX Runtime gave nothing where it gives an address.')
}

function libraryPath(): string {
  const folder = runtimeFolder()
  // As the binding asks for it: another name of the same library would be loaded a second time.
  const name = readdirSync(folder).find((file) => /^(lib)?onnxruntime\.(so\.\d+|\d+\.dylib|dll)$/.test(file))
  if (name === undefined) throw new Error(`There is no ONNX Runtime in ${folder}.`)
  return join(folder, name)
}
