// The engine behind the web host, in a process that can be killed, and a client that hears all it says.
// Knows how both are started. Does not know what is asked.
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { Packr } from 'msgpackr'
import { WebSocket } from 'ws'
import { fromColumns } from '../../src-main/contract/api-columns.ts'
import type { EngineApi, EngineCalls, EngineTopics } from '../../src-main/contract/api.ts'
import type { Message, NoCalls } from '../../src-main/contract/channel.ts'
import { openChannel } from '../../src-main/contract/channel.ts'
import { openConversation } from '../../src-main/contract/conversation.ts'
import { greetingText, SOCKET_PATH } from '../../src-main/contract/door.ts'

const ROOT = resolve(import.meta.dirname, '..', '..')
const TOKEN = 'a-token-that-stays'
const packr = new Packr({ useRecords: false, moreTypes: true })

export interface Host {
  port: number
  /** Bytes of memory that its process holds. */
  memory(): number
  /** Whether it ended although nobody has killed it. */
  readonly crashed: boolean
  /** What it wrote on standard error. */
  readonly said: string
  kill(): Promise<void>
}

export interface Client extends EngineApi {
  end(): void
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

/** Starts one on this data folder. `limit`: blocks of 1 KB that a file may have. `preload`: a file that is loaded first. */
export async function startHost(options: {
  data: string
  limit?: number
  preload?: string
  environment?: Readonly<Record<string, string>>
}): Promise<Host> {
  const { data, limit, preload, environment } = options
  const port = await freePort()
  const node = [
    ...['--disable-warning=ExperimentalWarning', '--no-memory-protection-keys'],
    ...(preload === undefined ? [] : ['--import', preload]),
    join(ROOT, 'build', 'dev-engine-process.ts'),
  ]
  const limited = ['-c', `ulimit -f ${limit}; exec "$0" "$@"`, process.execPath, ...node]
  const [program, words] = limit === undefined ? [process.execPath, node] : ['bash', limited]
  const child: ChildProcess = spawn(program, words, {
    cwd: ROOT,
    env: { ...process.env, ...environment, ESPALIER_DATA: data, ESPALIER_MODELS: join(ROOT, 'models') },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  let killed = false
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()))
  const gone = once(child, 'exit')
  child.send({ port, token: TOKEN })
  const listening = await Promise.race([once(child, 'message'), gone.then(() => null)])
  if (!listening) throw new Error(`The host did not start: ${said}`)
  return {
    port,
    memory: () => 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0),
    get crashed() {
      return !killed && (child.exitCode !== null || child.signalCode !== null)
    },
    get said() {
      return said
    },
    async kill() {
      if (child.exitCode === null && child.signalCode === null) {
        killed = true
        child.kill('SIGKILL')
      }
      await gone
    },
  }
}

/** How a host is started whose disk takes so many milliseconds for each write. */
export function slowDiskOf(wait: number): Pick<Parameters<typeof startHost>[0], 'preload' | 'environment'> {
  return { preload: join(import.meta.dirname, 'slow-disk.mjs'), environment: { ESPALIER_DISK_WAIT: String(wait) } }
}

/** A window's end of the door, without a window; its calls reject once the host is gone. */
export async function connectTo(port: number, token = TOKEN): Promise<Client> {
  const address = `127.0.0.1:${port}`
  const socket = new WebSocket(`ws://${address}${SOCKET_PATH}`, {
    origin: `http://${address}`,
    perMessageDeflate: false,
  })
  const conversation = openConversation({
    pack: (value) => packr.pack(value),
    unpack: (frame) => packr.unpack(frame) as unknown,
    check: (value) => value as Message,
    limit: 2 ** 30,
  })
  const welcomed: PromiseWithResolvers<void> = Promise.withResolvers()
  socket.on('open', () => socket.send(greetingText({ token, conversation: null })))
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) conversation.take(new Uint8Array(data))
    else {
      conversation.attach({ send: (frame) => socket.send(frame) }, 0)
      welcomed.resolve()
    }
  })
  socket.on('error', welcomed.reject)
  socket.on('close', () => {
    conversation.end()
    welcomed.reject(new Error('The host let nobody in.'))
  })
  const channel = openChannel<EngineCalls, NoCalls, EngineTopics>(conversation.port)
  await welcomed.promise
  return {
    call: async (name, argument) => fromColumns(name, await channel.call(name, argument)) as never,
    listen: (topic, listener) => channel.listen(topic, (message) => listener(fromColumns(topic, message) as never)),
    end: () => socket.terminate(),
  }
}
