// The words about the workspace as one file.
// Knows words. Does not know where they are shown.
import type { MergedWorkspace, WorkspaceKind } from '../../src-main/contract/workspace.ts'
import { WORKSPACE_KINDS } from '../../src-main/contract/workspace.ts'
import { plural } from './plural.ts'

const KINDS: Record<WorkspaceKind, [one: string, many?: string]> = {
  runs: ['run'],
  experiments: ['experiment'],
  problems: ['dataset'],
  models: ['model'],
  connections: ['server'],
}

/** `3 runs, 1 experiment and 2 servers`; what there is none of is left out. */
function listed(counts: Record<WorkspaceKind, number>): string {
  const parts = WORKSPACE_KINDS.filter((kind) => counts[kind] > 0).map((kind) => plural(counts[kind], ...KINDS[kind]))
  return new Intl.ListFormat('en').format(parts)
}

function leftOutWords(count: number): string {
  return count === 0 ? '' : ` ${plural(count, 'damaged part was', 'damaged parts were')} left out.`
}

export const WORKSPACE = {
  help: 'One file with your runs, experiments, problems, settings, and the lists of your models and servers, without their keys. Importing one adds what is new and changes nothing that is here.',
  packing: 'The workspace is being packed.',
  merging: 'The workspace is being imported.',
  packed: (counts: Record<WorkspaceKind, number>, size: string, leftOut: number) => {
    const what = listed(counts)
    return `${what === '' ? 'The settings are' : `The workspace is saved, ${size}:`} ${what === '' ? `saved, ${size}` : what}.${leftOutWords(leftOut)}`
  },
  merged: ({ counts, leftOut }: Pick<MergedWorkspace, 'counts' | 'leftOut'>) => {
    const part = (which: 'added' | 'known') =>
      listed(
        Object.fromEntries(WORKSPACE_KINDS.map((kind) => [kind, counts[kind][which]])) as Record<WorkspaceKind, number>,
      )
    const [added, known] = [part('added'), part('known')]
    const news = added === '' ? 'The file had nothing that is not here already.' : `Added: ${added}.`
    return `${news}${known === '' || added === '' ? '' : ` Here before, and left as they are: ${known}.`}${leftOutWords(leftOut)}`
  },
} as const
