// `npm test`: types, lint, build, unit tests, end-to-end tests in a browser; ends with one line, `N passed, N failed`.
// Knows the steps and how their results are counted. Does not know any test.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findBrowser } from '../src-main/hosts/web/browsers.ts'
import type { Tally } from './unit-tally.ts'

const root = resolve(import.meta.dirname, '..')
const results = join(root, 'test-results')
const total: Tally = { passed: 0, failed: 0, skipped: [] }

mkdirSync(results, { recursive: true })
// Side by side, because each keeps one core busy; lint is still at it while the unit tests begin.
const [types, lint] = ['types', 'lint'].map(async (name) => count(name, await quietCheck(['run', '--silent', name])))
await types
// Some unit tests serve the built page.
const built = asTally(await execute('npm', ['run', '--silent', 'build']))
count('build', built)
count('unit tests', await unitTests())
await lint
count('end-to-end tests', await endToEndTests(built.failed === 0))

for (const reason of total.skipped) write(`skipped: ${reason}`)
const skipped = total.skipped.length > 0 ? `, ${total.skipped.length} skipped` : ''
write(`${total.passed} passed, ${total.failed} failed${skipped}`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0

function count(name: string, tally: Tally): void {
  total.passed += tally.passed
  total.failed += tally.failed
  total.skipped.push(...tally.skipped)
  write(`[${tally.failed > 0 ? 'FAILED' : 'ok'}] ${name}, ${Math.round(performance.now() / 1000)} s since the start`)
}

/** A step that passes or fails as a whole. */
function asTally(ok: boolean): Tally {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [] }
}

/** A script of npm beside other steps: its output comes in one piece at its end. */
async function quietCheck(options: string[]): Promise<Tally> {
  const child = spawn('npm', options, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  const output: Buffer[] = []
  child.stdout.on('data', (data: Buffer) => output.push(data))
  child.stderr.on('data', (data: Buffer) => output.push(data))
  const ok = await ended(child)
  process.stdout.write(Buffer.concat(output))
  return asTally(ok)
}

async function unitTests(): Promise<Tally> {
  const file = fresh('unit.json')
  const reporters = ['--reporter=default', '--reporter=./build/unit-tally.ts']
  const ok = await execute('vitest', ['run', '--config', 'tests/vitest.config.ts', ...reporters], { TALLY_FILE: file })
  return atLeastOneFailure((readReport(file) as Tally | null) ?? { passed: 0, failed: 0, skipped: [] }, ok)
}

async function endToEndTests(canRun: boolean): Promise<Tally> {
  if (!canRun) return { passed: 0, failed: 0, skipped: ['end-to-end tests (the build failed)'] }
  if (findBrowser() === null) {
    return { passed: 0, failed: 0, skipped: ['end-to-end tests (no Chrome, Chromium or Edge is installed)'] }
  }
  const file = fresh('e2e.json')
  const ok = await execute(
    'playwright',
    ['test', '--config', 'tests/e2e/playwright.config.ts', '--reporter=line,json'],
    {
      PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    },
  )
  const specs = ((readReport(file) as PlaywrightReport | null)?.suites ?? []).flatMap(specsOf)
  const tests = specs.flatMap((spec) => spec.tests.map((test) => ({ title: spec.title, ...test })))
  const tally: Tally = {
    passed: tests.filter(({ status }) => status === 'expected').length,
    // A test that passes only at the second try has failed.
    failed: tests.filter(({ status }) => status === 'unexpected' || status === 'flaky').length,
    skipped: tests
      .filter(({ status }) => status === 'skipped')
      .map(({ title, annotations }) => {
        const reason = annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description
        return `${title} (${reason ?? 'an earlier failure'})`
      }),
  }
  return atLeastOneFailure(tally, ok)
}

/** A runner that fails without a failed test (a file that does not load, an error outside of tests) counts as one. */
function atLeastOneFailure(tally: Tally, ok: boolean): Tally {
  return ok || tally.failed > 0 ? tally : { ...tally, failed: 1 }
}

/** Whether it exited with 0. Its output goes to the terminal. */
function execute(program: string, options: string[], environment: Record<string, string> = {}): Promise<boolean> {
  const child = spawn(program, options, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // In CI the runners refuse a `test.only`, which would pass by leaving the others out, and write no missing golden file.
    env: { ...process.env, ...environment, CI: '1' },
    // Windows starts .cmd files only by its shell.
    shell: process.platform === 'win32',
  })
  return ended(child)
}

/** Whether it ends with 0. */
function ended(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('close', (code) => resolve(code === 0))
  })
}

function fresh(name: string): string {
  const file = join(results, name)
  rmSync(file, { force: true })
  return file
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

function specsOf(suite: PlaywrightSuite): PlaywrightSpec[] {
  return [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)]
}

function write(line: string): void {
  process.stdout.write(`${line}\n`)
}

// The part of Playwright's report that is read here.
interface PlaywrightReport {
  suites: PlaywrightSuite[]
}
interface PlaywrightSuite {
  specs: PlaywrightSpec[]
  suites?: PlaywrightSuite[]
}
interface PlaywrightSpec {
  title: string
  tests: { status: string; annotations: { type: string; description?: string }[] }[]
}
