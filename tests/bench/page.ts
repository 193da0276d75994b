// BENCHMARKS.md and the files in results that it is written from, and the machine they come from.
// Knows where they lie. Does not know how anything is measured or told.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { join, resolve } from 'node:path'
import { plotOf } from './plot.ts'
import { reportOf } from './report.ts'
import type { AloneResults, Machine, Results } from './results.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const FOLDER = join(ROOT, 'tests/bench/results')

interface Files {
  benchmark: Results
  alone: AloneResults
}

/** The results that were written last, or null. */
export function readResults<Name extends keyof Files>(name: Name): Files[Name] | null {
  const file = join(FOLDER, `${name}.json`)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Files[Name]) : null
}

/** Writes results, and the page and its plot anew with what else is there. */
export function writeResults<Name extends keyof Files>(name: Name, results: Files[Name]): void {
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`)
  const benchmark = readResults('benchmark')
  if (!benchmark) return
  writeFileSync(join(FOLDER, 'benchmark.svg'), plotOf(benchmark))
  writeFileSync(join(ROOT, 'BENCHMARKS.md'), reportOf(benchmark, readResults('alone')))
}

export function thisMachine(): Machine {
  const processors = cpus()
  return {
    processor: processors[0]?.model ?? process.arch,
    cores: processors.length,
    memoryBytes: totalmem(),
    system: `${type()} ${release()} ${process.arch}`,
    node: process.version,
    loadBefore: loadavg()[0]!,
  }
}
