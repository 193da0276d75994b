// The calls about models, where one is behind a server.
// Knows which of them a connection answers, and how. Does not know how models of this machine answer them.
import { EspalierError } from '../../contract/errors.ts'
import { httpPolicy } from '../../inference/server/http-policy.ts'
import { httpVerifier } from '../../inference/server/http-verifier.ts'
import { recordsBut } from './added-models.ts'
import type { AddedModels } from './added-models.ts'
import type { Connections } from './connections.ts'
import type { KeptConnection } from './connections-file.ts'
import type { ModelCalls } from './model-calls.ts'
import type { ModelReader } from './model-reader.ts'
import { tryModel } from './model-try.ts'
import type { TriedModel } from './model-try.ts'

/** The same calls, answered by connections where their ids are meant; `ending` stops a try. */
export function servedCalls(options: {
  calls: ModelCalls
  connections: Connections
  reader: Pick<ModelReader, 'previewServed'>
  store: Pick<AddedModels, 'read' | 'change'>
  ending: AbortSignal
}): ModelCalls {
  const { calls, connections, reader, store, ending } = options
  const refuseForm = <Name extends 'models.form' | 'models.form.make' | 'models.form.stop'>(
    name: Name,
  ): ModelCalls[Name] =>
    ((what: Parameters<ModelCalls[Name]>[0]) => {
      const found = connections.find(what.id)
      if (found) throw ownForm(found)
      return (calls[name] as (what: unknown) => unknown)(what)
    }) as ModelCalls[Name]

  return {
    ...calls,
    'models.form': refuseForm('models.form'),
    'models.form.make': refuseForm('models.form.make'),
    'models.form.stop': refuseForm('models.form.stop'),

    async 'models.remove'({ id }) {
      if (!connections.find(id)) return await calls['models.remove']({ id })
      await connections.remove(id)
      if (id in store.read().rewards)
        await store.change((content) => ({ ...content, rewards: recordsBut(id, content.rewards) }))
      return {}
    },

    async 'models.prompt'({ id, prompt }) {
      const found = connections.find(id)
      if (!found) return await calls['models.prompt']({ id, prompt })
      if (found.role !== 'policy') throw notAsked(found)
      if (prompt) await reader.previewServed({ prompt, question: '1 + 1', solution: '' })
      return { card: await connections.ask(id, prompt) }
    },

    async 'models.preview'(what) {
      const found = connections.find(what.id)
      if (!found) return await calls['models.preview'](what)
      if (found.role !== 'policy') throw notAsked(found)
      const { prompt, question, solution } = what
      return await reader.previewServed({ prompt, question, solution })
    },

    async 'models.tokens'(what) {
      const found = connections.find(what.id)
      if (found) throw ownTokens(found)
      return await calls['models.tokens'](what)
    },

    async 'models.try'({ id, question }) {
      const found = connections.find(id)
      if (!found) return await calls['models.try']({ id, question })
      const open = async (): Promise<TriedModel> => {
        const { facts, model } = await connections.open(found, found.role, ending)
        const tried =
          found.role === 'verifier'
            ? { verifier: httpVerifier(facts, store.read().rewards[id] ?? null) }
            : { policy: httpPolicy(facts, model.prompt ?? null) }
        // A wide batch costs many requests, which somebody may pay for.
        return { ...tried, wide: false, close: () => undefined }
      }
      return await tryModel(open, question, ending)
    },
  }
}

function ownForm({ name }: KeptConnection): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The server of “${name}” chooses itself in which form it runs its model.`,
    advice: 'Leave the form out.',
  })
}

function ownTokens({ name }: KeptConnection): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The server of “${name}” keeps to itself which tokens its model wrote.`,
    advice: 'Read the step as it was written.',
  })
}

function notAsked({ name }: KeptConnection): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${name}” scores steps and writes none, so nothing is asked of it in words.`,
    advice: 'Choose a policy.',
  })
}
