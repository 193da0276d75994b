// `espalier problems`: datasets of the user's own, kept in the data folder.
// Knows flags and what is printed. Does not know formats or the kept files.
import { basename } from 'node:path'
import { Command, Option } from 'commander'
import type { CallResult } from '../contract/api.ts'
import { PARTS } from '../contract/dataset.ts'
import type { Part } from '../contract/dataset.ts'
import { createEngine } from '../engine/engine.ts'
import type { Engine } from '../engine/engine.ts'
import { readDatasetBytes } from '../engine/library/dataset-file.ts'
import { BadArguments } from './arguments.ts'
import { problemsFolder } from './problem-source.ts'
import { modelsFolder, programVersion } from './program.ts'

type Flags = Partial<Record<Part, string>> & { name?: string; json?: boolean; preview?: boolean }

/** Says that a part is read from no field. */
const NONE = 'none'

export function problemsCommand(): Command {
  const add = new Command('add')
    .description('Keep the problems of a file: JSON Lines, JSON or CSV; GSM8K, MATH or any question and answer.')
    .argument('<file>', 'file with problems, up to 64 MB')
    .option('--name <name>', 'name of the dataset (default: that of the file)')
    .option('--preview', 'only show what would be kept')
  for (const part of PARTS) {
    add.addOption(
      new Option(`--${part} <field>`, `the field of the ${part}, or “${NONE}” (default: by the fields’ names)`),
    )
  }
  const list = new Command('list').description('List the datasets.').action(listDatasets)
  const remove = new Command('remove')
    .description('Remove a dataset that was added; the file that it was made of stays.')
    .argument('<name>', 'name of the dataset')
    .action(removeDataset)
  add.action(addFile)
  for (const command of [add, list]) command.option('--json', 'one JSON object on stdout')
  return new Command('problems')
    .description('The problems that Espalier knows: the catalog’s, and your own.')
    .addCommand(add)
    .addCommand(list)
    .addCommand(remove)
}

async function addFile(path: string, flags: Flags): Promise<void> {
  const file = basename(path)
  const bytes = await readDatasetBytes(path)
  await withEngine(async (engine) => {
    const suggested = await engine.call('problems.preview', { file, bytes })
    const mapping = mappingOf(flags, suggested)
    const preview = await engine.call('problems.preview', { file, bytes, mapping })
    if (flags.preview) {
      tellFaults(preview)
      process.stdout.write(flags.json ? `${JSON.stringify(preview)}\n` : textOf(preview))
      return
    }
    const name = flags.name ?? preview.name
    const { dataset, faults, notes } = await engine.call('problems.add', { file, bytes, mapping, name })
    tellFaults({ faults, notes, faultCount: dataset.leftOut })
    process.stdout.write(flags.json ? `${JSON.stringify(dataset)}\n` : lineOf(dataset))
  })
}

async function listDatasets({ json }: Flags): Promise<void> {
  await withEngine(async (engine) => {
    const { datasets, faults } = await engine.call('problems.datasets', {})
    for (const { message, advice } of faults) process.stderr.write(`${message} ${advice}\n`)
    process.stdout.write(json ? `${JSON.stringify({ datasets })}\n` : datasets.map(lineOf).join(''))
  })
}

async function removeDataset(id: string): Promise<void> {
  await withEngine((engine) => engine.call('problems.remove', { id }))
}

async function withEngine(work: (engine: Engine) => Promise<unknown>): Promise<void> {
  const engine = await createEngine({
    host: 'cli',
    dataFolder: null,
    modelsFolder: modelsFolder(),
    version: programVersion(),
    problemsFolder: problemsFolder(),
  })
  try {
    await work(engine)
  } finally {
    await engine.close()
  }
}

/** The suggested mapping with what the flags say. Throws where a flag names a field that the file does not have. */
function mappingOf(flags: Flags, { fields, mapping }: CallResult<'problems.preview'>) {
  const chosen = { ...mapping }
  for (const part of PARTS) {
    const field = flags[part]
    if (field === undefined) continue
    if (field !== NONE && !fields.includes(field)) {
      throw new BadArguments({
        code: 'bad-input',
        message: `The file has no field “${field}”.`,
        advice: `It has: ${fields.join(', ') || 'none'}.`,
      })
    }
    chosen[part] = field === NONE ? null : field
  }
  return chosen
}

/** Records left out that are written out one by one. */
const TOLD = 20

function tellFaults(found: Pick<CallResult<'problems.preview'>, 'faults' | 'faultCount' | 'notes'>): void {
  const told = found.faults.slice(0, TOLD)
  for (const { message } of told) process.stderr.write(`${message}\n`)
  const rest = found.faultCount - told.length
  if (rest > 0) process.stderr.write(`${rest} more are left out.\n`)
  for (const note of found.notes) process.stderr.write(`${note}\n`)
}

function textOf({ format, problems, references, mapping, rows, name }: CallResult<'problems.preview'>): string {
  return [
    `${format}: ${problems} problems, ${references} with a reference answer, as “${name}”`,
    ...PARTS.map((part) => `  ${part}: ${mapping[part] ?? NONE}`),
    ...rows.map(
      ({ id, question, answer }) => `${id}  ${question.slice(0, 100).replace(/\s+/gu, ' ')}  ${answer ?? ''}`,
    ),
    '',
  ].join('\n')
}

function lineOf({ id, name, problems, references, leftOut, source }: CallResult<'problems.add'>['dataset']): string {
  const counts = `${problems} problems, ${references} with a reference answer`
  const origin = source ? `${source.format}, from ${source.file}` : name
  return `${id}  ${counts}${leftOut > 0 ? `, ${leftOut} left out` : ''}  ${origin}\n`
}
