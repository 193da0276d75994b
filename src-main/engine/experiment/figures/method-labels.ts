// What the methods of an experiment are called, so that two of a kind can be told apart.
// Knows names and parameters. Does not know what the methods found.
import type { ExperimentMethod } from '../../../contract/experiment.ts'
import { methodById } from '../../../contract/method.ts'
import type { Parameter } from '../../../contract/method.ts'

/**
 * One label a method, in their order: its name, and where one method stands there more than once the parameters in which those
 * differ, for example “REBASE, balance temperature 0.2”. Methods that differ in nothing are numbered.
 */
export function methodLabels(methods: readonly ExperimentMethod[]): string[] {
  const labels = methods.map((entry) => {
    const { name, parameters, budget } = methodById(entry.method)
    const alike = methods.filter(({ method }) => method === entry.method)
    const differing = parameters.filter(
      (parameter) => parameter.key !== budget && new Set(alike.map((one) => valueOf(one, parameter))).size > 1,
    )
    return [name, ...differing.map((parameter) => describe(entry, parameter))].join(', ')
  })
  return labels.map((label, place) => {
    if (labels.filter((other) => other === label).length === 1) return label
    return `${label} (${labels.slice(0, place + 1).filter((other) => other === label).length})`
  })
}

function valueOf({ parameters }: ExperimentMethod, { key, default: usual }: Parameter): string {
  return String(parameters[key] ?? usual)
}

function describe(entry: ExperimentMethod, parameter: Parameter): string {
  const value = valueOf(entry, parameter)
  const option = parameter.kind === 'choice' ? parameter.options.find((one) => one.value === value)?.label : undefined
  return `${lowered(parameter.label)} ${option === undefined ? value : lowered(option)}`
}

/** For the middle of a sentence. */
function lowered(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1)
}
