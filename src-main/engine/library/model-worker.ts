// The thread that reads models' files: a tokenizer alone takes a second that would hold up every run if the engine spent it.
// Knows who answers what. Does not know where files come from or who asks.
import { parentPort } from 'node:worker_threads'
import type { Calls } from '../../contract/channel.ts'
import { openChannel } from '../../contract/channel.ts'
import { threadPort } from '../../inference/thread/thread-port.ts'
import { lookAt } from './look-at-model.ts'
import type { ModelReadingCalls } from './model-reading-calls.ts'
import { previewOf, rewardPreviewOf, tokensOf } from './prompt-preview.ts'
import { previewServed } from './served-preview.ts'

if (parentPort) {
  openChannel<Calls, ModelReadingCalls>(threadPort(parentPort, { staying: true }), {
    look: lookAt,
    preview: previewOf,
    previewServed,
    reward: rewardPreviewOf,
    tokens: tokensOf,
  })
}
