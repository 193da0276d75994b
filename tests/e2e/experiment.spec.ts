// An experiment from the window to its exports, with the real models: the preset of one minute, shrunk.
import { readFile } from 'node:fs/promises'
import { expect, test } from './fixtures.ts'

test('a small experiment is set up, runs, is drilled into, and leaves as CSV', async ({ page, program }) => {
  await page.goto(program.url)
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled()
  await page.getByRole('button', { name: 'Experiment', exact: true }).click()
  await page.getByRole('button', { name: 'Set up an experiment' }).click()
  await page.getByRole('button', { name: 'One minute', exact: true }).click()
  await page.getByRole('spinbutton', { name: 'At most' }).fill('2')
  await page.getByRole('textbox', { name: 'Budgets' }).fill('1, 2')
  await page.getByRole('button', { name: 'Forecast' }).click()
  await expect(page.getByText(/^About .* FLOPs on this machine/)).toBeVisible()
  await page.getByRole('button', { name: 'Start', exact: true }).click()

  const state = page.getByRole('status').filter({ hasText: 'One minute:' })
  await expect(state).toContainText(/Done|Failed/)
  await expect(state).toContainText('Done')
  expect(await page.getByRole('alert').allTextContents()).toEqual([])

  // The table has a row for each point, and a row leads to the two problems.
  await page.getByRole('tab', { name: 'Table' }).click()
  const rows = page.getByRole('region', { name: 'Results' }).getByRole('row')
  await expect(rows.nth(1)).toContainText(/\d %/)
  await rows.filter({ hasText: 'REBASE' }).first().click()
  const answers = page.getByRole('complementary', { name: 'Answers' })
  await expect(answers.getByRole('listitem')).toHaveCount(2)

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    (async () => {
      await page.getByRole('button', { name: 'Export' }).click()
      await page.getByRole('menuitem', { name: 'Results as CSV' }).click()
    })(),
  ])
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n')
  expect(lines.length).toBeGreaterThanOrEqual(await rows.count())

  // The tree of a run of the experiment grows on the Solve screen, to the same answer.
  const line = answers.getByRole('listitem').first()
  const given = /answered (\S+)/.exec((await line.textContent()) ?? '')?.[1]
  await line.getByRole('button', { name: /^Open the tree/ }).click()
  await expect(page.getByRole('group', { name: 'Run controls' }).getByRole('status')).toHaveText(/Done/)
  if (given !== undefined) {
    const banner = page.getByRole('status').filter({ has: page.locator('strong') })
    await expect(banner.locator('strong')).toHaveText(given)
  }
})
