// How PRMs are asked, as the library keeps it: real models and threads, a real data folder, and a server with a script.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunHeader } from '../../../../src-main/contract/run.ts'
import { isSameModel } from '../../../../src-main/contract/run.ts'
import { rewardPreset } from '../../../../src-main/contract/reward-presets.ts'
import type { RewardRecord } from '../../../../src-main/contract/reward-record.ts'
import { createEngine } from '../../../../src-main/engine/engine.ts'
import type { Engine } from '../../../../src-main/engine/engine.ts'
import { scriptedModels, startModelServer } from '../../../doubles/model-server.ts'

const SHEPHERD = resolve('tests/inference/reward-models/math-shepherd-mistral-7b-prm')
const TINY = resolve('tests/inference/tiny-model')
const QUESTION = 'A box holds 3 pens. How many pens are in 4 boxes?'
const STEPS = ['Step 1: There are 3 * 4 = 12 pens.', 'The answer is: 12']
const family = (id: string): RewardRecord => rewardPreset(id)!.record

let data: string
let engine: Engine
const start = () => createEngine({ host: 'cli', dataFolder: data, modelsFolder: resolve('models'), version: '0' })
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'espalier-rewards-'))
  engine = await start()
})
afterEach(async () => {
  await engine.close()
  rmSync(data, { recursive: true })
})

async function verifierOf(verifier: string): Promise<RunHeader['verifier']> {
  const problem = { id: 'own', question: QUESTION }
  const run = { problem, method: 'rebase' as const, policy: 'arithmetic-policy-400k', verifier, startPaused: true }
  const { id } = await engine.call('runs.start', run)
  await engine.call('runs.stop', { id })
  return (await engine.call('runs.open', { id })).header.verifier
}

const cardOf = async (id: string) => (await engine.call('models.cards', {})).cards.find((one) => one.id === id)
const test = (id: string, reward: RewardRecord, steps = STEPS) =>
  engine.call('models.reward.test', { id, reward, question: QUESTION, steps })

