// A thread of searches that says one event of each run and crashes when it is told to stop one.
import { parentPort } from 'node:worker_threads'

parentPort.on('message', ({ kind, name, argument: { id } = {} }) => {
  if (kind === 'reply' || name === 'ping') return
  if (name === 'command') throw new Error(`crashed in ${id}`)
  const change = { type: 'state', state: 'running', error: null }
  const argument = { runs: [{ id, events: [{ sequence: 0, seconds: 0, change }] }] }
  parentPort.postMessage({ kind: 'call', id: 0, name: 'events', argument })
})
