// Arguments of the commands that run a method: flags from the method table, and how they become a run's specification.
// Knows the tables of the contract. Does not know engines.
import { Command, InvalidArgumentError, Option } from 'commander'
import type { CallArgument, EngineApi } from '../contract/api.ts'
import { EspalierError } from '../contract/errors.ts'
import type { JudgeRecord } from '../contract/judge-record.ts'
import { METHOD_IDS, METHODS, methodById, parametersSchema } from '../contract/method.ts'
import type { MethodId, Parameter, ParameterValues } from '../contract/method.ts'
import { ROLE_NAMES } from '../contract/model.ts'
import type { ModelRole } from '../contract/model.ts'
import { valuesOf } from '../contract/parameter.ts'
import type { ChoiceParameter } from '../contract/parameter.ts'
import { AskedSampling, Sampling } from '../contract/sampling.ts'
import { CONFIDENCE_IDS, confidenceVerifier, judgeVerifier, readVerifier } from '../contract/verifier-choice.ts'
import type { VerifierChoice } from '../contract/verifier-choice.ts'
import { USUAL_CONFIDENCE, usualVerifier, verifierWarning } from '../contract/verifier-fit.ts'
import { judgeFor } from '../contract/verifier-need.ts'
import { isPlace } from '../engine/library/model-place.ts'
import { isServerAddress } from '../inference/server/model-server.ts'
import { deviceFlag } from './device-flag.ts'
import { formFlag, useForm } from './form-flag.ts'
import { readJudgeFile } from './judge-file.ts'
import { pathNamed } from './model-argument.ts'

/** Arguments that cannot be; the exit code is 2. */
export class BadArguments extends EspalierError {}

/** What the flags say of a run, but for its problem. */
export interface MethodArguments {
  method: MethodId
  parameters: ParameterValues
  /** What the flags say; the rest is the policy's own, or the default. */
  sampling: AskedSampling
  seed: number
  policy: string
  verifier: string | null
  /** What a judge is asked, where a file says it. */
  judge?: JudgeRecord
}

type Values = Record<string, string | number | boolean | undefined>

/** Adds the flags of methods and sampling to a command. */
export function addMethodFlags(command: Command): Command {
  command
    .addOption(new Option('--method <id>', 'search method').choices(METHOD_IDS).default('rebase'))
    .option('--seed <number>', 'seed of all random streams', number, 1)
    .option(
      '--policy <id>',
      'policy: an id of `espalier models list`, a model folder or GGUF file, or a server: HOST:PORT (default: the first of the catalog)',
    )
    .addOption(
      new Option(
        '--prm, --verifier <id>',
        'process reward model: an id, a model folder, or a server: HOST:PORT; or without one: ' +
          `${CONFIDENCE_IDS.map(confidenceVerifier).join(', ')}, or judge:MODEL (default: the first that is meant for the policy, ` +
          `else ${USUAL_CONFIDENCE})`,
      ),
    )
    .addOption(formFlag('the policy’s'))
    .option(
      '--judge-record <file>',
      'what the judge is asked, in place of what is kept for it: a JSON file with question, yes and no',
    )
    .addOption(deviceFlag())
  const parameters = METHODS.flatMap((method) => method.parameters)
  // Where methods tell a parameter differently, the first of them speaks for all.
  const first = parameters.filter(({ key }, at) => parameters.findIndex((other) => other.key === key) === at)
  for (const parameter of first) command.addOption(parameterFlag(parameter))
  for (const key of Object.keys(Sampling.shape)) {
    command.addOption(new Option(`--${kebab(key)} <number>`, 'sampling of the policy').argParser(number))
  }
  return command
}

/** The flags' values, checked against the method's table; models are those of the engine's catalog, or servers. */
export async function methodArguments(values: Values, engine: EngineApi): Promise<MethodArguments> {
  const method = methodById(String(values['method']))
  const own = new Set(method.parameters.map(({ key }) => key))
  const given = METHODS.flatMap(({ parameters }) => parameters.map(({ key }) => key)).filter(
    (key) => values[key] !== undefined,
  )
  const foreign = given.find((key) => !own.has(key))
  if (foreign !== undefined) {
    throw new BadArguments({
      code: 'bad-input',
      message: `${method.name} has no parameter --${kebab(foreign)}.`,
      advice: `It has: ${[...own].map((key) => `--${kebab(key)}`).join(', ') || 'none'}.`,
    })
  }
  const parameters = Object.fromEntries(given.map((key) => [key, values[key]]))
  const sampling = Object.fromEntries(
    Object.keys(Sampling.shape).flatMap((key) => (values[key] === undefined ? [] : [[key, values[key]]])),
  )
  const policy = await modelFor(engine, 'policy', values['policy'])
  await useForm(engine, policy, values['form'])
  const verifier = method.needsVerifier ? await verifierArgument(engine, policy, values['verifier']) : null
  const record = values['judgeRecord']
  return {
    method: method.id,
    parameters: parametersSchema(method).parse(parameters),
    sampling: AskedSampling.parse(sampling),
    seed: Number(values['seed']),
    policy,
    verifier,
    ...judgeFor(verifier, record === undefined ? undefined : await readJudgeFile(String(record))),
  }
}

