// Each family of process reward models (PRMs): the format that its files suggest, where its scores are read, and the rewards, against what
// its publisher's own way of asking it gives in transformers (models/recipe/tiny_rewards.py).
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { presetOfReward } from '../../../src-main/contract/reward-presets.ts'
import type { RewardPresetId } from '../../../src-main/contract/reward-presets.ts'
import { score } from '../../../src-main/inference/decoding/step-scorer.ts'
import { NEVER, openScored, PRM } from '../embedded.ts'

const FOLDER = resolve('tests/inference/reward-models')
/** Largest difference of a reward. */
const NEAR = 1e-3
const FAMILIES: [preset: RewardPresetId, folder: string][] = [
  ['llemma', 'llemma-7b-reward'],
  ['math-shepherd', 'math-shepherd-mistral-7b-prm'],
  ['rlhflow', 'Llama3.1-8B-PRM-Deepseek-Data'],
  ['qwen-math', 'qwen-math-process-reward'],
  ['skywork', 'Skywork-o1-Open-PRM'],
  ['math-psa', 'Math-psa'],
  ['trl', 'trained-with-trl'],
]

interface Solution {
  question: string
  steps: string[]
}
interface Said {
  tokens: number
  places: number[]
  ids: number[]
  scores: number[]
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8'))
}

/** A folder's own answers, in the order of the solutions, and those of the embedded PRM, which knows few characters. */
function casesOf(folder: string): (Solution & Said)[] {
  const said = read(join(folder, 'expected.json')) as Said[]
  return (read('solutions.json') as Solution[]).map((solution, place) => ({ ...solution, ...said[place]! }))
}

const ALL: [preset: RewardPresetId, path: string, cases: (Solution & Said)[]][] = [
  ...FAMILIES.map(([preset, folder]) => [preset, join(FOLDER, folder), casesOf(folder)] as (typeof ALL)[number]),
  ['espalier', PRM, read('own-expected.json') as (Solution & Said)[]],
]

/** Every step of a solution as a path that ends with it. */
function pathsOf({ question, steps }: Solution) {
  return steps.map((_, last) => ({
    question,
    steps: steps.slice(0, last + 1).map((text) => ({ text, tokenIds: [] })),
  }))
}

describe.each(ALL)('%s', (preset, path, cases) => {
  it('is known by its files, and reads each score where its publisher does', async () => {
    const { folder, reward, session } = await openScored(path)
    expect(folder.reward && presetOfReward(folder.reward)).toBe(preset)
    expect(cases.length).toBeGreaterThanOrEqual(20)
    for (const { question, steps, places, ids } of cases) {
      const { prompt, steps: chunks } = reward.tokensOf({ question, steps: steps.map((text) => ({ text })) })
      let length = prompt.length
      const ends = chunks.map((chunk) => (length += chunk.length) - 1)
      expect(ends).toEqual(places)
      expect(chunks.map((chunk) => chunk.at(-1))).toEqual(ids)
    }
    await session.release()
  })

  it('gives the rewards that it gives in transformers', async () => {
    const model = await openScored(path)
    let most = 0
    for (const one of cases) {
      const { rewards } = await score(model, pathsOf(one), NEVER)
      expect(rewards).toHaveLength(one.scores.length)
      for (const [step, reward] of rewards.entries()) most = Math.max(most, Math.abs(reward! - one.scores[step]!))
    }
    expect(most).toBeLessThan(NEAR)
    const spread = cases.flatMap(({ scores }) => scores)
    // Scores that were all alike would agree with anything.
    expect(Math.max(...spread) - Math.min(...spread)).toBeGreaterThan(50 * NEAR)
    await model.session.release()
  })
})
