// The test of how a process reward model (PRM) is asked: a problem, a solution, and the score of each of its steps.
// Knows the sample and the engine's answer. Does not know how the record is edited.
import type { CallResult, EngineApi } from '../../src-main/contract/api.ts'
import { reportOf } from '../../src-main/contract/errors.ts'
import type { ErrorReport } from '../../src-main/contract/errors.ts'
import type { RewardRecord } from '../../src-main/contract/reward-record.ts'
import { MODELS } from '../text/models.ts'
import { REWARD } from '../text/reward.ts'

export class RewardTest {
  question = $state<string>(MODELS.sampleQuestion)
  solution = $state<string>(REWARD.test.sampleSolution)
  result = $state.raw<CallResult<'models.reward.test'> | null>(null)
  error = $state.raw<ErrorReport | null>(null)
  /** What the result or the error is of. */
  of = $state.raw<string | null>(null)
  busy = $state(false)

  #engine: EngineApi

  constructor(engine: EngineApi) {
    this.#engine = engine
  }

  /** What is asked of a model now, to be compared with `of`. */
  asked(id: string, reward: RewardRecord): string {
    return JSON.stringify({ id, reward, question: this.question, solution: this.solution })
  }

  async run(id: string, reward: RewardRecord): Promise<void> {
    const steps = stepsOf(this.solution, reward)
    if (this.busy || steps.length === 0 || this.question.trim() === '') return
    const asked = this.asked(id, reward)
    this.busy = true
    try {
      const { question } = this
      this.result = await this.#engine.call('models.reward.test', { id, reward, question, steps })
      this.error = null
    } catch (error) {
      this.result = null
      this.error = reportOf(error)
    }
    this.of = asked
    this.busy = false
  }
}

/** The steps of a pasted solution: cut at its score tokens where it has some, else a line a step. */
export function stepsOf(solution: string, { scoreToken }: RewardRecord): string[] {
  const mark = scoreToken.trim()
  const isTagged = mark.length > 1 && solution.includes(mark)
  return solution
    .split(isTagged ? mark : '\n')
    .map((step) => step.trim())
    .filter((step) => step !== '')
}
