// Every method on the embedded models from the Solve screen: the answer must be the one that the command line gives.
// ESPALIER_PROBLEMS sets the number of test problems for each method (default 1, levels in turn).
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { METHODS } from '../../src-main/contract/method.ts'
import { expect, test } from './fixtures.ts'

const COUNT = Number(process.env['ESPALIER_PROBLEMS'] ?? 1)
const run = promisify(execFile)

/** The test problems L1-001, L2-001, … L5-001, L1-002, … */
const problemIds = (first: number) =>
  Array.from({ length: COUNT }, (_, n) => {
    const place = first + n
    return `L${1 + (place % 5)}-${String(1 + Math.floor(place / 5)).padStart(3, '0')}`
  })

async function fromCommandLine(method: string, problem: string): Promise<{ answer: string | null; correct: boolean }> {
  const args = [resolve('build/espalier.mjs'), 'run', '--json', '--method', method, '--problem-id', problem]
  const { stdout } = await run(process.execPath, args, { maxBuffer: 2 ** 28 })
  return JSON.parse(stdout) as { answer: string | null; correct: boolean }
}

for (const [place, { id, name }] of METHODS.entries()) {
  test(`${name}: the same answers as the command line`, async ({ page, program }) => {
    test.setTimeout(60_000 + COUNT * 60_000)
    await page.goto(program.url)
    const start = page.getByRole('button', { name: 'Run', exact: true })
    await expect(start).toBeEnabled()
    await page.getByRole('combobox', { name: 'Method' }).selectOption(id)
    const state = page.getByRole('group', { name: 'Run controls' }).getByRole('status')
    for (const problem of problemIds(COUNT === 1 ? place : 0)) {
      const expected = await fromCommandLine(id, problem)
      await page.keyboard.press('Control+o')
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('combobox').fill(problem)
      await expect(dialog.getByRole('option')).toHaveCount(1)
      await dialog.getByRole('option').click()
      await expect(dialog).toBeHidden()
      await start.click()
      await expect(state).toHaveText(/Searching|Done|Failed/)
      await expect(state).toHaveText(/Done|Failed/, { timeout: 60_000 })
      const banner = page.getByRole('status').filter({ has: page.locator('strong') })
      await expect(banner.locator('strong'), problem).toHaveText(expected.answer ?? 'No answer')
      const verdict = expected.answer === null ? 'No path reached an answer' : expected.correct ? 'right' : 'wrong'
      await expect(banner, problem).toContainText(verdict, { ignoreCase: true })
    }
  })
}
