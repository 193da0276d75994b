// The download of ONNX Runtime's files for CUDA: offered where they are known and absent, begun when somebody agreed to one offer.
// Knows the offer that was made and how far a download is. Does not know feeds or archives (inference/device/cuda-feed.ts, cuda-files.ts).
import { dirname } from 'node:path'
import type { CudaDownload, CudaOffer } from '../../contract/device.ts'
import { EspalierError } from '../../contract/errors.ts'
import { cudaSource, findCudaPackage } from '../../inference/device/cuda-feed.ts'
import type { CudaPackage, CudaSource } from '../../inference/device/cuda-feed.ts'
import { getCudaFiles } from '../../inference/device/cuda-files.ts'

/** Milliseconds between two messages about how far it is. */
const NEWS_INTERVAL = 250

export interface CudaDownloads {
  /** What may be said of it now; null where there is nothing to offer. */
  state(): CudaDownload | null
  /** Asks the feed what there is. Throws as `findCudaPackage` does, or `not-found` where nothing is offered. */
  offer(): Promise<CudaOffer>
  /** Gets what was offered under this checksum, and ends when it is in its place. Throws as `getCudaFiles` does, or `not-found`. */
  get(sha512: string): Promise<void>
  /** Ends a download that goes on; it throws `engine-stopped` then. */
  stop(): Promise<void>
}

/** `place` tells where the library belongs and whether it is there; `changed` is called when the state may differ from before. */
export function createCudaDownloads(options: {
  place: () => { path: string; installed: boolean }
  changed: () => void
  source?: CudaSource | null
}): CudaDownloads {
  const { place, changed } = options
  const source = options.source === undefined ? cudaSource() : options.source
  let found: CudaPackage | null = null
  let current: { controller: AbortController; received: number; done: Promise<void> } | null = null
  let told = 0

  const getIt = async (source: CudaSource, found: CudaPackage, controller: AbortController) => {
    try {
      await getCudaFiles({
        source,
        found,
        folder: dirname(place().path),
        signal: controller.signal,
        received(bytes) {
          if (current) current.received = bytes
          if (Date.now() - told < NEWS_INTERVAL) return
          told = Date.now()
          changed()
        },
      })
    } finally {
      current = null
      changed()
    }
  }

  return {
    state() {
      if (!source || place().installed) return null
      return { offer: found?.offer ?? null, received: current?.received ?? null }
    },
    async offer() {
      if (!source || place().installed) throw nothingOffered()
      found = await findCudaPackage(source, new AbortController().signal)
      changed()
      return found.offer
    },
    async get(sha512) {
      if (!source || place().installed || found?.offer.sha512 !== sha512) throw nothingOffered()
      if (!current) {
        const controller = new AbortController()
        current = { controller, received: 0, done: Promise.resolve() }
        current.done = getIt(source, found, controller)
        changed()
      }
      await current.done
    },
    async stop() {
      const going = current
      going?.controller.abort(
        new EspalierError({ code: 'engine-stopped', message: 'The download was stopped.', advice: '' }),
      )
      await going?.done.catch(() => undefined)
    },
  }
}

function nothingOffered(): EspalierError {
  return new EspalierError({
    code: 'not-found',
    message: 'No files for CUDA are offered.',
    advice: 'Look again at what the devices panel offers.',
  })
}
