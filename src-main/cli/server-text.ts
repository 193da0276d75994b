// Models behind servers as a terminal shows them: what a look has found, as a table, and what is kept.
// Knows words. Does not know engines or other models.
import { ABILITIES } from '../contract/connection.ts'
import type { Able, Ability, ConnectionCard, KeyPlace, ServerLoad, ServerProbe } from '../contract/connection.ts'
import { ROLE_NAMES } from '../contract/model.ts'
import { parametersOf } from './model-text.ts'

const ABILITY: Readonly<Record<Ability, string>> = {
  completions: 'completions',
  choices: 'several texts a request (n)',
  stopReason: 'tells why a text ended',
  logProbabilities: 'log-probabilities',
  tokenCounts: 'counts of tokens',
  cachedTokens: 'counts of cached tokens',
  pooling: 'scores of steps (/pooling)',
}

/** Models of a list that are written; a hub’s has hundreds. */
const MOST = 12

/** A row a fact. */
export function textOfServer(card: ConnectionCard): string {
  const { probe, addresses, atOnce, prompt } = card
  const rows: (readonly [string, string])[] = [
    ['server', probe.software],
    ['model', probe.model ?? 'has no name'],
    ...(probe.version === null ? [] : [['loaded from', probe.version] as const]),
    ['context', probe.context === null ? 'not told' : `${probe.context} tokens`],
    ['FLOPs', sizeOf(card.size)],
    ...ABILITIES.flatMap((ability) => {
      const able = probe.abilities[ability]
      return able ? [[ABILITY[ability], writtenAble(able)] as const] : []
    }),
    ...addresses.map((address, place) => [place === 0 ? 'asked at' : '', addressOf(address, probe)] as const),
    ['key', writtenKey(card.key)],
    ['requests at once', atOnce === null ? 'as many as the server bears' : `${atOnce} at each address`],
    ...(prompt ? [['asked by', askedBy(card)] as const] : []),
    ...(probe.models.length > 1 ? [['it also serves', others(probe)] as const] : []),
    ['state', card.error ? `${card.state}: ${card.error.message} ${card.error.advice}` : card.state],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
  return `${card.name} (${card.id}), ${ROLE_NAMES[card.role]} behind a server\n${lines.join('\n')}\n`
}

/** What a run waits for, or null where it waits for nothing that should be told. */
export function textOfWait({ model, addresses }: ServerLoad): string | null {
  const waits = addresses.find(({ waitsFor }) => waitsFor === 'loading')
  return waits ? `The server of ${model} is loading its model; the run waits for it …` : null
}

function writtenAble({ able, said }: Able): string {
  if (able) return 'yes'
  return said === null ? 'no' : `no: ${said}`
}

function sizeOf(size: ConnectionCard['size']): string {
  if (size === null) return 'not known: give the size by --config or --parameters'
  const attention = size.layers === null || size.attentionWidth === null ? '; those of attention are not known' : ''
  const from = { server: 'as the server tells it', 'config.json': 'from config.json', typed: 'as typed' }
  return `by ${parametersOf(size.parameters)}, ${from[size.from]}${attention}`
}

function addressOf(address: string, { addresses }: ServerProbe): string {
  const error = addresses.find(({ url }) => url === address)?.error
  return error ? `${address}: ${error.message}` : address
}

function writtenKey(key: KeyPlace): string {
  const places = { none: 'none', keychain: 'in the keychain', memory: 'until the window’s program ends' }
  return key.kind === 'variable' ? `in the environment variable ${key.name}` : places[key.kind]
}

function askedBy({ prompt, promptChanged, probe }: ConnectionCard): string {
  const layout = prompt!.layout.kind === 'chat' ? 'chat template' : 'plain template'
  if (promptChanged) return `${layout}, changed by hand`
  return probe.chatTemplate === null ? `${layout}; the server tells no chat template` : `${layout} of the server`
}

function others({ models, model }: ServerProbe): string {
  const ids = models.map(({ id }) => id).filter((id) => id !== model)
  const more = ids.length > MOST ? ` and ${ids.length - MOST} more` : ''
  return `${ids.slice(0, MOST).join(', ')}${more}`
}
