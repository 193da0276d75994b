// A try of a real model: it is asked as runs ask it.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PromptRecord } from '../../../../src-main/contract/prompt-record.ts'
import { Sampling } from '../../../../src-main/contract/sampling.ts'
import { triedSession, tryModel } from '../../../../src-main/engine/library/model-try.ts'
import { openSession, policyOver } from '../../../../src-main/inference/session/session-client.ts'
import type { Session } from '../../../../src-main/inference/session/session-client.ts'
import { NEVER, POLICY, QUESTION } from '../../../inference/embedded.ts'

/** Cuts in the middle of what the files call a step. */
const CHANGED = PromptRecord.parse({
  layout: { kind: 'plain', template: '{question}\n', addBeginning: true },
  steps: { kind: 'texts', texts: [' + ', ' * ', ' - ', ' / '] },
})

let session: Session
beforeAll(async () => {
  session = await openSession({ folder: POLICY, role: 'policy', threads: 1 })
})
afterAll(() => session.close())

/** The step that a run begins with, greedily. */
async function firstStep(prompt: PromptRecord | null): Promise<string> {
  const port = session.connect(prompt)
  const path = { question: QUESTION, steps: [] }
  const sampling = Sampling.parse({ temperature: 0, maxStepTokens: 64 })
  const { proposals } = await policyOver(port, session.facts).propose([{ path, seeds: [1], maxTokens: 64 }], sampling, NEVER)
  port.close()
  return proposals[0]![0]!.text
}

const tried = async (prompt: PromptRecord | null) => {
  const open = () => Promise.resolve(triedSession({ session, role: 'policy', prompt }))
  return (await tryModel(open, QUESTION, NEVER)).text.split('\n')[0]
}

it('a policy is tried in the batches of searches, too', async () => {
  const open = () => Promise.resolve(triedSession({ session, role: 'policy', prompt: null }))
  const { tokensPerSecond, wideSpeeds } = await tryModel(open, QUESTION, NEVER)
  expect(wideSpeeds.map(({ rows }) => rows)).toEqual([16, 64])
  // Rows that decode together share each pass.
  for (const wide of wideSpeeds) expect(wide.tokensPerSecond).toBeGreaterThan(tokensPerSecond)
})

it('a try asks by what its files say, or by the record that was changed', async () => {
  expect(await tried(null)).toBe(await firstStep(null))
  expect(await tried(CHANGED)).toBe(await firstStep(CHANGED))
  expect(await tried(CHANGED)).not.toBe(await tried(null))
})
