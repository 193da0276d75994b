// A thread of searches that says one event of each run and crashes when it is told to stop one.
import { parentPort } from 'node:worker_threads'

parentPort.on('message', (message) => {
  if (message.kind === 'command') throw new Error(`crashed in ${message.id}`)
  const change = { type: 'state', state: 'running', error: null }
  parentPort.postMessage({ kind: 'events', runs: [{ id: message.id, events: [{ sequence: 0, seconds: 0, change }] }] })
})
