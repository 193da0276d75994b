// The thread that makes a form. Entry of a worker thread.
// Knows its owner's call. Does not know when it is started and ended (form-maker.ts).
import { parentPort } from 'node:worker_threads'
import { openChannel } from '../../contract/channel.ts'
import type { NoCalls } from '../../contract/channel.ts'
import { threadPort } from '../thread/thread-port.ts'
import type { FormCalls, FormTopics } from './form-calls.ts'
import { writeFormOf } from './form-source.ts'

/** Shares that are told: each hundredth. */
const STEPS = 100

const owner = openChannel<NoCalls, FormCalls, FormTopics>(threadPort(parentPort!, { staying: true }), {
  async make(order, signal) {
    let told = 0
    const progress = (share: number) => {
      const step = Math.floor(share * STEPS)
      if (step <= told) return
      told = step
      owner.post('progress', share)
    }
    return await writeFormOf(order, { signal, progress })
  },
})
