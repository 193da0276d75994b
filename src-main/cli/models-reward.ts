// `espalier models reward`: how a process reward model (PRM) is asked, kept and tested on a solution.
// Knows flags and what is printed. Does not know layouts, tokens or scores.
import { readFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import type { CallResult } from '../contract/api.ts'
import { EspalierError } from '../contract/errors.ts'
import { sentenceOf } from '../contract/issue-words.ts'
import { writeReward } from '../contract/notation.ts'
import { RewardFile, REWARD_FILE } from '../contract/reward-file.ts'
import { presetOfReward, REWARD_PRESETS, rewardPreset, servedReward } from '../contract/reward-presets.ts'
import { writeToken } from '../contract/reward-record.ts'
import type { RewardRecord } from '../contract/reward-record.ts'
import type { Engine } from '../engine/engine.ts'
import { isServerAddress } from '../inference/server/model-server.ts'
import { BadFile } from './bad-file.ts'

interface Flags {
  family?: string
  record?: string
  suggested?: boolean
  question: string
  solution: string
  json?: boolean
}

/** `withEngine` does a work with an engine that is closed behind it. */
export function rewardCommand(withEngine: (work: (engine: Engine) => Promise<unknown>) => Promise<void>): Command {
  const families = REWARD_PRESETS.map(({ id }) => id)
  return new Command('reward')
    .description('Keep how a PRM is asked, and show what it sees of a solution and the score of each step.')
    .argument('<id>', 'id of a model, or the address of a server')
    .addOption(new Option('--family <name>', 'keep the format of a family').choices(families))
    .option('--record <file>', `keep a format of your own: a JSON file like ${REWARD_FILE}`)
    .option('--suggested', 'go back to what the model’s files suggest')
    .option('--question <text>', 'problem of the test', '1 + 1 + 1')
    .option('--solution <text>', 'solution of the test, a step a line', '1 + 1 = 2\n2 + 1 = 3')
    .action((id: string, flags: Flags) => withEngine((engine) => reward(engine, id, flags)))
}

async function reward(engine: Engine, id: string, flags: Flags): Promise<void> {
  const { question, solution, json } = flags
  const chosen = flags.family !== undefined ? rewardPreset(flags.family)!.record : await recordIn(flags.record)
  const served = isServerAddress(id) || (await isConnection(engine, id))
  const before = served ? null : await cardOf(engine, id)
  const card = flags.suggested ? (await engine.call('models.reward', { id, reward: null })).card : before
  const record = chosen ?? card?.reward ?? (served ? servedReward('') : null)
  if (!record) {
    // A model that was made a policy again has no format.
    if (flags.suggested) return
    throw noFormat(id)
  }
  const steps = solution.split('\n').filter((step) => step.trim() !== '')
  const result = await engine.call('models.reward.test', { id, reward: record, question, steps })
  // What does not fit the model is not kept.
  if (chosen) await engine.call('models.reward', { id, reward: chosen })
  process.stdout.write(json ? `${JSON.stringify({ reward: record, ...result })}\n` : textOf(record, result))
}

async function recordIn(path: string | undefined): Promise<RewardRecord | null> {
  if (path === undefined) return null
  const advice = `Write an object like ${REWARD_FILE} in docs/models.md.`
  let content: unknown
  try {
    content = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new BadFile(`“${path}” cannot be read as JSON.`, advice, error)
  }
  const read = RewardFile.safeParse(content)
  if (read.success) return read.data.record
  throw new BadFile(`“${path}” is no format of a PRM: ${sentenceOf(read.error, 'it')}`, advice)
}

async function isConnection(engine: Engine, id: string): Promise<boolean> {
  const { models } = await engine.call('models.list', {})
  return models.some((one) => one.id === id && one.origin === 'server')
}

async function cardOf(engine: Engine, id: string) {
  const { cards } = await engine.call('models.cards', {})
  const card = cards.find((one) => one.id === id)
  if (card) return card
  throw new EspalierError({
    code: 'not-found',
    message: `There is no model “${id}”.`,
    advice: `Known: ${cards.map((one) => one.id).join(', ')}. A model is kept with its format once it was added.`,
  })
}

function textOf(record: RewardRecord, { prompt, steps }: CallResult<'models.reward.test'>): string {
  const seen = [...prompt, ...steps.flatMap(({ tokens }) => tokens)].map(({ text }) => text).join('')
  const rows = steps.map(({ text, tokens, reward }) => {
    const last = tokens.at(-1)
    const where = last ? `  read at ${writeToken(last.text)} (${last.id})` : ''
    return `${reward === null ? 'none ' : writeReward(reward)}  ${text}${where}\n`
  })
  const family = presetOfReward(record) ?? 'own format'
  return `${seen === '' ? '' : `${seen}\n\n`}${family}\n${rows.join('')}`
}

function noFormat(id: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `Nothing says how “${id}” would be asked as a PRM.`,
    advice: `Choose a family with --family: ${REWARD_PRESETS.map((one) => one.id).join(', ')}.`,
  })
}
