// Downloads of an engine inside the page: a short catalogue, and downloads that go on by a tenth at a time; one repository fails.
// For the window's tests and for looking at it without a host.
import type { TopicMessage, TopicName } from '../../src-main/contract/api.ts'
import type { Download, HubOffer } from '../../src-main/contract/download.ts'
import { EspalierError } from '../../src-main/contract/errors.ts'

export interface HubEngineOptions {
  /** Milliseconds that a twentieth of a download takes. */
  pace?: number
  post: <Name extends TopicName>(topic: Name, message: TopicMessage<Name>) => void
}

const OFFERS: readonly HubOffer[] = [
  {
    repository: 'HuggingFaceTB/SmolLM2-135M-Instruct',
    name: 'SmolLM2 135M Instruct',
    description: 'The smallest chat model; answers at once on any machine.',
    licence: 'Apache-2.0',
    bytes: 271_000_000,
    role: 'policy',
  },
  {
    repository: 'Qwen/Qwen2.5-Math-1.5B-Instruct',
    name: 'Qwen2.5 Math 1.5B Instruct',
    description: 'Trained on mathematics; states its answer in a box.',
    licence: 'Apache-2.0',
    bytes: 3_090_000_000,
    role: 'policy',
  },
  {
    repository: 'Skywork/Skywork-o1-Open-PRM-Qwen-2.5-1.5B',
    name: 'Skywork o1 Open PRM 1.5B',
    description: 'A process reward model for mathematics.',
    licence: 'Skywork community licence',
    bytes: 3_100_000_000,
    role: 'verifier',
  },
]

/** The calls that begin with `hub.`. A repository whose name ends in `gone` is not there; the PRM of the catalogue fails half way. */
export function hubCalls({ pace = 0, post }: HubEngineOptions) {
  let downloads: Download[] = []
  const answer = () => ({ downloads })
  const change = (id: string, changes: Partial<Download>): void => {
    downloads = downloads.map((one) => (one.id === id ? { ...one, ...changes } : one))
    post('hub.changed', { downloads })
  }
  const at = (id: string): Download | undefined => downloads.find((one) => one.id === id)

  async function go(id: string): Promise<void> {
    for (let one = at(id); one?.state === 'running'; one = at(id)) {
      await new Promise((resolve) => setTimeout(resolve, pace))
      if (at(id)?.state !== 'running') return
      const doneBytes = Math.min(one.totalBytes, one.doneBytes + one.totalBytes / 20)
      if (one.repository.includes('PRM') && doneBytes > one.totalBytes / 2 && one.error === null) {
        change(id, {
          state: 'failed',
          bytesPerSecond: null,
          error: {
            code: 'server-failed',
            message: 'The hub sent other bytes than it had announced for model.safetensors.',
            advice: 'Try again; what was wrong has been deleted.',
            details: 'sha256 0000 instead of abab',
          },
        })
        return
      }
      const done = doneBytes === one.totalBytes
      change(id, { doneBytes, state: done ? 'done' : 'running', bytesPerSecond: done ? null : 11_400_000 })
    }
  }

  return {
    'hub.offers': () => ({ hub: 'https://hub.example', offers: OFFERS }),
    'hub.downloads': answer,
    'hub.start': ({ repository }: { repository: string }) => {
      if (repository.endsWith('gone')) {
        throw new EspalierError({
          code: 'not-found',
          message: `The hub has no repository ${repository}.`,
          advice: 'Check its name.',
        })
      }
      const id = `${repository}@main`
      const totalBytes = OFFERS.find((offer) => offer.repository === repository)?.bytes ?? 500_000_000
      const place = `/home/ada/.local/share/espalier/downloads/${repository.replace('/', '--')}`
      downloads = [
        ...downloads.filter((one) => one.id !== id),
        {
          id,
          repository,
          revision: 'ab'.repeat(20),
          state: 'running',
          doneBytes: 0,
          totalBytes,
          bytesPerSecond: null,
          error: null,
          place,
        },
      ]
      void go(id)
      return answer()
    },
    'hub.pause': ({ id }: { id: string }) => (change(id, { state: 'paused', bytesPerSecond: null }), answer()),
    'hub.resume': ({ id }: { id: string }) => {
      change(id, { state: 'running' })
      void go(id)
      return answer()
    },
    'hub.drop': ({ id }: { id: string }) => {
      downloads = downloads.filter((one) => one.id !== id)
      post('hub.changed', { downloads })
      return answer()
    },
  }
}
