// The policy's own confidence as verifier: its rules beside numbers worked out by hand, and every method that asks a verifier with it.
import { describe, expect, it } from 'vitest'
import { METHODS } from '../../src-main/contract/method.ts'
import { NO_USAGE } from '../../src-main/contract/cost.ts'
import { RunSpec } from '../../src-main/contract/run.ts'
import { CONFIDENCE_IDS, confidenceVerifier, GROUP_TOKENS } from '../../src-main/contract/verifier-choice.ts'
import type { ConfidenceId } from '../../src-main/contract/verifier-choice.ts'
import type { Change } from '../../src-main/contract/event.ts'
import { foldChanges } from '../../src-main/contract/tree.ts'
import { ownConfidence } from '../../src-main/search/confidence.ts'
import type { Policy, ProposeRequest, Step } from '../../src-main/search/policy.ts'
import { search } from '../../src-main/search/search.ts'

const never = new AbortController().signal

async function rewardOf(id: ConfidenceId, step: Partial<Step>): Promise<number | null> {
  const path = {
    question: 'Q',
    steps: [
      { text: 'before', tokenIds: [1] },
      { text: 'x', tokenIds: [1, 2], ...step },
    ],
  }
  const { rewards, usage } = await ownConfidence(id).score([path], never)
  expect(usage).toEqual(NO_USAGE)
  return rewards[0]!
}

const halves = (count: number) => Array.from({ length: count }, () => Math.log(0.5))

describe('the reward of a step', () => {
  it.each<[string, ConfidenceId, Partial<Step>, number]>([
    ['the geometric mean of 1/2 and 1/8', 'mean', { logProbabilities: [Math.log(0.5), Math.log(0.125)] }, 0.25],
    ['a sure step', 'mean', { logProbabilities: [0, 0] }, 1],
    ['rounding above 1', 'mean', { logProbabilities: [1e-9] }, 1],
    ['a short step, one group', 'lowest-group', { logProbabilities: [Math.log(0.5), Math.log(0.125)] }, 0.25],
    // Of the groups of 8, the least has all eight eighths.
    [
      'the least of several groups',
      'lowest-group',
      {
        logProbabilities: [
          ...halves(20),
          ...Array.from({ length: GROUP_TOKENS }, () => Math.log(0.125)),
          ...halves(20),
        ],
      },
      0.125,
    ],
    ['one bad token', 'lowest-group', { logProbabilities: [...halves(20), Math.log(0.5 ** 9), ...halves(20)] }, 0.25],
    ['chance', 'self-certainty', { certainty: 0 }, 0],
    ['ten nats', 'self-certainty', { certainty: 10 }, 0.5],
    ['thirty nats', 'self-certainty', { certainty: 30 }, 0.75],
  ])('%s', async (_, id, step, reward) => {
    expect(await rewardOf(id, step)).toBeCloseTo(reward, 12)
  })

  it('is none for a step without tokens', async () => {
    for (const id of CONFIDENCE_IDS) expect(await rewardOf(id, { tokenIds: [] })).toBeNull()
  })

  it.each(CONFIDENCE_IDS)('is refused by name where the policy tells nothing: %s', async (id) => {
    const steps = [{ text: 'x', tokenIds: [], tokens: 3, logProbabilities: [] }]
    const scored = async () => ownConfidence(id).score([{ question: 'Q', steps }], never)
    await expect(scored).rejects.toMatchObject({ report: { code: 'bad-input' } })
  })
})

/** Three steps and an answer, whose numbers follow from the seed. */
function policyOf(asked: ProposeRequest[]): Policy {
  return {
    shape: null,
    propose(requests) {
      asked.push(...requests)
      const proposals = requests.map(({ path, seeds, certainty }) =>
        seeds.map((seed) => {
          const last = path.steps.length === 3
          const text = last ? `The answer is: ${seed % 3}` : `step ${seed}`
          const logProbabilities = [-(seed % 97) / 50, -(seed % 89) / 60]
          const known = certainty ? { certainty: (seed % 83) / 4 } : {}
          return {
            text,
            tokenIds: [seed % 1000, 7],
            logProbabilities,
            ends: last ? ('solution' as const) : ('step' as const),
            ...known,
          }
        }),
      )
      return Promise.resolve({ proposals, usage: NO_USAGE })
    },
  }
}

describe.each(METHODS.filter(({ needsVerifier }) => needsVerifier).map(({ id }) => id))('%s', (method) => {
  it.each(CONFIDENCE_IDS)('runs on %s, and every reward is that of its step', async (id) => {
    const changes: Change[] = []
    const asked: ProposeRequest[] = []
    const spec = RunSpec.parse({
      problem: { id: 'p', question: 'Q', answer: '1' },
      method,
      policy: 'one',
      verifier: confidenceVerifier(id),
    })
    const gate = () => Promise.resolve()
    await search({
      spec,
      policy: policyOf(asked),
      verifier: null,
      emit: (change) => changes.push(change),
      gate,
      signal: never,
    })
    const tree = foldChanges(changes)
    expect(tree.error).toBeNull()
    expect(tree.chosen?.answer).not.toBeNull()
    expect(asked.every(({ certainty = false }) => certainty === (id === 'self-certainty'))).toBe(true)
    const scored = tree.nodes.filter(({ reward }) => typeof reward === 'number')
    expect(scored.length).toBeGreaterThan(3)
    for (const { reward, logProbabilities, certainty = 0 } of scored) {
      const mean = (logProbabilities[0]! + logProbabilities[1]!) / 2
      expect(reward).toBeCloseTo(id === 'self-certainty' ? certainty / (certainty + 10) : Math.exp(mean), 12)
    }
  })
})
