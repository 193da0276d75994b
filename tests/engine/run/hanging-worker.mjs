// A thread of searches that says one event of each run, takes the turn of the one that it is told to stop, and never gives it back.
import { parentPort } from 'node:worker_threads'

const turns = new Map()
parentPort.on('message', ({ kind, id: call, name, argument }) => {
  if (kind === 'reply') return
  if (name === 'ping') parentPort.postMessage({ kind: 'reply', id: call, result: undefined })
  else if (name === 'command') {
    const { place, number } = turns.get(argument.id)
    Atomics.store(place, 0, number)
    for (;;);
  } else {
    turns.set(argument.id, argument.turn)
    const change = { type: 'state', state: 'running', error: null }
    const runs = [{ id: argument.id, events: [{ sequence: 0, seconds: 0, change }] }]
    parentPort.postMessage({ kind: 'call', id: 0, name: 'events', argument: { runs } })
  }
})
