// `espalier models add URL` and `models change`: models behind servers.
// Knows flags. Does not know how servers are asked, or where keys are kept.
import { readFile } from 'node:fs/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { CallArgument } from '../contract/api.ts'
import type { AskedKey, ConnectionSize } from '../contract/connection.ts'
import { EspalierError } from '../contract/errors.ts'
import type { Engine } from '../engine/engine.ts'
import { textOfServer } from './server-text.ts'

export interface ServerFlags {
  prm?: boolean
  name?: string
  model?: string
  address?: string[]
  keyVariable?: string | false
  atOnce?: number | 'auto'
  config?: string
  parameters?: number
  layers?: number
  width?: number
  json?: boolean
}

/** What is said of a server, for the commands that add or change one. */
export function serverOptions(command: Command): Command {
  return command
    .option('--name <name>', 'of a server: what it is called here (default: as its model)')
    .option('--model <name>', 'of a server: the model of its list (default: the first)')
    .option('--address <url...>', 'of a server: further addresses that serve the same model')
    .option('--key-variable <name>', 'of a server: the environment variable that holds its key')
    .addOption(
      new Option('--at-once <number>', 'of a server: requests at once at each address, or auto').argParser(atOnce),
    )
    .option('--config <file>', 'of a server: its model’s config.json, for FLOPs')
    .option(
      '--parameters <number>',
      'of a server: its model’s parameters that every token goes through, as in 7e9',
      count,
    )
    .option('--layers <number>', 'of a server: its model’s layers', count)
    .option('--width <number>', 'of a server: heads times head size', count)
}

/** Adds a server, and writes what was found. */
export async function addServer(engine: Engine, url: string, flags: ServerFlags): Promise<void> {
  const { json, prm, name, model } = flags
  const argument: CallArgument<'connections.add'> = {
    addresses: [url, ...(flags.address ?? [])],
    role: prm ? 'verifier' : 'policy',
    ...(name === undefined ? {} : { name }),
    ...(model === undefined ? {} : { model }),
    key: keyOf(flags) ?? { kind: 'none' },
    atOnce: atOnceOf(flags.atOnce ?? 'auto'),
    size: (await sizeOf(engine, flags)) ?? null,
  }
  const { card } = await engine.call('connections.add', argument)
  process.stdout.write(json ? `${JSON.stringify(card)}\n` : textOfServer(card))
}

export function changeCommand(withEngine: (work: (engine: Engine) => Promise<unknown>) => Promise<void>): Command {
  const command = new Command('change')
    .description('Change what is kept of a server that was added, or look at it again.')
    .argument('<id>', 'id of a server’s model')
  return serverOptions(command)
    .option('--no-key-variable', 'send no key')
    .action((id: string, flags: ServerFlags) => withEngine((engine) => change(engine, id, flags)))
}

async function change(engine: Engine, id: string, flags: ServerFlags): Promise<void> {
  const { json, name, model, address, atOnce } = flags
  const size = await sizeOf(engine, flags)
  const key = keyOf(flags)
  const changes: Omit<CallArgument<'connections.change'>, 'id'> = {
    ...(name === undefined ? {} : { name }),
    ...(model === undefined ? {} : { model }),
    ...(address === undefined ? {} : { addresses: address }),
    ...(atOnce === undefined ? {} : { atOnce: atOnceOf(atOnce) }),
    ...(size === undefined ? {} : { size }),
    ...(key === undefined ? {} : { key }),
  }
  const { card } =
    Object.keys(changes).length === 0
      ? await engine.call('connections.refresh', { id })
      : await engine.call('connections.change', { id, ...changes })
  process.stdout.write(json ? `${JSON.stringify(card)}\n` : textOfServer(card))
}

/** Throws where one of these flags was given, which say nothing of a model of this machine. */
export function refuseServerFlags(flags: ServerFlags): void {
  const { prm, name, model, address, keyVariable, atOnce, config, parameters, layers, width } = flags
  const given = [prm, name, model, address, keyVariable, atOnce, config, parameters, layers, width]
  if (given.every((flag) => flag === undefined)) return
  throw new EspalierError({
    code: 'bad-input',
    message: 'These options are of a server; this is a model of this machine.',
    advice: 'Leave them out, or give the address of a server.',
  })
}

function keyOf({ keyVariable }: ServerFlags): AskedKey | undefined {
  if (keyVariable === false) return { kind: 'none' }
  return keyVariable === undefined ? undefined : { kind: 'variable', name: keyVariable }
}

/** Undefined where nothing is said of it. */
async function sizeOf(engine: Engine, flags: ServerFlags): Promise<ConnectionSize | undefined> {
  const { config, parameters, layers, width } = flags
  if (config !== undefined) return (await engine.call('connections.size', { config: await textOf(config) })).size
  if (parameters === undefined && layers === undefined && width === undefined) return undefined
  if (parameters === undefined) {
    throw new EspalierError({
      code: 'bad-input',
      message: 'The size has no number of parameters.',
      advice: 'Give --parameters too, as in --parameters 7e9.',
    })
  }
  return { parameters, layers: layers ?? null, attentionWidth: width ?? null, from: 'typed' }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new EspalierError(
      {
        code: 'bad-input',
        message: `The file “${path}” cannot be read.`,
        advice: 'Check its path.',
        details: String(cause),
      },
      { cause },
    )
  }
}

function count(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new InvalidArgumentError('It must be a whole number above 0.')
}

function atOnce(text: string): number | 'auto' {
  return text === 'auto' ? text : count(text)
}

function atOnceOf(flag: number | 'auto'): number | null {
  return flag === 'auto' ? null : flag
}
