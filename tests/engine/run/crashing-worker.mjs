// A thread of searches that says one event of each run and crashes when it is told to stop one.
import { parentPort } from 'node:worker_threads'

parentPort.on('message', ({ name, argument: { id } }) => {
  if (name === 'ping') return
  if (name === 'command') throw new Error(`crashed in ${id}`)
  const change = { type: 'state', state: 'running', error: null }
  const message = { id, events: [{ sequence: 0, seconds: 0, change }] }
  parentPort.postMessage({ kind: 'topic', topic: 'events', message })
})
