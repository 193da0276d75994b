import { describe, expect, test } from 'vitest'
import { METHODS } from '../../src-main/contract/method.ts'
import { shorterRun } from '../../src-main/search/shorter-run.ts'
import { runSearch } from './run-search.ts'
import { worldOf } from './world.ts'

const anytime = METHODS.filter((method) => method.anytime).map(({ id }) => id)
const LARGEST = 24

test('the methods that spend one sample after another', () => {
  expect(anytime).toEqual(['mcts', 'ab-mcts'])
})

describe.each(anytime)('%s', (method) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'in world %i every smaller budget is the beginning of the largest',
    async (seed) => {
      const run = async (expansions: number, choose: string) => {
        const { policy, verifier } = worldOf(seed)
        const parameters = { expansions, choose }
        return { ...(await runSearch({ method, policy, verifier, parameters, answer: '1', seed })), parameters }
      }
      for (const choose of ['weighted', 'majority', 'best-of-n']) {
        const whole = await run(LARGEST, choose)
        for (let budget = 1; budget <= LARGEST; budget++) {
          const { tree } = await run(budget, choose)
          expect(shorterRun(whole.changes, { method, parameters: whole.parameters }, budget)).toEqual(tree)
        }
      }
    },
  )
})

test('a method that plans its whole budget at once has no beginnings', () => {
  expect(() => shorterRun([], { method: 'rebase', parameters: {} }, 1)).toThrow(/REBASE is a run of its own/)
})
