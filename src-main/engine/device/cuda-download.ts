// The download of ONNX Runtime's files for CUDA: offered where they are known and absent, begun when a person agreed to one offer,
// outside of the page that asks for it: what comes is run by the program.
// Knows the offer that was made and how far a download is. Does not know feeds or archives (inference/device/cuda-feed.ts, cuda-files.ts).
import { dirname } from 'node:path'
import type { CudaDownload, CudaOffer } from '../../contract/device.ts'
import { EspalierError } from '../../contract/errors.ts'
import { cudaSource, findCudaPackage } from '../../inference/device/cuda-feed.ts'
import type { CudaPackage, CudaSource } from '../../inference/device/cuda-feed.ts'
import { getCudaFiles } from '../../inference/device/cuda-files.ts'

/** What downloads them where a window may not. */
export const CUDA_COMMAND = 'espalier devices --get-cuda'
/** Milliseconds between two messages about how far it is. */
const NEWS_INTERVAL = 250

/** Asks a person, outside of any page. */
export type MayDownload = (offer: CudaOffer) => Promise<boolean>

export interface CudaDownloads {
  /** What may be said of it now; null where there is nothing to offer. */
  state(): CudaDownload | null
  /** Asks the feed what there is. Throws as `findCudaPackage` does, or `not-found` where nothing is offered. */
  offer(): Promise<CudaOffer>
  /**
   * Gets what was offered under this checksum, if a person agrees, and ends when it is in its place. Throws as `getCudaFiles` does,
   * `not-found`, `bad-input` where nobody can be asked, or `engine-stopped` where somebody says no.
   */
  get(sha512: string): Promise<void>
  /** Ends a download that goes on; it throws `engine-stopped` then. */
  stop(): Promise<void>
}

/**
 * `place` tells where the library belongs and whether it is there; `agreed` asks a person about an offer, and is null where nobody can be
 * asked; `changed` is called when the state may differ from before.
 */
export function createCudaDownloads(options: {
  place: () => { path: string; installed: boolean }
  agreed: MayDownload | null
  changed: () => void
  source?: CudaSource | null
}): CudaDownloads {
  const { place, agreed, changed } = options
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
      const command = agreed === null ? CUDA_COMMAND : null
      return { offer: found?.offer ?? null, received: current?.received ?? null, command }
    },
    async offer() {
      if (!source || place().installed) throw nothingOffered()
      found = await findCudaPackage(source, new AbortController().signal)
      changed()
      return found.offer
    },
    async get(sha512) {
      const wanted = found
      if (!source || place().installed || wanted?.offer.sha512 !== sha512) throw nothingOffered()
      if (agreed === null) throw nobodyAsked()
      if (!current && !(await agreed(wanted.offer))) throw refused()
      if (!current) {
        const controller = new AbortController()
        current = { controller, received: 0, done: Promise.resolve() }
        current.done = getIt(source, wanted, controller)
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

function nobodyAsked(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'A page may not download what the program runs.',
    advice: `Run \`${CUDA_COMMAND}\` in a terminal of this machine, or look at the devices in Espalier’s own window.`,
  })
}

function refused(): EspalierError {
  return new EspalierError({ code: 'engine-stopped', message: 'The download was not agreed to.', advice: '' })
}
