// The preview of how a model is asked: the tokens that it sees, and how a solution is cut and read.
// Knows the sample and the engine's answer, asked when the writing rests. Does not know how the record is edited.
import type { CallResult, EngineApi } from '../../src-main/contract/api.ts'
import { reportOf } from '../../src-main/contract/errors.ts'
import type { ErrorReport } from '../../src-main/contract/errors.ts'
import type { PromptRecord } from '../../src-main/contract/prompt-record.ts'
import { PROMPT } from '../text/prompt.ts'
import { MODELS } from '../text/models.ts'

/** Milliseconds without a change before the engine is asked. */
const REST = 250

export interface PreviewQuestion {
  id: string
  prompt: PromptRecord
  question: string
  solution: string
}

export class PromptPreview {
  question = $state<string>(MODELS.sampleQuestion)
  solution = $state<string>(PROMPT.sampleSolution)
  result = $state.raw<CallResult<'models.preview'> | null>(null)
  /** Model that the result is of. */
  of = $state<string | null>(null)
  error = $state.raw<{ report: ErrorReport; prompt: PromptRecord } | null>(null)
  busy = $state(false)

  #engine: EngineApi
  #rest: number
  #timer: ReturnType<typeof setTimeout> | undefined
  #turn = 0

  constructor(engine: EngineApi, rest = REST) {
    this.#engine = engine
    this.#rest = rest
  }

  /** Asks for a preview once nothing was asked for a while; of several the last one counts. */
  ask(asked: PreviewQuestion): void {
    const turn = ++this.#turn
    clearTimeout(this.#timer)
    const another = this.of !== asked.id
    if (another) {
      this.result = null
      this.error = null
    }
    this.busy = true
    this.#timer = setTimeout(() => void this.#call(asked, turn), another ? 0 : this.#rest)
  }

  /** Asks no more: nobody looks. */
  rest(): void {
    clearTimeout(this.#timer)
    this.#turn++
    this.busy = false
  }

  async #call(asked: PreviewQuestion, turn: number): Promise<void> {
    try {
      const result = await this.#engine.call('models.preview', asked)
      if (turn !== this.#turn) return
      this.result = result
      this.of = asked.id
      this.error = null
    } catch (error) {
      if (turn === this.#turn) this.error = { report: reportOf(error), prompt: asked.prompt }
    }
    if (turn === this.#turn) this.busy = false
  }
}