describe('the format of a PRM', () => {
  it('is what its files suggest, until somebody says otherwise, and part of what tells a model from another', async () => {
    const { card } = await engine.call('models.add', { place: SHEPHERD })
    expect(card).toMatchObject({ role: 'verifier', reward: family('math-shepherd'), rewardChanged: false })
    const suggested = await verifierOf(card.id)
    expect(suggested).toMatchObject({ reward: family('math-shepherd'), rewardChecksum: expect.any(String) as string })

    const { card: changed } = await engine.call('models.reward', { id: card.id, reward: family('llemma') })
    expect(changed).toMatchObject({ reward: family('llemma'), rewardChanged: true })
    await engine.close()
    engine = await start()
    expect(await cardOf(card.id)).toEqual(changed)
    const other = await verifierOf(card.id)
    expect(other!.reward).toEqual(family('llemma'))
    expect(isSameModel(suggested!, other!)).toBe(false)

    const { card: back } = await engine.call('models.reward', { id: card.id, reward: null })
    expect(back).toMatchObject({ reward: family('math-shepherd'), rewardChanged: false })
    expect(isSameModel(suggested!, (await verifierOf(card.id))!)).toBe(true)
  })

  it('is tested on a solution, saved or not, with the token at which each score was read', async () => {
    const { card } = await engine.call('models.add', { place: SHEPHERD })
    const { prompt, steps } = await test(card.id, family('math-shepherd'))
    expect(prompt.map(({ text }) => text).join('')).toContain('How many pens')
    expect(steps.map(({ text, tokens }) => [text, tokens.at(-1)!.text.trim()])).toEqual(STEPS.map((step) => [step, 'ки']))
    for (const { reward } of steps) expect(reward).toBeGreaterThan(0)
    const mean = await test(card.id, family('llemma'))
    expect(mean.steps.map(({ reward }) => reward)).not.toEqual(steps.map(({ reward }) => reward))
    expect((await cardOf(card.id))!.rewardChanged).toBe(false)
    await expect(test(card.id, family('math-shepherd'), ['a ки b', 'c'])).rejects.toThrow(/3 scores for 2 steps/)
    await expect(test(card.id, family('espalier'))).rejects.toThrow(/no token for “<step>”/)
  })

  it('makes a PRM of a policy that was added, and none of one that is part of the program', async () => {
    const { card } = await engine.call('models.add', { place: TINY })
    expect(card).toMatchObject({ role: 'policy', reward: null })
    const layout = { kind: 'plain', template: '{question}\n', addBeginning: true, stepSeparator: '\n', apart: true } as const
    const reward: RewardRecord = {
      ...{ layout, scoreToken: '\n', offset: 0 },
      head: { kind: 'token_pair', positive: '1', negative: '2' },
    }
    expect((await test(card.id, reward)).steps).toHaveLength(2)
    expect((await engine.call('models.reward', { id: card.id, reward })).card).toMatchObject({
      ...{ role: 'verifier', prompt: null, reward, rewardChanged: true },
    })
    expect((await verifierOf(card.id))!.reward).toEqual(reward)
    const again = (await engine.call('models.reward', { id: card.id, reward: null })).card
    expect(again).toEqual(card)
    const embedded = engine.call('models.reward', { id: 'arithmetic-policy-1m', reward })
    await expect(embedded).rejects.toThrow(/is a policy and part of Espalier/)
  })

  it('is kept for a connection, whose card tells it, and is none of a policy’s', async () => {
    const server = await startModelServer(scriptedModels())
    const addresses = [server.url]
    try {
      const { card: prm } = await engine.call('connections.add', { addresses, role: 'verifier' })
      const { card: policy } = await engine.call('connections.add', { addresses, role: 'policy' })
      const kept = (id: string, reward: RewardRecord | null) => engine.call('models.reward', { id, reward })
      const reward = family('math-shepherd')
      expect((await kept(prm.id, reward)).card).toMatchObject({ id: prm.id, reward, rewardChanged: true })
      expect((await kept(prm.id, null)).card).toMatchObject({ reward: family('qwen-math'), rewardChanged: false })
      await expect(kept(policy.id, reward)).rejects.toThrow(/was connected to as a policy/)
    } finally {
      await server.close()
    }
  })

  it('is kept for the address of a server, asked so there, and tested there', async () => {
    let pairs: unknown[] | null = null
    const script = scriptedModels()
    const server = await startModelServer((call) =>
      pairs && call.path === '/pooling' ? { json: { data: [{ data: pairs }] } } : script(call),
    )
    const { url: id } = server
    try {
      expect((await verifierOf(id))!.reward).toEqual(family('qwen-math'))
      pairs = [
        [0.75, 0.25],
        [0.5, 0.5],
      ]
      const { steps, prompt } = await test(id, family('math-shepherd'))
      expect(prompt).toEqual([])
      expect(steps).toEqual(STEPS.map((text, step) => ({ text, tokens: [], reward: [0.75, 0.5][step]! })))
      expect(await engine.call('models.reward', { id, reward: family('math-shepherd') })).toEqual({ card: null })
      expect((await verifierOf(id))!.reward).toEqual(family('math-shepherd'))
      pairs = [[0.75, 0.25]]
      await expect(test(id, family('math-shepherd'))).rejects.toMatchObject({
        report: {
          message: `The PRM at ${id} gave 1 scores for 2 steps.`,
          advice: expect.stringContaining('--pooler-config') as string,
        },
      })
      await expect(test(id, family('llemma'))).rejects.toThrow(/which no server does/)
      const unserved = engine.call('models.reward', { id, reward: family('llemma') })
      await expect(unserved).rejects.toThrow(/which no server does/)
      expect((await verifierOf(id))!.reward).toEqual(family('math-shepherd'))
    } finally {
      await server.close()
    }
  })
})
