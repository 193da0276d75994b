// A connection: a model behind a server, as a record of its own beside the models whose files are here.
// Knows the records, the calls about them and what is told of their load. Does not know how a server is asked, or where keys lie: no record
// here holds a key, but for `AskedKey`, in which one is handed over.
import { z } from 'zod'
import { ModelShape, SizeSource } from './cost.ts'
import { ErrorReport } from './errors.ts'
import { ModelRole } from './model.ts'
import { PromptRecord } from './prompt-record.ts'
import { RewardRecord } from './reward-record.ts'

/** Addresses of one model, at most. */
export const MOST_ADDRESSES = 16
/** Requests at once that can be set. */
export const MOST_AT_ONCE = 512

const Address = z.string().trim().min(1).max(2000)
const Addresses = z.array(Address).min(1).max(MOST_ADDRESSES)
const AtOnce = z.number().int().min(1).max(MOST_AT_ONCE).nullable()
const Variable = z.string().regex(/^[A-Za-z_]\w{0,199}$/, { error: 'It is no name of an environment variable.' })

/** Where the key of a connection is: nowhere, in an environment variable, in the system's keychain, or in memory while the program runs. */
export const KeyPlace = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('variable'), name: Variable }),
  z.object({ kind: z.literal('keychain') }),
  z.object({ kind: z.literal('memory') }),
])
export type KeyPlace = z.infer<typeof KeyPlace>

/** A key as a caller hands it over. `kept`: that of the connection, as it is. */
export const AskedKey = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('variable'), name: Variable }),
  z.object({
    kind: z.literal('typed'),
    // It stands in a header; what is wrong with it is said without it.
    value: z
      .string()
      .trim()
      .min(1)
      .max(4096)
      .regex(/^[\x21-\x7e]+$/, { error: 'A key has letters, digits and signs alone, without spaces.' }),
    keep: z.enum(['keychain', 'memory']),
  }),
  z.object({ kind: z.literal('kept') }),
])
export type AskedKey = z.infer<typeof AskedKey>

/** The size of a server's model, and who says so. */
export const ConnectionSize = ModelShape.extend({ parameters: z.number().int().positive(), from: SizeSource })
export type ConnectionSize = z.infer<typeof ConnectionSize>

/** What a server was seen to do: whether it does, and its own words where it does not. */
export const Able = z.object({ able: z.boolean(), said: z.string().nullable() })
export type Able = z.infer<typeof Able>

/** What is tried of a server: the first ones of a policy, the last one of a PRM. */
export const ABILITIES = [
  'completions',
  'choices',
  'stopReason',
  'logProbabilities',
  'tokenCounts',
  'cachedTokens',
  'pooling',
] as const
export type Ability = (typeof ABILITIES)[number]

/** A model in a server's list. */
export const ListedServerModel = z.object({
  id: z.string(),
  /** Longest context in tokens, and the number of parameters; null where it does not tell them. */
  context: z.number().int().positive().nullable(),
  parameters: z.number().int().positive().nullable(),
})

/** What a look at a server has found. */
export const ServerProbe = z.object({
  /** Its software, such as “vLLM 0.32.0”. */
  software: z.string(),
  /** Its list, empty where it has none. */
  models: z.array(ListedServerModel).max(10_000),
  /** The model that was asked; null where the server has one without a name. */
  model: z.string().nullable(),
  /** What it was loaded from, where the server tells it. */
  version: z.string().nullable(),
  context: z.number().int().positive().nullable(),
  /** As the server tells it. */
  shape: ModelShape.nullable(),
  chatTemplate: z.string().max(200_000).nullable(),
  /** What was tried; absent of what nobody asks of such a model. */
  abilities: z.partialRecord(z.enum(ABILITIES), Able),
  /** Each address as it is asked, and why it cannot be. */
  addresses: z.array(z.object({ url: z.string(), error: ErrorReport.nullable() })),
  /** ISO 8601, UTC. */
  when: z.string(),
})
export type ServerProbe = z.infer<typeof ServerProbe>

