// `espalier workspace`: everything in the data folder as one file, and back.
// Knows flags and what is printed. Does not know what stands in the file.
import { resolve } from 'node:path'
import { Command } from 'commander'
import type { WorkspaceKind } from '../contract/workspace.ts'
import { WORKSPACE_ENDING, WORKSPACE_KINDS } from '../contract/workspace.ts'
import { createEngine } from '../engine/engine.ts'
import type { Engine } from '../engine/engine.ts'
import { defaultDataFolder } from '../engine/folders.ts'
import { modelsFolder, programVersion } from './program.ts'

interface Flags {
  json?: boolean
}

/** What one of each kind, and several, are called. */
const KINDS: Record<WorkspaceKind, [one: string, many: string]> = {
  runs: ['run', 'runs'],
  experiments: ['experiment', 'experiments'],
  problems: ['dataset', 'datasets'],
  models: ['model', 'models'],
  connections: ['server', 'servers'],
}

export function workspaceCommand(): Command {
  const exported = new Command('export')
    .description(
      'Write runs, experiments, problems, the lists of models and of servers (without their keys) as one file.',
    )
    .argument('[file]', 'the file', `workspace${WORKSPACE_ENDING}`)
    .action(exportTo)
  const imported = new Command('import')
    .description('Take over what such a file has and is not here yet. What is here stays as it is.')
    .argument('<file>', 'the file')
    .action(importFrom)
  const command = new Command('workspace').description('Everything that Espalier keeps, as one file.')
  for (const sub of [exported, imported]) command.addCommand(sub.option('--json', 'one JSON object on stdout'))
  return command
}

async function exportTo(file: string, { json }: Flags): Promise<void> {
  await withEngine(async (engine) => {
    const { counts, leftOut, bytes } = await engine.workspace.packTo(resolve(file))
    tellLeftOut(leftOut)
    const all = WORKSPACE_KINDS.map((kind) => counted(kind, counts[kind])).join(', ')
    process.stdout.write(json ? `${JSON.stringify({ file, bytes, counts, leftOut })}\n` : `${file}: ${all}\n`)
  })
}

async function importFrom(file: string, { json }: Flags): Promise<void> {
  await withEngine(async (engine) => {
    const { counts, leftOut, settings } = await engine.workspace.mergeFrom(resolve(file))
    tellLeftOut(leftOut)
    if (settings !== null) {
      process.stderr.write('The file has settings of a window, too: import it there to take them over.\n')
    }
    const lines = WORKSPACE_KINDS.map(
      (kind) => `${counted(kind, counts[kind].added)} added, ${counts[kind].known} here before\n`,
    )
    process.stdout.write(json ? `${JSON.stringify({ counts, leftOut })}\n` : lines.join(''))
  })
}

function counted(kind: WorkspaceKind, count: number): string {
  return `${count} ${KINDS[kind][count === 1 ? 0 : 1]}`
}

function tellLeftOut(count: number): void {
  if (count > 0) process.stderr.write(`${count} damaged ${count === 1 ? 'part was' : 'parts were'} left out.\n`)
}

async function withEngine(work: (engine: Engine) => Promise<void>): Promise<void> {
  const engine = await createEngine({
    host: 'cli',
    dataFolder: defaultDataFolder(),
    modelsFolder: modelsFolder(),
    version: programVersion(),
  })
  try {
    await work(engine)
  } finally {
    await engine.close()
  }
}
