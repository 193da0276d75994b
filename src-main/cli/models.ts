// `espalier models`: the models that Espalier finds, and those that were added.
// Knows flags and what is printed. Does not know how models are read, opened or kept.
import { resolve } from 'node:path'
import { Argument, Command } from 'commander'
import { EspalierError } from '../contract/errors.ts'
import { Form } from '../contract/model-card.ts'
import { createEngine } from '../engine/engine.ts'
import type { Engine } from '../engine/engine.ts'
import { defaultDataFolder } from '../engine/folders.ts'
import { devicesOption } from './device-flag.ts'
import { formFlag, keepForm, useForm } from './form-flag.ts'
import { tellForms } from './form-progress.ts'
import { pathNamed } from './model-argument.ts'
import { lineOfFound, lineOfModel, textOfCard, textOfTry } from './model-text.ts'
import { addServer, changeCommand, refuseServerFlags, serverOptions } from './models-server.ts'
import type { ServerFlags } from './models-server.ts'
import { textOfServer } from './server-text.ts'
import { tellServers } from './server-progress.ts'
import { isServerAddress } from '../inference/server/model-server.ts'
import { downloadCommand } from './models-download.ts'
import { judgeCommand } from './models-judge.ts'
import { rewardCommand } from './models-reward.ts'
import { modelsFolder, programVersion } from './program.ts'

interface Flags {
  json?: boolean
  question?: string
  form?: Form
}

const QUESTION = 'Ada has 12 pens. She gives 3 away. How many pens does she have left?'

export function modelsCommand(): Command {
  const list = new Command('list').description('List every model that can be named.').action(listModels)
  const find = new Command('find')
    .description('List what Hugging Face, LM Studio, Ollama and llama.cpp keep on this machine and was not added yet.')
    .action(findModels)
  const add = serverOptions(
    new Command('add')
      .description(
        'Keep a model by its place: a folder with safetensors or ONNX graphs, a GGUF file, or the address of a server. Nothing in it is changed.',
      )
      .argument('<place>', 'folder, file or address')
      .addOption(formFlag('its'))
      .option('--prm', 'of a server: its model scores steps (default: it writes them)'),
  ).action(addModel)
  const show = new Command('show')
    .description('Show what a model is, and in which forms it can run.')
    .argument('<id>', 'id or path of a model')
    .action(showModel)
  const form = new Command('form')
    .description('Make a form of a model’s weights, if it is not there yet, and let runs use it from now on.')
    .argument('<id>', 'id of a model that was added')
    .addArgument(new Argument('<form>', 'form of its weights').choices(Form.options))
    .action(chooseForm)
  const test = new Command('test')
    .description('Let a model write a few tokens, or a PRM score a step, and measure it.')
    .argument('<id>', 'id or path of a model')
    .option('--question <text>', 'what it is asked', QUESTION)
    .addOption(formFlag('its'))
    .action(testModel)
  const remove = new Command('remove')
    .description('Forget a model that was added, and delete what was made of it; its own files stay.')
    .argument('<id>', 'id of a model or server')
    .action(removeModel)
  const command = new Command('models').description('The models that Espalier finds, and your own.')
  const subs = [
    list,
    find,
    add,
    changeCommand(withEngine),
    downloadCommand(),
    show,
    form,
    test,
    judgeCommand(withEngine),
    rewardCommand(withEngine),
    remove,
  ]
  for (const sub of subs) {
    command.addCommand(sub.option('--json', 'one JSON object on stdout'))
  }
  return command
}

async function listModels({ json }: Flags): Promise<void> {
  await withEngine(async (engine) => {
    const { models } = await engine.call('models.list', {})
    process.stdout.write(json ? `${JSON.stringify({ models })}\n` : models.map(lineOfModel).join(''))
  })
}

async function findModels({ json }: Flags): Promise<void> {
  await withEngine(async (engine) => {
    const { found } = await engine.call('models.find', {})
    process.stdout.write(json ? `${JSON.stringify({ found })}\n` : found.map(lineOfFound).join(''))
  })
}

async function addModel(path: string, flags: Flags & ServerFlags): Promise<void> {
  const { json, form } = flags
  await withEngine(async (engine) => {
    if (isServerAddress(path)) {
      await useForm(engine, path, form)
      await addServer(engine, path, flags)
      return
    }
    refuseServerFlags(flags)
    const place = resolve(path)
    // First, so that nothing is added where there is no such form, or it cannot be made.
    if (form) await engine.call('models.form.make', { id: place, form })
    const added = (await engine.call('models.add', { place })).card
    const card = form ? await keepForm(engine, added.id, form) : added
    process.stdout.write(json ? `${JSON.stringify(card)}\n` : textOfCard(card))
  })
}

async function showModel(id: string, { json }: Flags): Promise<void> {
  await withEngine(async (engine) => {
    const servers = (await engine.call('connections.list', {})).cards
    const server = servers.find((card) => card.id === id)
    if (server) {
      process.stdout.write(json ? `${JSON.stringify(server)}\n` : textOfServer(server))
      return
    }
    const { cards } = await engine.call('models.cards', {})
    const ids = [...cards, ...servers].map((card) => card.id)
    const path = pathNamed(id, ids)
    const known = cards.find((card) => card.id === id)
    const card = path === null ? known : (await engine.call('models.look', { place: path })).card
    if (!card) {
      const advice = `Known: ${ids.join(', ')}.`
      throw new EspalierError({ code: 'not-found', message: `There is no model “${id}”.`, advice })
    }
    process.stdout.write(json ? `${JSON.stringify(card)}\n` : textOfCard(card))
  })
}

async function chooseForm(id: string, form: Form, { json }: Flags): Promise<void> {
  await withEngine(async (engine) => {
    const card = await keepForm(engine, id, form)
    process.stdout.write(json ? `${JSON.stringify(card)}\n` : textOfCard(card))
  })
}

async function testModel(id: string, { json, form, question = QUESTION }: Flags): Promise<void> {
  await withEngine(async (engine) => {
    const { models } = await engine.call('models.list', {})
    const ids = models.map((model) => model.id)
    const named = pathNamed(id, ids) ?? id
    await useForm(engine, named, form)
    const result = await engine.call('models.try', { id: named, question })
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : textOfTry(result))
  })
}

async function removeModel(id: string, { json }: Flags): Promise<void> {
  await withEngine((engine) => engine.call('models.remove', { id }))
  if (json) process.stdout.write(`${JSON.stringify({ removed: id })}\n`)
}

async function withEngine(work: (engine: Engine) => Promise<unknown>): Promise<void> {
  const engine = await createEngine({
    host: 'cli',
    dataFolder: null,
    modelsFolder: modelsFolder(),
    version: programVersion(),
    addedFolder: defaultDataFolder(),
    devices: devicesOption(undefined),
  })
  tellForms(engine)
  tellServers(engine)
  const deaf = engine.listen('engine.notice', ({ message, advice }) => {
    process.stderr.write(`${message} ${advice}\n`)
  })
  try {
    await work(engine)
  } finally {
    deaf()
    await engine.close()
  }
}
