// The room of models over doubles: files that are looked at by a table, sessions that only say that they were opened, and forms that
// are made step by step. Store, known models, forms, library and calls are the real ones.
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { EspalierError } from '../../../../src-main/contract/errors.ts'
import type { ErrorReport } from '../../../../src-main/contract/errors.ts'
import { openAddedModels } from '../../../../src-main/engine/library/added-models.ts'
import { createKnownModels } from '../../../../src-main/engine/library/known-models.ts'
import { createModelCalls } from '../../../../src-main/engine/library/model-calls.ts'
import { createModelForms } from '../../../../src-main/engine/library/model-forms.ts'
import type { MakeForm } from '../../../../src-main/engine/library/model-forms.ts'
import { createModelLibrary } from '../../../../src-main/engine/library/model-library.ts'
import type { ModelLook } from '../../../../src-main/engine/library/model-look.ts'
import { NO_CONNECTIONS } from '../../../doubles/no-connections.ts'
import type { openSession, Session } from '../../../../src-main/inference/session/session-client.ts'

/** A form that is being made. */
export interface FormMaking {
  form: string
  progress: (share: number) => void
  /** Ends the making with a file in the folder. */
  done: () => void
  fail: (report: ErrorReport) => void
}

/** `looks` gives what a place would be, or the error. */
export function modelsOf(dataFolder: string | null, looks: (place: string) => ModelLook | ErrorReport) {
  const opened: { folder: string; form: string | null; closed: boolean }[] = []
  const making: FormMaking[] = []
  const failures: ErrorReport[] = []
  const told: number[] = []
  const looked: string[] = []
  const downloaded: string[] = []
  const going = { runs: 0, changes: 0 }

  const store = openAddedModels(dataFolder, (report) => failures.push(report))
  const reader = {
    look: ({ place }: { place: string }) => {
      looked.push(place)
      const look = looks(place)
      return 'code' in look ? Promise.reject(new EspalierError(look)) : Promise.resolve(look)
    },
    preview: ({ prompt }: { prompt: { system: string } }) =>
      prompt.system === 'refuse'
        ? Promise.reject(new EspalierError({ code: 'bad-input', message: 'It cannot be.', advice: '' }))
        : Promise.resolve({ tokens: [], steps: [], answer: null, judge: { tokens: [], yes: [], no: [], error: null } }),
    tokens: ({ ids }: { ids: readonly number[] }) =>
      Promise.resolve({ tokens: ids.map((id) => ({ id, text: `t${id}`, control: false })) }),
  }
  const make: MakeForm = ({ form, folder }, { signal, progress }) =>
    new Promise((settle, reject) => {
      const file = join(folder, `made-${form}`)
      signal.addEventListener('abort', () => reject(signal.reason as Error))
      const done = () => {
        writeFileSync(file, form)
        settle(file)
      }
      making.push({ form, progress, done, fail: (report) => reject(new EspalierError(report)) })
    })
  const open: typeof openSession = ({ folder, role, form = null, sums }) => {
    const one = { folder, form, closed: false }
    opened.push(one)
    sums?.set(`${folder}/weights`, 'sum')
    let end = () => {}
    const closed = new Promise<null>((settle) => (end = () => settle(null)))
    const shape = { parameters: 1, layers: 1, attentionWidth: 1 }
    const facts = { name: folder, role, device: 'cpu', sha256: 'sum', shape }
    const close = () => {
      one.closed = true
      end()
      return Promise.resolve()
    }
    return Promise.resolve({ facts, closed, close } as unknown as Session)
  }

  const modelsFolder = resolve('models')
  const known = createKnownModels({ modelsFolder, store, reader })
  const forms = createModelForms({
    folder: dataFolder && join(dataFolder, 'forms'),
    store,
    make,
    told: ({ progress }) => told.push(progress),
  })
  const places = { open: (_: object, on: (device: 'cpu') => Promise<Session>) => on('cpu'), outdated: () => [] }
  const changed = () => {
    going.changes++
  }
  const library = createModelLibrary({ known, connections: NO_CONNECTIONS, forms, store, threads: 1, open, places, byAddress: true, changed })
  const { calls } = createModelCalls({
    ...{ modelsFolder, known, served: () => [], store, reader, forms, library, changed },
    downloads: {
      list: () => downloaded.map((place) => ({ place })),
      remove: (place) => void downloaded.splice(downloaded.indexOf(place) >>> 0, 1),
    },
    busy: () => going.runs > 0,
    failed: (report) => failures.push(report),
  })
  return { calls, library, forms, downloaded, store, opened, making, failures, told, looked, going }
}