/** A run of these arguments on a problem. */
export function runRequest(
  args: MethodArguments,
  problem: CallArgument<'runs.start'>['problem'],
): CallArgument<'runs.start'> {
  return { ...args, problem }
}

/** The verifier that is named, or the usual one of the policy. One that does not fit is told on stderr. */
async function verifierArgument(engine: EngineApi, policy: string, asked: Values[string]): Promise<string> {
  const choice = asked === undefined ? null : choiceIn(String(asked))
  if (choice?.kind === 'confidence') return confidenceVerifier(choice.confidence)
  if (choice?.kind === 'judge') return judgeVerifier(await modelFor(engine, 'policy', choice.model))
  // A server may be all that there is.
  if (choice && isServerAddress(choice.model)) return choice.model
  const { models } = await engine.call('models.list', {})
  if (!choice) return usualVerifier(policy, models)
  const verifier = await modelFor(engine, 'verifier', choice.model)
  await tellMisfit(engine, [policy], verifier)
  return verifier
}

function choiceIn(asked: string): VerifierChoice {
  try {
    return readVerifier(asked)
  } catch (error) {
    throw error instanceof EspalierError ? new BadArguments(error.report) : error
  }
}

/** Writes on stderr what should be known of this verifier with these policies, if anything. */
export async function tellMisfit(
  engine: EngineApi,
  policies: readonly string[],
  verifier: string | null,
): Promise<void> {
  const { models } = await engine.call('models.list', {})
  // Models that are named by their paths stand in no list; what is wrong with one is told when it is opened.
  const places = [...policies, verifier ?? ''].filter((id) => isPlace(id) && !isServerAddress(id))
  const looks = places.map(async (place) => {
    const look = await engine.call('models.look', { place }).catch(() => null)
    return look ? [{ ...look.card, id: place }] : []
  })
  const looked = (await Promise.all(looks)).flat()
  const warning = verifierWarning(policies, verifier, [...models, ...looked])
  if (warning !== null) process.stderr.write(`${warning}\n`)
}

async function modelFor(engine: EngineApi, role: ModelRole, asked: Values[string]) {
  if (asked !== undefined && isServerAddress(String(asked))) return String(asked)
  const { models } = await engine.call('models.list', {})
  const known = models.filter((model) => model.role === role)
  if (asked !== undefined) {
    const named = String(asked)
    if (known.some(({ id }) => id === named)) return named
    // The engine says what is wrong with a path, and with a model of the other role.
    const path = pathNamed(
      named,
      models.map(({ id }) => id),
    )
    if (path !== null) return path
    throw new BadArguments({
      code: 'not-found',
      message: `There is no ${ROLE_NAMES[role]} “${asked}” in the catalog or among your own.`,
      advice: `Known: ${known.map(({ id }) => id).join(', ') || 'none'}; or give a path, or the address of a server.`,
    })
  }
  const first = known.find(({ state }) => state === 'ready')
  if (first) return first.id
  const error = known[0]?.error
  throw new EspalierError(
    error ?? {
      code: 'model-missing',
      message: `The catalog has no ${ROLE_NAMES[role]}.`,
      advice: 'Name one with --policy or --verifier.',
    },
  )
}

function parameterFlag(parameter: Parameter): Option {
  const given = METHODS.flatMap(({ id, parameters }) =>
    parameters.flatMap((own) => (own.key === parameter.key ? [{ id, value: own.default }] : [])),
  )
  const where = `[${given.map(({ id }) => id).join(', ')}]`
  const values = new Set(given.map(({ value }) => value))
  const defaults =
    values.size === 1 ? String(parameter.default) : given.map(({ id, value }) => `${value} for ${id}`).join(', ')
  const flag = `--${kebab(parameter.key)} <${parameter.kind === 'choice' ? 'choice' : 'number'}>`
  const help = `${parameter.label}. ${parameter.help} (default: ${defaults}) ${where}`
  if (parameter.kind === 'choice') {
    return new Option(flag, help).choices(valuesOf(parameter))
  }
  return new Option(flag, help).argParser(number)
}

/** A flag for a choice of a command that takes it outside of any method, with its usual value. */
export function choiceFlag(name: string, choice: ChoiceParameter): Option {
  const { label, help } = choice
  return new Option(name, `${label}. ${help}`).choices(valuesOf(choice)).default(choice.default)
}

/** A parameter's key as a flag: depthLimit is depth-limit. */
export function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** A number given as an argument. Throws what commander reports as a bad argument. */
export function number(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.')
  return value
}
