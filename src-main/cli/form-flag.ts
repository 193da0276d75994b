// The flag --form, and how a command chooses a form of a model's weights.
// Knows the flag and the calls. Does not know how forms are made.
import { Option } from 'commander'
import type { EngineApi } from '../contract/api.ts'
import { EspalierError } from '../contract/errors.ts'
import { Form } from '../contract/model-card.ts'
import type { ModelCard } from '../contract/model-card.ts'
import { isServerAddress } from '../inference/server/model-server.ts'

/** `--form`; `whose` weights, as the help says it. */
export function formFlag(whose: string): Option {
  return new Option(
    '--form <form>',
    `form of ${whose} weights, made once if it is not there (default: the chosen one, else the best that fits)`,
  ).choices(Form.options)
}

/** Makes a form if it is not there yet, and lets all runs use it from now on. Rejects like `models.form.make`. */
export async function keepForm(engine: EngineApi, id: string, form: Form): Promise<ModelCard> {
  await engine.call('models.form.make', { id, form })
  return (await engine.call('models.form', { id, form })).card
}

/** Lets this command alone use the form that a flag names, if it names one. Throws `bad-input` for a server or a form that is none. */
export async function useForm(engine: EngineApi, id: string, flag: unknown): Promise<void> {
  if (flag === undefined) return
  if (isServerAddress(id)) {
    throw new EspalierError({
      code: 'bad-input',
      message: `The server at ${id} chooses itself in which form it runs its model.`,
      advice: 'Leave out --form.',
    })
  }
  await engine.call('models.form', { id, form: Form.parse(flag), keep: false })
}
