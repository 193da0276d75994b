// The connections: models behind servers that the user keeps, as cards, in the list of models, and opened for runs.
// Knows what is kept of each, and who looks at servers and keeps keys. Does not know runs, or how servers are asked.
import type { CallAnswers } from '../../contract/api.ts'
import type { CONNECTION_CALLS, ConnectionCard, ServerLoad, ServerProbe } from '../../contract/connection.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { ModelInfo, ModelRole } from '../../contract/model.ts'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import { servedReward } from '../../contract/reward-presets.ts'
import type { RewardRecord } from '../../contract/reward-record.ts'
import type { ConnectionKeys } from './connection-keys.ts'
import type { ConnectionsFile, KeptConnection } from './connections-file.ts'
import { lookAtServers } from './look-at-servers.ts'
import { freeId } from './model-id.ts'
import { openConnection, promptOfConnection } from './served-models.ts'
import type { ServedModel } from './served-models.ts'
import { sizeOfConfig } from './size-of-config.ts'

export interface Connections {
  calls: Required<CallAnswers<keyof typeof CONNECTION_CALLS>>
  cards(): ConnectionCard[]
  /** As models that a run can name. */
  infos(): ModelInfo[]
  find(id: string): KeptConnection | null
  card(id: string): ConnectionCard
  /** Opens the model for its part; see ModelLibrary.open. */
  open(connection: KeptConnection, part: ModelRole | 'judge', signal: AbortSignal): Promise<ServedModel>
  /** Keeps how a policy is asked; null for what its server suggests. */
  ask(id: string, prompt: PromptRecord | null): Promise<ConnectionCard>
  remove(id: string): Promise<void>
  /** Takes what the thread of the searches tells of its servers. */
  loaded(loads: readonly ServerLoad[]): void
  close(): void
}

