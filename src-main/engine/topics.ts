// Topics inside the engine: who listens, and posting to them.
// Knows listeners. Does not know what is posted or how it travels to a window.
import type { EngineApi, TopicMessage, TopicName } from '../contract/api.ts'

export interface Topics {
  post<Name extends TopicName>(topic: Name, message: TopicMessage<Name>): void
  listen: EngineApi['listen']
}

export function createTopics(): Topics {
  const listeners = new Map<TopicName, Set<(message: never) => void>>()
  return {
    post(topic, message) {
      for (const listener of listeners.get(topic) ?? []) (listener as (message: unknown) => void)(message)
    },
    listen(topic, listener) {
      const set = listeners.get(topic) ?? new Set()
      listeners.set(topic, set.add(listener))
      return () => void set.delete(listener)
    },
  }
}
