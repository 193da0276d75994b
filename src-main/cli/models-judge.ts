// `espalier models judge`: what a model is asked where it judges the steps of another, and the exact tokens that it sees then.
// Knows flags and what is printed. Does not know layouts or tokens.
import { Command } from 'commander'
import { EspalierError } from '../contract/errors.ts'
import { USUAL_JUDGE } from '../contract/judge-record.ts'
import type { ConnectionCard } from '../contract/connection.ts'
import type { JudgePreview, ModelCard } from '../contract/model-card.ts'
import type { Engine } from '../engine/engine.ts'
import { readJudgeFile } from './judge-file.ts'

interface Flags {
  record?: string
  usual?: boolean
  question: string
  solution: string
  json?: boolean
}

/** `withEngine` does a work with an engine that is closed behind it. */
export function judgeCommand(withEngine: (work: (engine: Engine) => Promise<unknown>) => Promise<void>): Command {
  return new Command('judge')
    .description('Show what a model sees as a judge of a step, and keep another question for it.')
    .argument('<id>', 'id of a policy')
    .option(
      '--record <file>',
      'keep this question: a JSON file with question, yes and no; what is left out is the usual',
    )
    .option('--usual', 'go back to the usual question')
    .option('--question <text>', 'problem of what is shown', '1 + 1 + 1')
    .option('--solution <text>', 'solution whose last step is judged', '1 + 1 = 2\n2 + 1 = 3')
    .action((id: string, flags: Flags) => withEngine((engine) => judge(engine, id, flags)))
}

async function judge(engine: Engine, id: string, { record, usual, question, solution, json }: Flags): Promise<void> {
  let card = await cardOf(engine, id)
  if (record !== undefined || usual) {
    const judge = record === undefined ? undefined : await readJudgeFile(record)
    card = (await engine.call('models.prompt', { id, prompt: { ...card.prompt!, judge } })).card
  }
  const prompt = card.prompt!
  const { judge: preview } = await engine.call('models.preview', { id, prompt, question, solution })
  if (preview.error) throw new EspalierError(preview.error)
  const asked = prompt.judge ?? USUAL_JUDGE
  process.stdout.write(json ? `${JSON.stringify({ judge: asked, ...preview })}\n` : textOf(preview))
}

async function cardOf(engine: Engine, id: string): Promise<ModelCard | ConnectionCard> {
  const { cards } = await engine.call('models.cards', {})
  const servers = (await engine.call('connections.list', {})).cards
  const policies = [...cards, ...servers].filter(({ prompt }) => prompt !== null)
  const card = policies.find((one) => one.id === id)
  if (card) return card
  throw new EspalierError({
    code: 'not-found',
    message: `There is no policy “${id}”.`,
    advice: `Known: ${policies.map((one) => one.id).join(', ')}. A model is kept with its question once it was added.`,
  })
}

function textOf({ tokens, yes, no }: JudgePreview): string {
  const told = (side: JudgePreview['yes']) =>
    side.map(({ id, text }) => JSON.stringify(text) + (id === null ? '' : ` (${id})`)).join(', ')
  const seen = tokens.map(({ text }) => text).join('')
  const count = tokens.some(({ id }) => id === null) ? 'its tokens are the server’s' : `${tokens.length} tokens`
  return `${seen}\n\n${count}\nyes: ${told(yes)}\nno: ${told(no)}\n`
}
