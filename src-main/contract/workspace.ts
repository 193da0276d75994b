// The whole workspace as one file: runs, experiments, problems, added models, connections without their keys, and the window's settings.
// Knows the records of these calls. Does not know what stands in the file, or where its parts are kept.
import { z } from 'zod'

/** What the file's name ends in. */
export const WORKSPACE_ENDING = '.espalier.zip'

/** Bytes that one call carries of it. */
export const WORKSPACE_CHUNK = 4 * 2 ** 20

/** Characters that the window's settings may have, as JSON. */
const SETTINGS_LIMIT = 2 ** 20

/** Kinds of things in a workspace, in the order in which they are told. */
export const WORKSPACE_KINDS = ['runs', 'experiments', 'problems', 'models', 'connections'] as const
export type WorkspaceKind = (typeof WORKSPACE_KINDS)[number]

const Count = z.number().int().nonnegative()
const perKind = <Value extends z.ZodType>(value: Value) => z.record(z.enum(WORKSPACE_KINDS), value)

export const PackedWorkspace = z.object({
  counts: perKind(Count),
  /** What is damaged here and could not be taken along. */
  leftOut: Count,
})
export type PackedWorkspace = z.infer<typeof PackedWorkspace>

export const MergedWorkspace = z.object({
  /** Of each kind what is new here, and what was here before and was left as it is. */
  counts: perKind(z.object({ added: Count, known: Count })),
  leftOut: Count,
  /** The window's settings, as it gave them. */
  settings: z.string().nullable(),
})
export type MergedWorkspace = z.infer<typeof MergedWorkspace>

const Transfer = z.object({ id: z.string().min(1).max(200) })
const Bytes = z.instanceof(Uint8Array).refine(({ length }) => length <= WORKSPACE_CHUNK, {
  message: `A part has at most ${WORKSPACE_CHUNK} bytes.`,
})

export const WORKSPACE_CALLS = {
  /** Packs everything; the file is then read by its id. Throws `store-failed` where there is no room for it. */
  'workspace.pack': {
    argument: z.object({ settings: z.string().max(SETTINGS_LIMIT).nullable().default(null) }),
    result: PackedWorkspace.extend({ id: Transfer.shape.id, name: z.string(), bytes: Count }),
  },
  /** Bytes of a packed file from an offset on; none at its end. */
  'workspace.read': { argument: Transfer.extend({ offset: Count }), result: z.object({ bytes: Bytes }) },
  /** Takes the next bytes of a file that is to be merged; without an id they are its first. */
  'workspace.write': {
    argument: z.object({ id: Transfer.shape.id.nullable().default(null), bytes: Bytes }),
    result: Transfer,
  },
  /**
   * Takes over what the file holds and is not here yet. What is here stays as it is; what has the same name and is another thing is
   * kept beside it. Throws `bad-input` where the file is broken, or no workspace; then nothing is taken.
   */
  'workspace.merge': { argument: Transfer, result: MergedWorkspace },
  /** Lets go of a file, whatever was done with it. */
  'workspace.drop': { argument: Transfer, result: z.object({}) },
} as const
