// What a run is called where several stand side by side: its letter, its method, its budget and seed.
// Knows headers and the table of methods. Does not know where the words stand.
import { METHODS } from '../../../../src-main/contract/method.ts'
import type { RunHeader } from '../../../../src-main/contract/run.ts'
import { COMPARE, runLetter } from '../../../text/compare.ts'
import { TEXT } from '../../../text/english.ts'
import { RESULTS } from '../../../text/results.ts'

export interface RunWords {
  letter: string
  /** The method's name; of an imported run its format. */
  method: string
  /** “A: REBASE”, unlike that of any other run beside it. */
  name: string
  /** Budget and seed; of an imported run its place in the file. */
  settings: string
  models: string
}

export function runWords({ spec, policy, verifier, imported }: RunHeader, place: number): RunWords {
  const letter = runLetter(place)
  const known = METHODS.find(({ id }) => id === spec.method)
  const method = imported?.format ?? known?.name ?? spec.method
  const budget = known?.parameters.find(({ key }) => key === known.budget)
  const written = budget && `${budget.label} ${spec.parameters[budget.key] ?? budget.default}`
  return {
    ...{ letter, method, name: COMPARE.name(letter, method) },
    settings: imported
      ? RESULTS.from(imported.format, imported.place)
      : [written, TEXT.run.seed(spec.seed)].filter(Boolean).join(' · '),
    models: imported ? '' : COMPARE.models(policy.name, verifier?.name ?? null),
  }
}
