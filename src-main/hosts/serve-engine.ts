// Puts the engine behind a port: checks every call at the door, sends results and topics out.
// Knows the table of calls and how often events may be posted. Does not know which host the port belongs to.
import type { CallName, EngineApi, TopicMessage, TopicName } from '../contract/api.ts'
import { CALLS, TOPICS } from '../contract/api.ts'
import type { Port } from '../contract/channel.ts'
import { openChannel } from '../contract/channel.ts'
import { EspalierError } from '../contract/errors.ts'

/** Milliseconds that events of a run may wait for company: one frame of a 60 Hz screen. */
const BATCH_INTERVAL = 16

/** Serves the engine to one connection until its port closes. */
export function serveEngine({ engine, port }: { engine: EngineApi; port: Port }): void {
  const channel = openChannel(port, (name, argument) => {
    if (!isCallName(name)) {
      throw new EspalierError({
        code: 'bad-input',
        message: `The engine knows no call “${name.slice(0, 60)}”.`,
        advice: 'Reload the window; it may be of another version.',
      })
    }
    return engine.call(name, CALLS[name].argument.parse(argument))
  })

  const batch = new Map<string, TopicMessage<'run.events'>['events']>()
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    for (const [id, events] of batch) channel.post('run.events', { id, events })
    batch.clear()
  }

  const forward = (topic: TopicName) =>
    engine.listen(topic, (message) => {
      // Other topics speak of what the events have told, so the waiting events go first.
      flush()
      channel.post(topic, message)
    })
  const ends = TOPIC_NAMES.filter((topic) => topic !== 'run.events').map(forward)
  ends.push(
    engine.listen('run.events', ({ id, events }) => {
      const waiting = batch.get(id)
      if (waiting) for (const event of events) waiting.push(event)
      else batch.set(id, [...events])
      timer ??= setTimeout(flush, BATCH_INTERVAL)
    }),
  )

  port.closed(() => {
    for (const end of ends) end()
    clearTimeout(timer)
    batch.clear()
  })
}

const TOPIC_NAMES = Object.keys(TOPICS) as TopicName[]

function isCallName(name: string): name is CallName {
  return Object.hasOwn(CALLS, name)
}
