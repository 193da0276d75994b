// `npm run weaken`: tries each row of the table on a copy of the program, and demands that one of its tests fails.
// Knows how a copy is made and what Vitest tells. Does not know the rows. Changes nothing in the checkout.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Vitest } from 'vitest/node'
import { createVitest } from 'vitest/node'
import { WEAKENINGS } from './table.ts'
import type { Weakening } from './weakening.ts'

const root = resolve(import.meta.dirname, '..', '..')

/** Signs of a failure that are shown. */
const SHOWN = 120

const HELP = `npm run weaken -- [--list] [word …]

Tries the rows of the security table (tests/security) whose names, files or tests hold one of the words; all without one.
  --list  names them, and tries none
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'boolean' }, help: { type: 'boolean' } },
})
const rows = WEAKENINGS.filter(({ name, file, tests }) => {
  const about = [name, file, ...tests].join(' ')
  return positionals.length === 0 || positionals.some((word) => about.includes(word))
})
if (values.help || rows.length === 0) write(HELP)
else if (values.list) for (const { name, file } of rows) write(`${file}: ${name}\n`)
else process.exitCode = await tryAll(rows)

/** The exit code: 1 where a row has survived. */
async function tryAll(rows: readonly Weakening[]): Promise<number> {
  const copy = mkdtempSync(join(tmpdir(), 'espalier-weakened-'))
  makeCopy(copy)
  // Tests find the program by the folder that they run in.
  process.chdir(copy)
  const config = join(copy, 'tests', 'security', 'vitest.config.ts')
  const vitest = await createVitest({ config, watch: false, bail: 1, silent: true, reporters: [{}] })
  try {
    // A test that fails anyway notices nothing.
    const before = await failuresIn(vitest, [...new Set(rows.flatMap((row) => row.tests))])
    if (before.length > 0) {
      write(`Nothing was weakened yet, and there are failures:\n${before.map(({ text }) => `  ${text}\n`).join('')}`)
      return 1
    }
    const survivors: string[] = []
    for (const [place, row] of rows.entries()) {
      const begun = performance.now()
      const { died, text } = await verdictOn(vitest, copy, row)
      if (!died) survivors.push(`${row.file}: ${row.name} (${text})`)
      const seconds = ((performance.now() - begun) / 1000).toFixed(1)
      write(
        `${place + 1}/${rows.length} ${died ? 'died' : 'SURVIVED'} ${seconds} s  ${row.name}: ${text.slice(0, SHOWN)}\n`,
      )
    }
    write(
      `${rows.length - survivors.length} of ${rows.length} died\n${survivors.map((line) => `  ${line}\n`).join('')}`,
    )
    return survivors.length === 0 ? 0 : 1
  } finally {
    await vitest.close()
    process.chdir(root)
    rmSync(copy, { recursive: true, force: true })
  }
}

/** The checkout's files, without those that git ignores; the packages are lent. */
function makeCopy(copy: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  const paths = listed.toString().split('\0')
  // One that was deleted and not yet committed is listed, too.
  for (const path of paths.filter((one) => one !== '' && existsSync(join(root, one)))) {
    mkdirSync(dirname(join(copy, path)), { recursive: true })
    cpSync(join(root, path), join(copy, path))
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
}

/** What a test said of it; or why the row counts as a survivor. */
async function verdictOn(vitest: Vitest, copy: string, row: Weakening): Promise<{ died: boolean; text: string }> {
  const path = join(copy, row.file)
  const whole = readFileSync(path, 'utf8')
  const write = (text: string) => {
    writeFileSync(path, text)
    vitest.invalidateFile(path)
  }
  write(whole.replace(row.text, () => row.weaker))
  try {
    const failures = await failuresIn(vitest, row.tests)
    const noticed = failures.find(({ asserted }) => asserted)
    if (noticed) return { died: true, text: noticed.text }
    return { died: false, text: failures[0] ? `no assertion failed, but: ${failures[0].text}` : 'all tests passed' }
  } finally {
    write(whole)
  }
}

/** A failure, and whether a test says by it that what it asserts is not so, or that it has waited for it in vain. */
interface Failure {
  text: string
  asserted: boolean
}

async function failuresIn(vitest: Vitest, tests: readonly string[]): Promise<Failure[]> {
  const specifications = await vitest.globTestSpecifications([...tests])
  const { testModules } = await vitest.runTestSpecifications(specifications)
  return testModules.flatMap((module) => {
    const failed = [...module.children.allTests('failed')].flatMap((test) => test.result().errors ?? [])
    // A file that cannot be run, for example for its form, is no test that failed.
    const broken = module
      .errors()
      .map(({ message }) => ({ text: `${module.relativeModuleId}: ${message}`, asserted: false }))
    return [...failed.map(({ name = '', message }) => failure(name, message)), ...broken]
  })
}

function failure(name: string, message: string): Failure {
  const text = `${name}: ${message.split('\n')[0] ?? ''}`
  return { text, asserted: name === 'AssertionError' || /^(Test|Hook) timed out/.test(message) }
}

function write(text: string): void {
  process.stdout.write(text)
}
