// Models behind servers at the command line: added, shown, changed, named in a run and an experiment, and removed; and a key, which
// nothing that is printed or written holds.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectionCard } from '../../src-main/contract/connection.ts'
import type { ModelInfo } from '../../src-main/contract/model.ts'
import type { RunHeader } from '../../src-main/contract/run.ts'
import { SERVED_MODEL, scriptedModels, startModelServer } from '../doubles/model-server.ts'
import type { ModelServer, ServerCall, ServerReply } from '../doubles/model-server.ts'
import { espalier } from './espalier.ts'
import type { Outcome } from './espalier.ts'

const KEY = 'nobody-reads-this-0123456789'
/** A server that wants a key, and repeats a wrong one in its words. */
const locked = (call: ServerCall): ServerReply =>
  call.key === KEY ? scriptedModels()(call) : { status: 401, json: { error: { message: `Bad key “${call.key}”` } } }

let folder: string
let server: ModelServer
let said: Outcome[]
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-models-server-'))
  server = await startModelServer(locked)
  said = []
})
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true })
  await server.close()
})

async function call(args: string[], environment: Record<string, string> = {}): Promise<Outcome> {
  const outcome = await espalier(args, { environment: { ESPALIER_DATA: folder, SERVER_KEY: KEY, ...environment } })
  said.push(outcome)
  return outcome
}
const add = (...flags: string[]) => call(['models', 'add', server.url, '--key-variable', 'SERVER_KEY', ...flags])

async function json<Value>(args: string[]): Promise<Value> {
  const { code, stdout, stderr } = await call([...args, '--json'])
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as Value
}

