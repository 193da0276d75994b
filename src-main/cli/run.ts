// `espalier run`: one problem, searched once.
// Knows the flags and what is printed. Does not know how a search goes.
import { Command } from 'commander'
import { flopsNote } from '../contract/flops-note.ts'
import { distinctFlops, exactFlops, paperFlops, policyAndVerifierFlops, reuseOf } from '../contract/cost.ts'
import { EspalierError } from '../contract/errors.ts'
import type { ErrorReport } from '../contract/errors.ts'
import { writeHundredths, writeReward } from '../contract/notation.ts'
import type { RunRecord } from '../contract/run.ts'
import { foldChanges } from '../contract/tree.ts'
import type { Tree } from '../contract/tree.ts'
import { createEngine } from '../engine/engine.ts'
import type { Engine } from '../engine/engine.ts'
import { defaultDataFolder } from '../engine/folders.ts'
import { writeRunFile } from '../engine/history/run-file.ts'
import { openStore } from '../engine/history/store.ts'
import { addMethodFlags, BadArguments, methodArguments, runRequest } from './arguments.ts'
import { devicesOption, tellPlaces } from './device-flag.ts'
import { tellForms } from './form-progress.ts'
import { tellServers } from './server-progress.ts'
import { follow } from './follow.ts'
import { awaitInterruption } from './interruption.ts'
import { writeKnownFlops } from './known-flops.ts'
import { outputEnd } from './output.ts'
import { problemsFolder, problemsFrom } from './problem-source.ts'
import { modelsFolder, programVersion } from './program.ts'

interface Flags {
  problem?: string
  problemId?: string
  problems?: string
  answer?: string
  json?: boolean
  out?: string
  save?: boolean
  [key: string]: string | number | boolean | undefined
}

export function runCommand(): Command {
  const command = new Command('run')
    .description('Search one problem and print the tree, the answer and the cost.')
    .option('--problem <text>', 'the problem')
    .option('--problem-id <id>', 'a problem of the catalog, for example L3-042, or of --problems')
    .option(
      '--problems <file|name>',
      'a file of problems or a dataset by its name; without --problem-id its first problem',
    )
    .option('--answer <text>', 'the reference answer of --problem, to grade by')
    .option('--json', 'one JSON object on stdout; what differs between equal runs stands under "times" only')
    .option('--out <file>', 'write the run as FILE.espalier.jsonl')
    .option('--save', 'keep the run in the history of the window')
  return addMethodFlags(command).action(run)
}

async function run(flags: Flags): Promise<void> {
  const folder = flags.save ? defaultDataFolder() : null
  const engine = await createEngine({
    host: 'cli',
    dataFolder: folder,
    modelsFolder: modelsFolder(),
    version: programVersion(),
    addedFolder: defaultDataFolder(),
    problemsFolder: problemsFolder(),
    devices: devicesOption(flags['device']),
  })
  tellForms(engine)
  tellServers(engine)
  let id: string
  let notice: ErrorReport | null
  const interruption = awaitInterruption()
  try {
    const problem = await problemOf(flags, engine)
    const request = runRequest(await methodArguments(flags, engine), problem)
    const lines = flags.json ? null : printer()
    // A run that is to be kept goes on where nobody reads it.
    const kept = flags.save || flags.out !== undefined
    const record = await follow(engine, request, {
      signal: AbortSignal.any([interruption.signal, ...(kept ? [] : [outputEnd])]),
      heard({ change }) {
        if (change.type === 'notice') process.stderr.write(`${change.notice.message}\n`)
        lines?.(change)
      },
    })
    const tree = foldChanges(record.events.map(({ change }) => change))
    await tellPlaces(engine)
    if (flags.out !== undefined) await writeRunFile(flags.out, record)
    process.stdout.write(flags.json ? `${JSON.stringify(objectOf(record, tree))}\n` : summaryOf(record, tree))
    if (interruption.signal.aborted) process.exitCode = 130
    else if (tree.error) throw new EspalierError(tree.error)
    id = record.header.id
    notice = (await engine.call('engine.info', {})).notice
  } finally {
    interruption.end()
    await engine.close()
  }
  if (folder !== null && !isKept(folder, id)) throw notKept(folder, notice)
}

/** Whether the history really holds a run. An engine that cannot write keeps it in memory, where it ends with the command. */
function isKept(folder: string, id: string): boolean {
  try {
    const store = openStore(folder)
    try {
      return store.summary(id) !== null
    } finally {
      store.close()
    }
  } catch {
    return false
  }
}

function notKept(folder: string, notice: ErrorReport | null): EspalierError {
  return new EspalierError({
    code: 'store-failed',
    message: 'The run was not saved: the data folder cannot be used.',
    advice: 'Check free space and rights of the data folder, or choose another one with ESPALIER_DATA.',
    details: notice?.details ?? folder,
  })
}

