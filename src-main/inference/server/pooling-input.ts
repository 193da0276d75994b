// What a PRM behind vLLM's /pooling is asked: a text, or the turns of a chat, which the server lays out.
// Knows which formats that way serves, and the option that they need. Does not know replies (http-verifier.ts).
import { EspalierError } from '../../contract/errors.ts'
import { writeToken } from '../../contract/reward-record.ts'
import type { RewardRecord } from '../../contract/reward-record.ts'
import type { Path } from '../../search/policy.ts'

/** A part of the request's body. White space around the problem and the steps is left out, as where a PRM runs here. */
export function poolingInput({ layout }: RewardRecord, { question, steps }: Pick<Path, 'question' | 'steps'>): object {
  if (layout.kind === 'turns') throw new RangeError('A chat of turns is not served.')
  const solution = steps.map(({ text }) => text.trim() + layout.stepSeparator).join('')
  if (layout.kind === 'chat') {
    const system = layout.system.trim()
    return {
      messages: [
        ...(system === '' ? [] : [{ role: 'system', content: system }]),
        { role: 'user', content: question.trim() },
        { role: 'assistant', content: solution },
      ],
    }
  }
  const prompt = layout.template.split('{question}').join(question.trim())
  return { input: prompt + solution, add_special_tokens: layout.addBeginning }
}

/** Throws `bad-input` for a format whose scores /pooling does not give. */
export function checkServable({ layout, offset, head }: RewardRecord): void {
  const why =
    layout.kind === 'turns' || offset !== 0
      ? 'reads a score at another token than the step’s own'
      : head.kind === 'mean_sigmoid'
        ? 'takes the mean of all logits'
        : null
  if (why === null) return
  throw new EspalierError({
    code: 'bad-input',
    message: `The format of this PRM ${why}, which no server does.`,
    advice: 'Choose another format for it, or open the model here, from its folder.',
  })
}

/** The option of vLLM by which it gives scores at the steps alone. */
export function poolingOption({ scoreToken, head }: RewardRecord): string {
  const returned =
    head.kind === 'token_pair'
      ? `, "returned_token_ids": [IDs of ${writeToken(head.positive)} and ${writeToken(head.negative)}]`
      : ''
  return `--pooler-config '{"pooling_type": "STEP", "step_tag_id": ID of ${writeToken(scoreToken)}${returned}}'`
}