/** All that lies below a folder. */
function written(place = folder): string {
  return readdirSync(place, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
}

describe('a server among the models', () => {
  it('is added with a table of what it does, listed, shown, changed and removed', async () => {
    const { code, stdout } = await add('--name', 'My server', '--parameters', '7e9', '--at-once', '5')
    expect(code).toBe(0)
    for (const line of [
      /^My server \(My-server\), policy behind a server$/m,
      /server +model server$/m,
      new RegExp(`model +${SERVED_MODEL}$`, 'm'),
      /FLOPs +by 7\.00 B parameters, as typed; those of attention are not known$/m,
      /completions +yes$/m,
      /several texts a request \(n\) +no$/m,
      /log-probabilities +yes$/m,
      /counts of cached tokens +no$/m,
      /key +in the environment variable SERVER_KEY$/m,
      /requests at once +5 at each address$/m,
    ]) {
      expect(stdout).toMatch(line)
    }
    const { models } = await json<{ models: ModelInfo[] }>(['models', 'list'])
    expect(models.at(-1)).toMatchObject({ id: 'My-server', origin: 'server', role: 'policy', parameters: 7e9 })
    expect((await call(['models', 'show', 'My-server'])).stdout).toBe(stdout)
    const config = resolve('models/arithmetic-policy-1m/config.json')
    const changed = await json<ConnectionCard>([
      'models',
      'change',
      'My-server',
      '--config',
      config,
      '--at-once',
      'auto',
    ])
    expect(changed).toMatchObject({ atOnce: null, size: { from: 'config.json', layers: 4, attentionWidth: 160 } })
    expect(await json(['models', 'remove', 'My-server'])).toEqual({ removed: 'My-server' })
    expect((await call(['models', 'show', 'My-server'])).code).toBe(1)
  })

  it('is refused in a sentence where it does not answer, lacks the model, or the key is wrong or missing', async () => {
    const wrong = await call(['models', 'add', server.url, '--key-variable', 'SERVER_KEY'], {
      SERVER_KEY: 'wrong-key-0000',
    })
    expect(wrong.code).toBe(1)
    expect(wrong.stderr).toMatch(/status 401: Bad key “…”/)
    expect(wrong.stderr).not.toContain('wrong-key-0000')
    const cases: [string[], number, RegExp][] = [
      [['models', 'add', 'http://127.0.0.1:1'], 1, /cannot be reached/],
      [
        ['models', 'add', server.url, '--key-variable', 'NO_SUCH_KEY'],
        2,
        /NO_SUCH_KEY, which holds the server’s key, is not set/,
      ],
      [
        ['models', 'add', server.url, '--key-variable', 'SERVER_KEY', '--model', 'other'],
        2,
        /serves no model “other”.*scripted-model/,
      ],
      [['models', 'add', server.url, '--key-variable', '1x'], 2, /no name of an environment variable/],
      [['models', 'add', '/nowhere', '--model', 'x'], 2, /options are of a server/],
      [['models', 'add', server.url, '--layers', '3'], 2, /has no number of parameters/],
    ]
    for (const [args, code, words] of cases) {
      const outcome = await call(args)
      expect([outcome.code, outcome.stderr]).toEqual([code, expect.stringMatching(words)])
    }
  })

  it('runs, records who says how large it is, and leaves its key nowhere', async () => {
    await add('--parameters', '7e9', '--layers', '28', '--width', '3584')
    await call([
      'models',
      'add',
      server.url,
      '--prm',
      '--name',
      'Scores',
      '--key-variable',
      'SERVER_KEY',
      '--parameters',
      '1e9',
    ])
    const file = join(folder, 'prompt.json')
    const models = ['--policy', SERVED_MODEL, '--prm', 'Scores']
    const problem = ['--problem', 'Add one, three times.', '--answer', '31']
    const run = await json<{ header: RunHeader; state: string; flops: Record<string, number | null> }>([
      'run',
      ...problem,
      '--method',
      'rebase',
      '--width',
      '3',
      ...models,
    ])
    expect(run.state).toBe('done')
    expect(run.header.policy).toMatchObject({
      id: SERVED_MODEL,
      sizeFrom: 'typed',
      shape: { parameters: 7e9, layers: 28, attentionWidth: 3584 },
    })
    expect(run.flops['paper']).toBeGreaterThan(0)
    const { stdout } = await call(['run', ...problem, '--method', 'greedy', '--policy', SERVED_MODEL])
    expect(stdout).toMatch(/^FLOPs from typed size$/m)
    const spec = {
      schema: 'espalier-experiment',
      version: 1,
      name: 'Served',
      problems: { dataset: null, levels: null, limit: 2 },
      policies: [SERVED_MODEL],
      verifier: 'Scores',
      methods: [{ method: 'best-of-n', parameters: {} }],
      budgets: [1, 2],
      seeds: [1],
      sampling: {},
    }
    writeFileSync(file, JSON.stringify(spec))
    const experiment = await call(['experiment', file, '--out', join(folder, 'results')])
    expect(experiment.code).toBe(0)
    expect(experiment.stdout).toMatch(/^FLOPs from typed size$/m)
    expect(readFileSync(join(folder, 'results', 'report.html'), 'utf8')).toContain('FLOPs from typed size')
    expect(readFileSync(join(folder, 'results', 'figure.svg'), 'utf8')).toContain('FLOPs from typed size')
    expect(server.calls.every(({ key }) => key === KEY)).toBe(true)
    expect(written()).not.toContain(KEY)
    for (const { stdout: out, stderr } of said) expect(out + stderr).not.toContain(KEY)
  })
})

it('a run waits for a server that is loading its model, and says so', async () => {
  await add()
  const port = Number(new URL(server.url).port)
  await server.close()
  let left = 6
  server = await startModelServer(
    (one) => (left-- > 0 ? { status: 503, json: { error: { message: 'Loading model' } } } : locked(one)),
    port,
  )
  const args = ['run', '--problem', 'Add one.', '--method', 'greedy', '--policy', SERVED_MODEL]
  const { code, stderr } = await call(args)
  expect([code, stderr]).toEqual([0, `The server of ${SERVED_MODEL} is loading its model; the run waits for it …\n`])
})

it('requests go through the proxy that the environment names, and not to this machine', async () => {
  const asked: string[] = []
  const proxy = createServer()
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  await new Promise<void>((settle) => proxy.listen(0, '127.0.0.1', settle))
  const environment = { HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` }
  const away = await call(['models', 'add', 'http://faraway.test:8000'], environment)
  expect(away.code).toBe(1)
  expect(new Set(asked)).toEqual(new Set(['faraway.test:8000']))
  const here = await call(['models', 'add', server.url, '--key-variable', 'SERVER_KEY'], environment)
  expect(here.code).toBe(0)
  expect(new Set(asked)).toEqual(new Set(['faraway.test:8000']))
  proxy.closeAllConnections()
  proxy.close()
})