async function problemOf(flags: Flags, engine: Engine) {
  if (flags.problem !== undefined) {
    if (flags.problem.trim() === '') throw badProblem('The problem is empty.')
    return { id: 'own', question: flags.problem, answer: flags.answer ?? null }
  }
  if (flags.problems !== undefined) {
    const { problems, faults } = await problemsFrom(flags.problems, engine)
    for (const { message } of faults) process.stderr.write(`${message}\n`)
    const wanted = flags.problemId ?? problems[0]?.id
    const found = problems.find(({ id }) => id === wanted)
    if (found) return found
    throw badProblem(
      wanted === undefined
        ? `“${flags.problems}” holds no problems.`
        : `There is no problem “${wanted}” in “${flags.problems}”.`,
    )
  }
  if (flags.problemId === undefined) throw badProblem('There is no problem.')
  const { problems } = await engine.call('problems.list', { query: flags.problemId, limit: 1000 })
  const found = problems.find(({ id }) => id === flags.problemId)
  if (!found) throw badProblem(`There is no problem “${flags.problemId}” in the catalog.`)
  return found
}

function badProblem(message: string): BadArguments {
  return new BadArguments({
    code: 'bad-input',
    message,
    advice: 'Give --problem "…", --problem-id L3-042 or --problems FILE.',
  })
}

function flopsOf({ header }: RunRecord, { cost }: Tree) {
  const { policy, verifier } = header
  return {
    paper: paperFlops(policy, cost.policy),
    policyAndPrm: policyAndVerifierFlops(cost, policy, verifier),
    policyAndPrmSharedOnce: distinctFlops(cost, policy, verifier),
    exact: exactFlops(cost, policy, verifier),
  }
}

/** Everything of a run, equal for equal runs but for `times`. */
function objectOf(record: RunRecord, tree: Tree) {
  const { id, created, ...header } = record.header
  const { chosen, cost, nodes, decisions, state, error } = tree
  return {
    answer: chosen?.answer ?? null,
    correct: chosen?.correct ?? null,
    state,
    error,
    votes: chosen?.votes ?? [],
    cost,
    flops: flopsOf(record, tree),
    tree: { nodes, decisions, chosen },
    header,
    times: { id, created, seconds: record.events.at(-1)?.seconds ?? 0 },
  }
}

/** Prints each step when its reward is known, or at once where no PRM is asked. */
function printer() {
  const tree: { depth: number; text: string }[] = [{ depth: 0, text: '' }]
  return (change: RunRecord['events'][number]['change']) => {
    switch (change.type) {
      case 'node-added':
        tree[change.node.id] = { depth: change.node.depth, text: change.node.text }
        process.stdout.write(`${line(change.node.depth)}${change.node.id}  ${change.node.text}\n`)
        break
      case 'node-scored': {
        const { depth } = tree[change.node]!
        process.stdout.write(
          `${line(depth)}${change.node}  reward ${change.reward === null ? 'none' : writeReward(change.reward)}\n`,
        )
        break
      }
      // The summary at the end tells the outcome; a notice goes to stderr. Nobody steers a run of the command line.
      case 'decided':
      case 'cost':
      case 'chosen':
      case 'state':
      case 'notice':
      case 'steered':
      case 'undone':
      case 'redone':
        break
    }
  }
}

function line(depth: number): string {
  return '  '.repeat(depth)
}

/** Who says how large a server's model is. */
function noteOf({ header: { policy, verifier } }: RunRecord): string[] {
  const note = flopsNote([policy, verifier])
  return note === null ? [] : [note]
}

function summaryOf(record: RunRecord, tree: Tree): string {
  const { chosen, cost } = tree
  const flops = flopsOf(record, tree)
  const reuse = reuseOf(cost, record.header.policy, record.header.verifier)
  const mark = (correct: boolean | null) => (correct === null ? '' : correct ? ' (right)' : ' (wrong)')
  const votes = (chosen?.votes ?? []).map(
    ({ answer, weight, nodes, correct }) =>
      `  ${answer.padEnd(12)} ${writeReward(weight).padStart(9)}  ${nodes.length} paths${mark(correct)}`,
  )
  const tokens = (usage: Tree['cost']['policy']) => usage.inputTokens + usage.generatedTokens
  return [
    '',
    chosen?.answer == null ? `No answer (${tree.state}).` : `Answer: ${chosen.answer}${mark(chosen.correct)}`,
    ...(votes.length > 0 ? [`Votes (${chosen?.by ?? ''}):`, ...votes] : []),
    `Samples ${cost.samples}, nodes ${cost.nodes}, policy tokens ${tokens(cost.policy)}, PRM tokens ${tokens(cost.verifier)}`,
    ...(reuse
      ? [
          `Reused ${writeHundredths((reuse.shared + reuse.cached) / Math.max(1, reuse.wanted))} % of ${reuse.wanted} tokens ` +
            `(${reuse.shared} shared, ${reuse.cached} cached)`,
        ]
      : []),
    `FLOPs: paper ${writeKnownFlops(flops.paper)}, policy + PRM ${writeKnownFlops(flops.policyAndPrm)} ` +
      `(shared tokens once ${writeKnownFlops(flops.policyAndPrmSharedOnce)}), ` +
      `exact ${writeKnownFlops(flops.exact)}`,
    ...noteOf(record),
    `Seconds ${(record.events.at(-1)?.seconds ?? 0).toFixed(2)}`,
    '',
  ].join('\n')
}
