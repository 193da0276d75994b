// A tiny engine: checks its calls as any engine must, answers what it is told to answer and posts what a test posts.
import type { CallName, EngineApi, TopicMessage, TopicName } from '../../src-main/contract/api.ts'
import { checkedArgument } from '../../src-main/contract/api.ts'

type Answers = Partial<Record<CallName, (argument: never) => unknown>>

export interface EngineDouble extends EngineApi {
  /** Every call that passed the check, with its argument as the engine takes it. */
  calls: { name: CallName; argument: unknown }[]
  post<Name extends TopicName>(topic: Name, message: TopicMessage<Name>): void
  /** Listeners now, over all topics. */
  listeners(): number
  close(): Promise<void>
}

/** `engine.info` is answered unless the test answers it; every other call needs an answer. */
export function engineDouble(answers: Answers = {}): EngineDouble {
  const known: Answers = {
    'engine.info': () => ({ version: '0.0.0', host: 'web', cores: 2, dataFolder: null, notice: null }),
    ...answers,
  }
  const listeners = new Map<TopicName, Set<(message: never) => void>>()
  const calls: EngineDouble['calls'] = []
  return {
    calls,
    async call(name, argument) {
      const checked = checkedArgument(name, argument)
      calls.push({ name, argument: checked })
      const answer = known[name]
      if (!answer) throw new Error(`The double has no answer to ${name}.`)
      return (await answer(checked as never)) as never
    },
    listen(topic, listener) {
      const set = listeners.get(topic) ?? new Set()
      listeners.set(topic, set.add(listener))
      return () => void set.delete(listener)
    },
    post(topic, message) {
      for (const listener of listeners.get(topic) ?? []) listener(message as never)
    },
    listeners: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0),
    close: () => Promise.resolve(),
  }
}
