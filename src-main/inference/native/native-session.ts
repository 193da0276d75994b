// A session of ONNX Runtime on the CPU whose inputs and outputs lie in memory of the caller's, so that nothing is copied in a pass.
// Knows how a session is opened and numbers are bound to it. Does not know what a graph computes.
import { cInterface } from './c-interface.ts'
import type { CInterface, Handle } from './c-interface.ts'

/** Numbers that a graph reads or writes in place. */
export interface Bound {
  name: string
  numbers: Float32Array | Int32Array | BigInt64Array
  shape: readonly number[]
}

/** Inputs and outputs that stand for passes to come. */
export interface Binding {
  /** One pass. Blocks the thread. Throws what ONNX Runtime says. */
  run(): void
  release(): void
}

export interface NativeSession {
  /** All inputs and outputs of the graph. Their numbers must not be given up before the binding is released. */
  bind(inputs: readonly Bound[], outputs: readonly Bound[]): Binding
  release(): void
}

export interface NativeOptions {
  threads: number
  /** Entries of the session's configuration, without the `session.` before them. */
  settings: Readonly<Record<string, string>>
  /** Beginning of the path of a profile that is written until the release. */
  profile?: string
}

/** Of OrtLoggingLevel: errors alone. */
const ERRORS_ONLY = 3
/** Of GraphOptimizationLevel: all. */
const ALL = 99
/** Of OrtAllocatorType and OrtMemType: memory of the CPU as it is. */
const [DEVICE_ALLOCATOR, DEFAULT_MEMORY] = [0, 0]
/** Of ONNXTensorElementDataType. */
const [FLOAT, INTEGER, LONG] = [1, 6, 7]
/** V8 may move what is smaller. */
const STEADY_BYTES = 128

let environment: Promise<Handle> | null = null

/**
 * Opens a graph, given as bytes; it is laid out beside this thread, which may go on meanwhile. Rejects where there is no such library for
 * this machine, and with what ONNX Runtime says.
 */
export async function openNativeSession(
  graph: Uint8Array,
  { threads, settings, profile }: NativeOptions,
): Promise<NativeSession> {
  const c = cInterface()
  environment ??= c.makeBeside('CreateEnv', ERRORS_ONLY, 'espalier')
  const inEnvironment = await environment
  const options = c.make('CreateSessionOptions')
  let session: Handle
  try {
    c.call('SetSessionLogSeverityLevel', options, ERRORS_ONLY)
    c.call('SetSessionGraphOptimizationLevel', options, ALL)
    c.call('SetIntraOpNumThreads', options, threads)
    c.call('SetInterOpNumThreads', options, 1)
    for (const [key, value] of Object.entries(settings))
      c.call('AddSessionConfigEntry', options, `session.${key}`, value)
    if (profile !== undefined) c.call('EnableProfiling', options, profile)
    session = await c.makeBeside('CreateSessionFromArray', inEnvironment, graph, graph.length, options)
  } finally {
    c.release('ReleaseSessionOptions', options)
  }
  const memory = c.make('CreateCpuMemoryInfo', DEVICE_ALLOCATOR, DEFAULT_MEMORY)
  return {
    bind: (inputs, outputs) => openBinding(c, { session, memory }, inputs, outputs),
    release() {
      if (profile !== undefined) c.make('SessionEndProfiling', session, c.make('GetAllocatorWithDefaultOptions'))
      c.release('ReleaseSession', session)
      c.release('ReleaseMemoryInfo', memory)
    },
  }
}

/** Numbers in memory that does not move: nothing is written elsewhere while ONNX Runtime holds its address. */
export const steady = {
  floats: (count: number) => new Float32Array(steadyBuffer(count * 4), 0, count),
  integers: (count: number) => new Int32Array(steadyBuffer(count * 4), 0, count),
  longs: (count: number) => new BigInt64Array(steadyBuffer(count * 8), 0, count),
}

function steadyBuffer(bytes: number): ArrayBuffer {
  return new ArrayBuffer(Math.max(bytes, STEADY_BYTES))
}

function openBinding(
  c: CInterface,
  { session, memory }: { session: Handle; memory: Handle },
  inputs: readonly Bound[],
  outputs: readonly Bound[],
): Binding {
  const binding = c.make('CreateIoBinding', session)
  const values: Handle[] = []
  /** Keeps the numbers from the garbage collector, which does not see that ONNX Runtime has their address. */
  const held = [...inputs, ...outputs]
  const release = () => {
    c.release('ReleaseIoBinding', binding)
    for (const value of values.splice(0)) c.release('ReleaseValue', value)
    held.length = 0
  }
  const bound = (how: 'BindInput' | 'BindOutput', { name, numbers, shape }: Bound) => {
    const sizes = steady.longs(shape.length)
    shape.forEach((size, axis) => (sizes[axis] = BigInt(size)))
    const type = typeOf(numbers)
    const { byteLength } = numbers
    const value = c.make('CreateTensorWithDataAsOrtValue', memory, numbers, byteLength, sizes, shape.length, type)
    values.push(value)
    c.call(how, binding, name, value)
  }
  try {
    for (const input of inputs) bound('BindInput', input)
    for (const output of outputs) bound('BindOutput', output)
  } catch (error) {
    release()
    throw error
  }
  return { run: () => c.call('RunWithBinding', session, null, binding), release }
}

function typeOf(numbers: Bound['numbers']): number {
  if (numbers instanceof Float32Array) return FLOAT
  return numbers instanceof Int32Array ? INTEGER : LONG
}
