// A tiny engine: answers what it is told to answer and posts what a test posts.
import type { CallName, EngineApi, TopicMessage, TopicName } from '../../src-main/contract/api.ts'

type Answers = Partial<Record<CallName, (argument: never) => unknown>>

export interface EngineDouble extends EngineApi {
  /** Every call with its argument, as it came through the door. */
  calls: { name: CallName; argument: unknown }[]
  post<Name extends TopicName>(topic: Name, message: TopicMessage<Name>): void
  /** Listeners now, over all topics. */
  listeners(): number
  close(): Promise<void>
}

/** `engine.info` is answered unless the test answers it; every other call needs an answer. */
export function engineDouble(answers: Answers = {}): EngineDouble {
  const known: Answers = {
    'engine.info': () => ({ version: '0.0.0', host: 'web', cores: 2, notice: null }),
    ...answers,
  }
  const listeners = new Map<TopicName, Set<(message: never) => void>>()
  const calls: EngineDouble['calls'] = []
  return {
    calls,
    call(name, argument) {
      calls.push({ name, argument })
      const answer = known[name]
      return answer
        ? Promise.resolve().then(() => answer(argument as never) as never)
        : Promise.reject(new Error(`The double has no answer to ${name}.`))
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
