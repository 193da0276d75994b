// A vitest reporter that counts tests and keeps the reason of every skipped one, for `npm test`.
// Knows vitest's results. Does not know what is made of the count.
import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/** A count of tests, as `npm test` adds it up. */
export interface Tally {
  passed: number
  failed: number
  /** Name and reason of each. */
  skipped: string[]
}

/** Writes a Tally to the file that TALLY_FILE names. vitest makes one of it itself, so it must be a class. */
export default class UnitTally implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tally: Tally = { passed: 0, failed: errors.length, skipped: [] }
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      for (const test of tests) {
        const result = test.result()
        if (result.state === 'passed') tally.passed++
        else if (result.state === 'failed') tally.failed++
        else tally.skipped.push(reasonOf(test.fullName, result.state === 'skipped' ? result.note : undefined))
      }
      // A file that does not load has no failed test, only errors of its own.
      if (module.state() === 'failed' && !tests.some((test) => test.result().state === 'failed')) tally.failed++
    }
    writeFileSync(process.env['TALLY_FILE'] ?? 'test-results/unit.json', JSON.stringify(tally))
  }
}

/** A test's name with the reason why it was skipped, which some names tell themselves. */
function reasonOf(name: string, note: string | undefined): string {
  return name.includes('(skipped: ') ? name : `${name} (${note || 'not for this machine'})`
}
