// Every method on the embedded models from the Solve screen: the answers must be those that the command line gives.
// ESPALIER_PROBLEMS sets the number of test problems for each method (default 1, levels in turn).
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { METHODS } from '../../src-main/contract/method.ts'
import { expect, test } from './fixtures.ts'

const COUNT = Number(process.env['ESPALIER_PROBLEMS'] ?? 1)

interface Evaluated {
  id: string
  question: string
  seed: number
  answer: string | null
  correct: boolean
}

/** What `espalier evaluate` finds on test problems of all levels, beginning with the level of this place. */
async function fromCommandLine(method: string, place: number): Promise<Evaluated[]> {
  const folder = await mkdtemp(join(tmpdir(), 'espalier-methods-'))
  const [problems, out] = [join(folder, 'problems.jsonl'), join(folder, 'out.jsonl')]
  const all = (await readFile(resolve('models/problems/test.jsonl'), 'utf8')).trim().split('\n')
  const chosen = Array.from({ length: COUNT }, (_, n) => all[((place + n) % 5) * 100 + Math.floor(n / 5)]!)
  await writeFile(problems, `${chosen.join('\n')}\n`)
  const args = ['evaluate', '--method', method, '--problems', problems, '--out', out]
  await promisify(execFile)(process.execPath, [resolve('build/espalier.mjs'), ...args])
  const [, ...lines] = (await readFile(out, 'utf8')).trim().split('\n')
  await rm(folder, { recursive: true })
  const questions = chosen.map((line) => (JSON.parse(line) as { question: string }).question)
  return lines.map((line, n) => ({ ...(JSON.parse(line) as Evaluated), question: questions[n]! }))
}

for (const [place, { id: method, name }] of METHODS.entries()) {
  test(`${name}: the same answers as the command line`, async ({ page, program }) => {
    test.setTimeout(600_000 + COUNT * 30_000)
    const expected = await fromCommandLine(method, place)
    expect(expected).toHaveLength(COUNT)
    await page.goto(program.url)
    const start = page.getByRole('button', { name: 'Run', exact: true })
    await expect(start).toBeEnabled()
    await page.getByRole('combobox', { name: 'Method' }).selectOption(method)
    const state = page.getByRole('group', { name: 'Run controls' }).getByRole('status')
    for (const { id, question, seed, answer, correct } of expected) {
      await page.keyboard.press('Control+o')
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('combobox', { name: 'Search the questions' }).fill(id)
      // The list of the search before stays until the new one is there.
      await dialog.getByRole('option').filter({ hasText: question }).click()
      await expect(dialog).toBeHidden()
      await page.getByRole('spinbutton', { name: 'Seed' }).fill(String(seed))
      await start.click()
      await expect(state).toHaveText(/Searching|Done|Failed/)
      await expect(state).toHaveText(/Done|Failed/)
      const banner = page.getByRole('status').filter({ has: page.locator('strong') })
      await expect(banner.locator('strong'), id).toHaveText(answer ?? 'No answer')
      const verdict = answer === null ? 'No path reached an answer' : correct ? 'right' : 'wrong'
      await expect(banner, id).toContainText(verdict, { ignoreCase: true })
    }
  })
}
