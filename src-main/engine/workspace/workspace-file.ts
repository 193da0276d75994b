// What stands in the file of a workspace: which parts, under which names, and the list of them.
// Knows names and the list. Does not know archives (archive.ts), or what the parts say.
import { z } from 'zod'
import { DatasetName } from '../../contract/dataset.ts'
import type { FileSteps } from '../record-steps.ts'

/** The list of the other files; it comes last, and is read first. */
export const MANIFEST = 'workspace.json'
export const SETTINGS = 'settings.json'
export const CONNECTIONS = 'connections.json'
export const MODELS = 'models.json'
export const RUNS = 'runs/'
export const EXPERIMENTS = 'experiments/'
export const PROBLEMS = 'problems/'

/** Files of an experiment's folder that go along; the others are locks and drafts. */
export const EXPERIMENT_FILES = [
  'spec.json',
  'journal.jsonl',
  'results.jsonl',
  'progress.json',
  'problems.jsonl',
  'solutions.jsonl',
]

/** None yet: every released program has written version 1. */
export const WORKSPACE_STEPS: FileSteps<'manifest'> = []

export const Manifest = z.object({
  schema: z.literal('espalier-workspace'),
  version: z.literal(1),
  app: z.string(),
  /** ISO 8601, UTC. */
  created: z.string(),
  /** Runs with a star, which their own lines do not carry. */
  starred: z.array(z.string()),
  files: z.array(
    z.object({
      name: z.string().refine(isPart, { message: 'No part of a workspace has this name.' }),
      bytes: z.number().int().nonnegative(),
      sha256: z.string(),
    }),
  ),
})
export type Manifest = z.infer<typeof Manifest>
export type ManifestFile = Manifest['files'][number]

/** Whether a part may have this name; none of them leads out of the folder that it is unpacked to. */
function isPart(name: string): boolean {
  const [folder, first = '', second, ...others] = name.split('/')
  if ([SETTINGS, CONNECTIONS, MODELS].includes(name)) return true
  if (others.length > 0) return false
  if (`${folder}/` === EXPERIMENTS) return /^[\w-]{1,100}$/.test(first) && EXPERIMENT_FILES.includes(second ?? '')
  if (second !== undefined) return false
  if (`${folder}/` === RUNS) return /^\d{4,8}\.espalier\.jsonl$/.test(first)
  return `${folder}/` === PROBLEMS && first.endsWith('.jsonl') && DatasetName.safeParse(first.slice(0, -6)).success
}
