// BENCHMARKS.md and the files in results that it is written from, and the machine they come from.
// Knows where they lie. Does not know how anything is measured or told.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { join, resolve } from 'node:path'
import { plotOf } from './plot.ts'
import { reportOf } from './report.ts'
import { RESULTS_VERSION } from './results.ts'
import type { AloneResults, Machine, PictureResults, Results } from './results.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const FOLDER = join(ROOT, 'tests/bench/results')

interface Files {
  benchmark: Results
  alone: AloneResults
  picture: PictureResults
}

/** The results that were written last, or null. */
export function readResults<Name extends keyof Files>(name: Name): Files[Name] | null {
  const file = join(FOLDER, `${name}.json`)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Files[Name]) : null
}

/** Writes results, and the page and its plot anew with what else is there; false where that is of an older benchmark, and the page stays. */
export function writeResults<Name extends keyof Files>(name: Name, results: Files[Name]): boolean {
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`)
  const benchmark = readResults('benchmark')
  if (benchmark?.version !== RESULTS_VERSION) return false
  writeFileSync(join(FOLDER, 'benchmark.svg'), plotOf(benchmark))
  writeFileSync(join(ROOT, 'BENCHMARKS.md'), reportOf(benchmark, readResults('alone'), readResults('picture')))
  return true
}

/** Instructions for products of many numbers at once, as Linux calls them. */
const FAST = [
  'avx2',
  'avx_vnni',
  'avx512f',
  'avx512_vnni',
  'avx512_bf16',
  'amx_tile',
  'amx_bf16',
  'amx_int8',
  'asimddp',
]

/** Those that this processor has; none where the system does not tell. */
function fastInstructions(): string[] {
  const file = '/proc/cpuinfo'
  const [, flags = ''] = /^(?:flags|Features)\s*:(.*)$/m.exec(existsSync(file) ? readFileSync(file, 'utf8') : '') ?? []
  const known = new Set(flags.split(' '))
  return FAST.filter((name) => known.has(name))
}

export function thisMachine(): Machine {
  const processors = cpus()
  return {
    processor: processors[0]?.model ?? process.arch,
    instructions: fastInstructions(),
    cores: processors.length,
    memoryBytes: totalmem(),
    system: `${type()} ${release()} ${process.arch}`,
    node: process.version,
    loadBefore: loadavg()[0]!,
  }
}
