// Whether a server still answers with the model that a run began with: one whose model is changed would grow a tree of two models.
// Knows what replies and the list of models say of it. Does not know what is asked, or who runs.
import { z } from 'zod'
import { EspalierError } from '../../contract/errors.ts'
import { callJson } from './http-call.ts'
import type { ServerFacts } from './server-facts.ts'
import { authorization } from './server-key.ts'
import { ListedModel } from './server-kinds.ts'

/** Milliseconds after which the list is asked for again, where something else is asked. */
const LOOK_AGAIN = 20_000
const TIME_LIMIT = 5000

const Models = z.object({ data: z.array(ListedModel) })

export interface ModelWatch {
  /** Takes the name of the model in a reply from an address. Throws `server-failed` where it is not that of its replies before. */
  heard(name: string | null | undefined, from?: string): void
  /** Looks at the list of models where that was some time ago. Rejects with `server-failed` where the model is not the same any more. */
  look(signal: AbortSignal): Promise<void>
}

/** `base`: what the endpoints of OpenAI's form are appended to. `now`: a clock in milliseconds. */
export function openModelWatch(
  base: string,
  { model, version, access }: Pick<ServerFacts, 'model' | 'version' | 'access'>,
  now = () => performance.now(),
): ModelWatch {
  /** By address: the same file may have another name there. */
  const answering = new Map<string, string>()
  let looked = now()
  /** As the list first told it: the size of the facts may be typed by a person. */
  let size: number | null = null
  return {
    heard(name, from = base) {
      if (typeof name !== 'string' || name === '') return
      const before = answering.get(from) ?? name
      answering.set(from, before)
      if (name !== before) throw changed(from, before, name)
    },
    async look(signal) {
      if (model === null || now() - looked < LOOK_AGAIN) return
      looked = now()
      const headers = authorization(access?.key ?? null)
      const call = { url: `${base}/models`, reply: Models, signal, timeout: TIME_LIMIT, headers }
      // A server that is busy tells its list later; what it does not tell has not changed.
      const list = await callJson(call).catch(() => null)
      signal.throwIfAborted()
      if (list === null || list.data.length === 0) return
      const same = list.data.find(({ id }) => id === model)
      if (!same) throw changed(base, model, list.data[0]!.id)
      const parameters = same.meta?.n_params ?? null
      size ??= parameters
      const other =
        (version !== undefined && same.root && same.root !== version) || (parameters !== null && parameters !== size)
      if (other) throw changed(base, model, `${model} (${same.root ?? `${parameters} parameters`})`)
    },
  }
}

function changed(base: string, before: string, now: string): EspalierError {
  return new EspalierError({
    code: 'server-failed',
    message: `The server at ${new URL(base).host} has another model since the run began: “${now}” in place of “${before}”.`,
    advice: 'Start the run again; what it has grown so far is kept.',
    details: base,
  })
}