/** `taken`: ids that models have; `rewardOf`: how the user says that a PRM is asked. `changed` is called when a list or card would differ, `load` when servers' loads do. */
export function createConnections(options: {
  file: ConnectionsFile
  keys: ConnectionKeys
  taken: () => Promise<readonly string[]>
  rewardOf: (id: string) => RewardRecord | null
  changed: () => void
  load: (loads: ServerLoad[]) => void
}): Connections {
  const { file, keys, taken, rewardOf, changed, load } = options
  const ending = new AbortController()
  /** Those that a run waits for before it begins, by id. */
  const opening = new Map<string, ServerLoad>()
  let running: readonly ServerLoad[] = []

  const loads = () => [...opening.values(), ...running.filter(({ model }) => !opening.has(model))]
  const find = (id: string) => file.read().connections.find((one) => one.id === id) ?? null
  const wanted = (id: string): KeptConnection => {
    const found = find(id)
    if (found) return found
    const known = file.read().connections.map((one) => one.id)
    throw new EspalierError({
      code: 'not-found',
      message: `There is no server “${id.slice(0, 200)}”.`,
      advice: `Known: ${known.join(', ') || 'none'}.`,
    })
  }

  const cardOf = (connection: KeptConnection): ConnectionCard => {
    const { id, name, role, addresses, model, key, atOnce, size, probe } = connection
    const fault = keys.missing(id, key)
    const told = probe.shape && probe.shape.parameters > 0 ? { ...probe.shape, from: 'server' as const } : null
    return {
      ...{ id, name, role, origin: 'server', addresses, model, key, atOnce, probe },
      size: size ?? told,
      prompt: role === 'policy' ? promptOfConnection(connection) : null,
      promptChanged: role === 'policy' && connection.prompt !== null,
      reward: role === 'verifier' ? (rewardOf(id) ?? servedReward(model ?? '')) : null,
      rewardChanged: role === 'verifier' && rewardOf(id) !== null,
      state: fault ? 'missing' : 'ready',
      error: fault?.report ?? null,
    }
  }

  const infoOf = (connection: KeptConnection): ModelInfo => {
    const { id, name, role, origin, size, prompt, state, error } = cardOf(connection)
    const sampling = prompt ? { sampling: prompt.sampling } : {}
    return { id, name, role, origin, parameters: size?.parameters ?? null, ...sampling, state, error, device: null }
  }

  const change = async (id: string, what: (connection: KeptConnection) => KeptConnection) => {
    await file.change((content) => ({
      ...content,
      connections: content.connections.map((one) => (one.id === id ? what(one) : one)),
    }))
    changed()
    return cardOf(wanted(id))
  }

  return {
    cards: () => file.read().connections.map(cardOf),
    infos: () => file.read().connections.map(infoOf),
    find,
    card: (id) => cardOf(wanted(id)),

    async open(connection, part, signal) {
      const { id, key } = connection
      const either = AbortSignal.any([signal, ending.signal])
      const waits = (address: ServerLoad['addresses'][number]) => {
        opening.set(id, { model: id, addresses: [address], tokensPerSecond: 0 })
        load(loads())
      }
      try {
        return await openConnection(connection, part, { key: await keys.keyOf(id, key), signal: either, waits })
      } finally {
        if (opening.delete(id)) load(loads())
      }
    },

    ask: (id, prompt) => change(id, (one) => ({ ...one, prompt })),

    async remove(id) {
      const { id: known } = wanted(id)
      await keys.forget(known)
      await file.change((content) => ({
        ...content,
        connections: content.connections.filter((one) => one.id !== known),
      }))
      changed()
    },

    loaded(told) {
      running = told
      load(loads())
    },
    close: () => ending.abort(),

    calls: {
      'connections.list': async () => ({
        cards: file.read().connections.map(cardOf),
        keychain: await keys.hasKeychain(),
        loads: loads(),
      }),

      async 'connections.look'({ addresses, role, model, key, of }) {
        const { key: sent } = await keys.take(key, of === null ? null : keptKey(wanted(of)))
        return { probe: await lookAtServers({ addresses, role, model, key: sent }, ending.signal) }
      },

      async 'connections.add'({ name, role, model, key, atOnce, size, ...asked }) {
        const taking = await keys.take(key, null)
        const what = { addresses: asked.addresses, role, model, key: taking.key }
        const probe = whole(await lookAtServers(what, ending.signal))
        const models = await taken()
        const addresses = urlsOf(probe)
        const called = name ?? nameOf(probe, addresses[0]!)
        const ids = [...models, ...file.read().connections.map((one) => one.id)]
        const id = freeId(called, ids)
        await taking.keep(id)
        const added: KeptConnection = {
          ...{ id, name: called, role, added: new Date().toISOString(), addresses, model: probe.model },
          ...{ key: taking.place, atOnce, size: kept(size), prompt: null, probe },
        }
        await file.change((content) => ({ ...content, connections: [...content.connections, added] }))
        changed()
        return { card: cardOf(wanted(id)) }
      },

      async 'connections.change'({ id, addresses, model, key, ...plain }) {
        const before = wanted(id)
        const others = addresses !== undefined || model !== undefined || key !== undefined
        // What its server is not asked for may be changed without the key, too.
        const taking = others ? await keys.take(key ?? { kind: 'kept' }, keptKey(before)) : null
        const asked = { addresses: addresses ?? before.addresses, model: model === undefined ? before.model : model }
        const what = { ...asked, role: before.role, key: taking?.key ?? null }
        const probe = taking ? whole(await lookAtServers(what, ending.signal)) : before.probe
        await taking?.keep(id)
        const { name, atOnce, size } = plain
        const card = await change(id, (one) => ({
          ...one,
          ...(name === undefined ? {} : { name }),
          ...(atOnce === undefined ? {} : { atOnce }),
          ...(size === undefined ? {} : { size: kept(size) }),
          ...(taking ? { addresses: urlsOf(probe), model: probe.model, key: taking.place, probe } : {}),
        }))
        return { card }
      },

      async 'connections.refresh'({ id }) {
        const { addresses, role, model, key } = wanted(id)
        const what = { addresses, role, model, key: await keys.keyOf(id, key) }
        const probe = await lookAtServers(what, ending.signal)
        return { card: await change(id, (one) => ({ ...one, probe })) }
      },

      'connections.size': ({ config }) => ({ size: sizeOfConfig(config) }),
    },
  }
}

function keptKey({ id, key }: KeptConnection) {
  return { id, place: key }
}

/** What the server tells is read from it each time. */
function kept(size: ConnectionCard['size']): KeptConnection['size'] {
  return size?.from === 'server' ? null : size
}

function urlsOf({ addresses }: ServerProbe): string[] {
  return [...new Set(addresses.map(({ url }) => url))]
}

/** Throws why one of the addresses cannot be asked: all of them are to be, from now on. */
function whole(probe: ServerProbe): ServerProbe {
  const fault = probe.addresses.find(({ error }) => error !== null)
  if (fault?.error) throw new EspalierError(fault.error)
  return probe
}

/** What stands last in the model's own name: those of llama.cpp are paths, others have their owner in front. */
function nameOf({ model }: ServerProbe, url: string): string {
  const last = model
    ?.split(/[\\/]/)
    .at(-1)
    ?.replace(/\.gguf$/i, '')
    .trim()
  return (last === undefined || last === '' ? new URL(url).host : last).slice(0, 200)
}
