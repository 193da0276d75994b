// The part of BENCHMARKS.md about Espalier alone.
// Knows its words and tables. Does not know how anything was measured.
import { methodById } from '../../src-main/contract/method.ts'
import { described, mebibytes, minuteOf, rate, table, tenths } from './cells.ts'
import type { AloneResults, FixedCost } from './results.ts'

/** What was measured without another engine. */
export function aloneSection({ date, machine, overheads, fixedCosts = [], endurance }: AloneResults): string[] {
  const growth = (quarters: readonly number[]) => (quarters[3]! / quarters[1]!).toFixed(3)
  const memory = ([name, quarters]: [string, readonly number[]]) => [name, ...quarters.map(mebibytes), growth(quarters)]
  const { open } = endurance
  return [
    '## Espalier alone',
    `Written by \`npm run bench:alone -- --write\`; the numbers are in [alone.json](tests/bench/results/alone.json). ` +
      `${minuteOf(date)}, ${described(machine)}, Node ${machine.node}, load before ${machine.loadBefore.toFixed(2)}.`,
    '### Share of a run outside ONNX Runtime',
    'The wall time of a run, through the whole engine, in which no model computes: search, sampling, cache, messages between ' +
      'threads, events and the store. Medians of 5 runs, one at a time. An endless row goes on to the limit of tokens; other ' +
      'runs are as users start them, and children of a small model share most of their rows.',
    table(
      ['Model', 'Run', 'Threads', 'Rows a pass', 'ms a run', 'Outside', 'least to most'],
      overheads.map((one) => [
        one.model + (one.endless ? ', endless' : ''),
        `${methodById(one.method).name}, ${one.budget} samples, temperature ${one.temperature}`,
        String(one.threads),
        one.rows.toFixed(1),
        rate(one.milliseconds),
        tenths(one.share.median),
        `${tenths(one.share.least)} to ${tenths(one.share.most)}`,
      ]),
    ),
    ...(fixedCosts.length === 0 ? [] : fixedCostSection(fixedCosts)),
    '### Endurance',
    `${endurance.runs.toLocaleString('en')} runs (greedy, majority voting and REBASE by turns, four at once) in one process, ` +
      `${Math.round(endurance.seconds)} s. Open after closing: ${open.join(', ') || 'nothing'}.`,
    table(
      ['MiB', 'First quarter', 'Second', 'Third', 'Last', 'Last / second'],
      (
        [
          ['Resident, whole process', endurance.rss],
          ['Heap of the engine’s thread', endurance.heapUsed],
          ['External to it', endurance.external],
        ] as [string, number[]][]
      ).map(memory),
    ),
  ]
}

/** Operators that take less of a profiled pass are summed up. */
const SMALL_SHARE = 0.02

function fixedCostSection(costs: readonly FixedCost[]): string[] {
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
  const total = ({ operators }: FixedCost) => sum(operators.map(({ milliseconds }) => milliseconds))
  const isLarge = (name: string) =>
    costs.some((cost) =>
      cost.operators.some((one) => one.name === name && one.milliseconds >= SMALL_SHARE * total(cost)),
    )
  const names = [...new Set(costs.flatMap(({ operators }) => operators.map(({ name }) => name)))].filter(isLarge)
  const cells = (cost: FixedCost, fits: (name: string) => boolean) => {
    const found = cost.operators.filter(({ name }) => fits(name))
    if (found.length === 0) return ['–', '–']
    return [
      sum(found.map(({ count }) => count)).toFixed(0),
      sum(found.map(({ milliseconds }) => milliseconds)).toFixed(2),
    ]
  }
  const row = (title: string, fits: (name: string) => boolean) => [title, ...costs.flatMap((cost) => cells(cost, fits))]
  return [
    '### What a pass of one row costs',
    'SmolLM2 in 4 bits behind 128 positions, 2 threads: ' +
      costs.map(({ graph, milliseconds }) => `${milliseconds.toFixed(2)} ms through the ${graph} graph`).join(', ') +
      '. Below, by ONNX Runtime’s profile, how many of each operator a pass has and the milliseconds of all of them, which ' +
      'profiling makes longer. MatMulNBits is the products; the rest is what stands around them.',
    table(
      ['Operator', ...costs.flatMap(({ graph }) => [`${graph}, count`, 'ms'])],
      [
        ...names.map((name) => row(name, (other) => other === name)),
        row('All others', (name) => !names.includes(name)),
        row('All', () => true),
      ],
    ),
  ]
}
