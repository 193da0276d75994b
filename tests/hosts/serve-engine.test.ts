import { describe, expect, test } from 'vitest'
import type { TopicMessage } from '../../src-main/contract/api.ts'
import type { Message } from '../../src-main/contract/channel.ts'
import { EspalierError } from '../../src-main/contract/errors.ts'
import { serveEngine } from '../../src-main/hosts/serve-engine.ts'
import { engineDouble } from '../doubles/engine.ts'
import { portDouble } from '../doubles/port.ts'

const event = (sequence: number): TopicMessage<'run.events'>['events'][number] => ({
  sequence,
  seconds: 0,
  change: { type: 'state', state: 'running', error: null },
})

function serve(answers: Parameters<typeof engineDouble>[0] = {}) {
  const engine = engineDouble(answers)
  const port = portDouble()
  serveEngine({ engine, port })
  const ask = async (name: string, argument: unknown) => {
    const before = port.sent.length
    port.deliver({ kind: 'call', id: 7, name, argument })
    await expect.poll(() => port.sent.length).toBeGreaterThan(before)
    return port.sent.at(-1)!
  }
  return { engine, port, ask }
}

describe('calls', () => {
  test('a result travels back under the call’s id', async () => {
    const { ask } = serve()
    expect(await ask('engine.info', {})).toEqual({
      kind: 'reply',
      id: 7,
      result: { version: '0.0.0', host: 'web', cores: 2, notice: null, dataFolder: null },
    })
  })

  test('defaults are filled in before the engine sees the argument', async () => {
    const { ask, engine } = serve({ 'runs.list': () => ({ total: 0, runs: [] }) })
    await ask('runs.list', { limit: 5, surplus: true })
    expect(engine.calls).toEqual([{ name: 'runs.list', argument: { query: '', offset: 0, limit: 5 } }])
  })

  const refused: [what: string, name: string, argument: unknown, message: RegExp][] = [
    ['an unknown name', 'engine.format-disk', {}, /knows no call “engine\.format-disk”/],
    ['a name of Object’s', 'constructor', {}, /knows no call/],
    ['a name of the table’s prototype', '__proto__', {}, /knows no call/],
    ['a missing id', 'runs.open', {}, /./],
    ['an id of another type', 'runs.open', { id: 4 }, /./],
    [
      'an empty problem',
      'runs.start',
      { problem: { id: 'own', question: ' ' }, method: 'greedy', policy: 'p' },
      /problem is empty/,
    ],
    ['an unknown method', 'runs.start', { problem: { id: 'own', question: '1?' }, method: 'magic', policy: 'p' }, /./],
    ['a page without end', 'runs.list', { limit: 1e9 }, /./],
    ['no argument at all', 'runs.open', undefined, /./],
  ]
  test.each(refused)('%s is refused and never reaches the engine', async (_, name, argument, message) => {
    const { ask, engine } = serve()
    const answer = await ask(name, argument)
    expect(answer).toMatchObject({ kind: 'failure', id: 7, error: { code: 'bad-input' } })
    expect(answer.kind === 'failure' && answer.error.message).toMatch(message)
    expect(engine.calls).toEqual([])
  })

  test('an error of the engine travels back as its report', async () => {
    const report = { code: 'not-found', message: 'There is no such run.', advice: 'Choose another.' } as const
    const { ask } = serve({
      'runs.open': () => {
        throw new EspalierError(report)
      },
    })
    expect(await ask('runs.open', { id: 'x' })).toEqual({ kind: 'failure', id: 7, error: report })
  })
})

describe('topics', () => {
  const topics = (sent: Message[]) => sent.filter((message) => message.kind === 'topic')

  test('events go out as the engine posts them, at once', () => {
    const { engine, port } = serve()
    const messages = [
      { id: 'a', events: [event(0)] },
      { id: 'b', events: [event(0)] },
      { id: 'a', events: [event(1), event(2)] },
    ]
    for (const message of messages) engine.post('run.events', message)
    expect(topics(port.sent).map(({ message }) => message)).toEqual(messages)
  })

  test('another topic does not overtake the events it speaks of', () => {
    const { engine, port } = serve()
    engine.post('run.events', { id: 'a', events: [event(0)] })
    engine.post('run.deleted', { id: 'a' })
    expect(topics(port.sent).map(({ topic }) => topic)).toEqual(['run.events', 'run.deleted'])
  })

  test('a closed port ends all listening', () => {
    const { engine, port } = serve()
    expect(engine.listeners()).toBeGreaterThan(0)
    port.close()
    expect(engine.listeners()).toBe(0)
    engine.post('run.events', { id: 'a', events: [event(0)] })
    expect(port.sent).toEqual([])
  })
})