export const ConnectionCard = z.object({
  id: z.string(),
  name: z.string(),
  role: ModelRole,
  origin: z.literal('server'),
  addresses: z.array(z.string()),
  /** As its server lists it; null where the server has one without a name. */
  model: z.string().nullable(),
  key: KeyPlace,
  /** Requests at once at each address; null where that is found by itself. */
  atOnce: AtOnce,
  /** By which FLOPs are told; null where nobody tells it. */
  size: ConnectionSize.nullable(),
  /** Of the last look. */
  probe: ServerProbe,
  /** Of a policy, else null. */
  prompt: PromptRecord.nullable(),
  promptChanged: z.boolean(),
  /** Of a PRM, else null. */
  reward: RewardRecord.nullable(),
  /** Whether that is the user's, and not what the name of its model suggests. */
  rewardChanged: z.boolean(),
  /** `missing`: its key is not there. */
  state: z.enum(['ready', 'missing']),
  error: ErrorReport.nullable(),
})
export type ConnectionCard = z.infer<typeof ConnectionCard>

/** One address while runs use it. */
const AddressLoad = z.object({
  url: z.string(),
  /** Requests that are on their way, that wait for their turn, and that may be on their way at once. */
  running: z.number().int(),
  waiting: z.number().int(),
  limit: z.number().int(),
  /** What a request waits for: a server that loads its model, or one that says that it is busy. */
  waitsFor: z.enum(['loading', 'busy']).nullable(),
  /** Why it is not asked just now; null where it is. */
  error: ErrorReport.nullable(),
})
export type AddressLoad = z.infer<typeof AddressLoad>

/** What goes on at a server, as the thread of the searches sees it. */
export const ServerLoad = z.object({
  /** Of a connection its id; of a server that was named by its address that. */
  model: z.string(),
  addresses: z.array(AddressLoad),
  /** Over the last seconds: generated by a policy, read by a PRM or judge. */
  tokensPerSecond: z.number().nonnegative(),
})
export type ServerLoad = z.infer<typeof ServerLoad>

const Id = z.object({ id: z.string().min(1).max(4096) })
const Card = z.object({ card: ConnectionCard })
const Name = z.string().trim().min(1).max(200)

/** Calls about connections; part of CALLS in api.ts. How one is asked, its removal and a try are those of any model (model-card.ts). */
export const CONNECTION_CALLS = {
  /** Those that are kept, nothing asked of any server. */
  'connections.list': {
    argument: z.object({}),
    result: z.object({
      cards: z.array(ConnectionCard),
      /** Whether keys can be kept in the system's keychain. */
      keychain: z.boolean(),
      loads: z.array(ServerLoad),
    }),
  },
  /**
   * What a server tells and does, nothing kept. `model`: one of its list, null for the first. `of`: the connection whose key is meant by
   * `kept`. Throws `bad-input`, `server-unreachable` or `server-failed` where no address answers.
   */
  'connections.look': {
    argument: z.object({
      addresses: Addresses,
      role: ModelRole,
      model: z.string().max(1000).nullable().default(null),
      key: AskedKey.prefault({ kind: 'none' }),
      of: z.string().max(4096).nullable().default(null),
    }),
    result: z.object({ probe: ServerProbe }),
  },
  /** Looks at the server and keeps it. Throws like `connections.look`, also where one of several addresses fails. */
  'connections.add': {
    argument: z.object({
      /** Of its model if left out. */
      name: Name.optional(),
      addresses: Addresses,
      role: ModelRole,
      model: z.string().max(1000).nullable().default(null),
      key: AskedKey.prefault({ kind: 'none' }),
      atOnce: AtOnce.default(null),
      /** Null: what the server tells. */
      size: ConnectionSize.nullable().default(null),
    }),
    result: Card,
  },
  /** Changes what is given; other addresses, model or key are looked at first. Throws like `connections.add`. */
  'connections.change': {
    argument: Id.extend({
      name: Name.optional(),
      addresses: Addresses.optional(),
      model: z.string().max(1000).nullable().optional(),
      key: AskedKey.optional(),
      atOnce: AtOnce.optional(),
      size: ConnectionSize.nullable().optional(),
    }),
    result: Card,
  },
  /** Looks at its server again and keeps what is found. Throws like `connections.look`. */
  'connections.refresh': { argument: Id, result: Card },
  /** The size that the content of a config.json tells. Throws `model-broken` or `bad-input`. */
  'connections.size': {
    argument: z.object({ config: z.string().max(5_000_000) }),
    result: z.object({ size: ConnectionSize }),
  },
} as const satisfies Record<string, { argument: z.ZodType; result: z.ZodType }>

/** Topics about connections; part of TOPICS in api.ts. */
export const CONNECTION_TOPICS = {
  'connections.changed': z.object({ cards: z.array(ConnectionCard) }),
  /** Once a second while runs use servers; those that nobody uses are left out. */
  'connections.load': z.object({ loads: z.array(ServerLoad) }),
} as const satisfies Record<string, z.ZodType>
