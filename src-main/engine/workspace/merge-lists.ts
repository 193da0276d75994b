// The lists of a workspace, added models and connections, merged into those that are here.
// Knows by what the same model is known, and that its id may be another one here. Does not know the files.
import type { AddedContent } from '../library/added-models.ts'
import type { ConnectionsContent, KeptConnection } from '../library/connections-file.ts'
import { freeId } from '../library/model-id.ts'

/** Both lists, of the workspace or of what is here. */
export interface Lists {
  models: AddedContent
  connections: ConnectionsContent
}

export interface MergedLists extends Lists {
  added: { models: number; connections: number }
}

/**
 * The lists as they are here, with what `from` has besides: models by their places, connections by what they ask. How one is asked comes
 * along where nothing is said of that here. `taken`: ids that are given to something here.
 */
export function mergeLists(here: Lists, from: Lists, taken: readonly string[]): MergedLists {
  const ids = [...taken]
  /** What each is called here, by what the workspace calls it. */
  const called = new Map<string, string>()
  const bring = <One extends { id: string }>(one: One, same: One | undefined): One[] => {
    const id = same?.id ?? (isAmong(ids, one.id) ? freeId(one.id, ids) : one.id)
    called.set(one.id, id)
    if (same) return []
    ids.push(id)
    return [{ ...one, id }]
  }
  const models = from.models.models.flatMap((one) =>
    bring(
      one,
      here.models.models.find(({ place }) => place === one.place),
    ),
  )
  const connections = from.connections.connections.flatMap((one) =>
    bring(
      one,
      here.connections.connections.find((other) => isSameServer(one, other)),
    ),
  )
  const own = [...here.models.models, ...here.connections.connections].map(({ id }) => id)
  /** Records of models that are the same here: of the program's own and of addresses, too, but not of another one with that id. */
  const recordsOf = <Kept>(records: Readonly<Record<string, Kept>>): Record<string, Kept> =>
    Object.fromEntries(
      Object.entries(records).flatMap(([id, record]) => {
        const name = called.get(id) ?? (isAmong(own, id) ? null : id)
        return name === null ? [] : [[name, record]]
      }),
    )
  return {
    models: {
      ...here.models,
      models: [...here.models.models, ...models],
      prompts: { ...recordsOf(from.models.prompts), ...here.models.prompts },
      rewards: { ...recordsOf(from.models.rewards), ...here.models.rewards },
    },
    connections: { ...here.connections, connections: [...here.connections.connections, ...connections] },
    added: { models: models.length, connections: connections.length },
  }
}

function isAmong(ids: readonly string[], id: string): boolean {
  return ids.some((one) => one.toLowerCase() === id.toLowerCase())
}

function isSameServer(one: KeptConnection, other: KeptConnection): boolean {
  const facts = ({ role, model, addresses }: KeptConnection) => JSON.stringify([role, model, addresses])
  return facts(one) === facts(other)
}
