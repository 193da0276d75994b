// Puts the engine behind a port: hands every call to it, sends results and topics out.
// Knows the names of calls and topics. Does not know which host the port belongs to, nor what fits a call (the engine checks it).
import type { CallName, EngineApi, EngineCalls, EngineTopics, TopicName } from '../contract/api.ts'
import { CALLS, TOPICS } from '../contract/api.ts'
import { toColumns } from '../contract/api-columns.ts'
import type { Answers, Calls, Port } from '../contract/channel.ts'
import { openChannel } from '../contract/channel.ts'

/** Serves the engine to one connection until its port closes. */
export function serveEngine({ engine, port }: { engine: EngineApi; port: Port }): void {
  const answer = (name: CallName) =>
    [name, async (argument: never) => toColumns(name, await engine.call(name, argument))] as const
  const answers = Object.fromEntries(CALL_NAMES.map(answer)) as unknown as Answers<EngineCalls>
  const channel = openChannel<Calls, EngineCalls, EngineTopics>(port, answers)
  const ends = TOPIC_NAMES.map((topic) =>
    engine.listen(topic, (message) => channel.post(topic, toColumns(topic, message) as typeof message)),
  )
  port.closed(() => {
    for (const end of ends) end()
  })
}

const CALL_NAMES = Object.keys(CALLS) as CallName[]
const TOPIC_NAMES = Object.keys(TOPICS) as TopicName[]
