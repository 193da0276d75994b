import { expect, it } from 'vitest'
import type { ExperimentMethod } from '../../../../src-main/contract/experiment.ts'
import { methodLabels } from '../../../../src-main/engine/experiment/figures/method-labels.ts'

const rebase = (parameters: ExperimentMethod['parameters']): ExperimentMethod => ({ method: 'rebase', parameters })

it.each<[string, ExperimentMethod[], string[]]>([
  ['by name', [{ method: 'greedy', parameters: {} }, rebase({ balanceTemperature: 0.5 })], ['Greedy', 'REBASE']],
  [
    'by what differs from the default of the other',
    [rebase({}), rebase({ balanceTemperature: 0.2, choose: 'weighted' })],
    ['REBASE, balance temperature 0.1', 'REBASE, balance temperature 0.2'],
  ],
  [
    'by choices in words',
    [rebase({ choose: 'majority' }), rebase({ choose: 'best-of-n' })],
    ['REBASE, answer by majority vote', 'REBASE, answer by best of N'],
  ],
  ['by number where nothing differs', [rebase({}), rebase({ width: 3 })], ['REBASE (1)', 'REBASE (2)']],
])('methods are told apart %s', (_, methods, labels) => {
  expect(methodLabels(methods)).toEqual(labels)
})
