// Replay: jumps, bookmarks, speeds, and the values of a tree search over its iterations.
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { expectNoFaults } from './steps.ts'

const run = (page: Page) => page.getByRole('button', { name: 'Run', exact: true })
const state = (page: Page) => page.getByRole('group', { name: 'Run controls' }).getByRole('status')
const bar = (page: Page) => page.getByRole('group', { name: 'Replay', exact: true })
const slider = (page: Page) => bar(page).getByRole('slider', { name: 'Moment of the run' })
const moments = (page: Page) => bar(page).getByRole('button', { name: 'Moments', exact: true })
const at = async (page: Page): Promise<number> => Number(await slider(page).inputValue())

async function search(page: Page, url: string, method: 'rebase' | 'mcts'): Promise<void> {
  await page.goto(url)
  await expect(run(page)).toBeEnabled()
  await page.getByRole('combobox', { name: 'Method' }).selectOption(method)
  await run(page).click()
  await expect(state(page)).toHaveText(/Done/)
}

test('the menu of moments leads to the first right answer and to other moments, by keys alone', async ({
  page,
  program,
}) => {
  await search(page, program.url, 'rebase')
  const length = await at(page)
  await moments(page).focus()
  await page.keyboard.press('ArrowDown')
  const menu = page.getByRole('menu', { name: 'Moments' })
  await expect(menu.getByRole('menuitem', { name: /^Go to the first answer/ })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(menu).toBeHidden()
  await expect(moments(page)).toBeFocused()
  await expect(bar(page).getByText(/^First right answer: /)).toBeVisible()
  const inspector = page.getByRole('region', { name: /^Node \d+$/ })
  await expect(inspector.getByText(/The answer is: /).first()).toBeVisible()
  await expect(inspector.getByText('right', { exact: true }).first()).toBeVisible()
  const right = await at(page)
  expect(right).toBeLessThan(length)

  // The same by the palette, to the moment of the choice; Escape leaves the menu where it was.
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Type a command' }).fill('choice of the answer')
  await page.keyboard.press('Enter')
  await expect.poll(() => at(page)).toBeGreaterThan(right)
  await moments(page).click()
  await page.keyboard.press('Escape')
  await expect(menu).toBeHidden()
  await expect(moments(page)).toBeFocused()

  // Backwards and forwards by the slider shows the tree that was there.
  const size = page.getByText(/^Search tree with \d+ nodes?/)
  const whole = await size.textContent()
  await slider(page).focus()
  await page.keyboard.press('Home')
  await expect(size).toHaveText(/^Search tree with 1 node /)
  await page.keyboard.press('End')
  await expect(size).toHaveText(whole ?? '')
})

test('a moment is named, found again after a reload, renamed and removed', async ({ page, program }) => {
  await search(page, program.url, 'rebase')
  await slider(page).focus()
  for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowLeft')
  const marked = await at(page)
  await page.keyboard.press('Control+Shift+B')
  const dialog = page.getByRole('dialog', { name: 'Bookmarks' })
  const name = dialog.getByRole('textbox', { name: 'Name of this moment' })
  await expect(name).toBeFocused()
  await page.keyboard.type('before the vote')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()

  await page.reload()
  await expect(state(page)).toHaveText(/Done/)
  await expect.poll(() => at(page)).toBeGreaterThan(marked)
  await moments(page).click()
  await page.getByRole('menuitem', { name: /^before the vote/ }).click()
  await expect.poll(() => at(page)).toBe(marked)

  await page.keyboard.press('Control+Shift+B')
  await expect(name).toHaveValue('before the vote')
  const own = dialog.getByRole('textbox', { name: `Name of the moment at event ${marked}` })
  await own.fill('almost there')
  await own.press('Tab')
  await expect(dialog.getByRole('button', { name: 'Go to almost there' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Remove the bookmark almost there' }).click()
  await expect(dialog.getByText('No moment of this run has a name yet.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

test('the bookmarks of a deleted run go with it, and come back with it', async ({ page, program }) => {
  await search(page, program.url, 'rebase')
  await slider(page).focus()
  for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Control+Shift+B')
  await page.keyboard.type('to be kept')
  await page.keyboard.press('Enter')
  const kept = () => page.evaluate(() => localStorage.getItem('espalier-window')?.includes('to be kept'))
  await expect.poll(kept).toBe(true)
  await page.keyboard.press('Control+Shift+h')
  await page.getByRole('list', { name: 'Runs' }).getByRole('listitem').first().getByRole('button').first().focus()
  await page.keyboard.press('Delete')
  await expect(page.getByText('1 run deleted.')).toBeVisible()
  await expect.poll(kept).toBe(false)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(state(page)).toHaveText(/Done/)
  await expect.poll(kept).toBe(true)
})

test('the speed is chosen, kept, and changes how the run is played', async ({ page, program }) => {
  await search(page, program.url, 'rebase')
  const speed = bar(page).getByRole('combobox', { name: 'Speed of the replay' })
  await speed.selectOption({ label: '64 steps/s' })
  await page.reload()
  await expect(state(page)).toHaveText(/Done/)
  await expect(speed).toHaveValue('even-64')
  const length = await at(page)
  await bar(page).getByRole('button', { name: 'Replay', exact: true }).click()
  await expect.poll(() => at(page), { intervals: [50] }).toBeLessThan(length)
  await expect.poll(() => at(page)).toBe(length)
  await expect(bar(page).getByRole('button', { name: 'End' })).toBeDisabled()
  await speed.selectOption({ label: '1 step/s' })
  await bar(page).getByRole('button', { name: 'Replay', exact: true }).click()
  await expect.poll(() => at(page), { intervals: [50] }).toBeLessThan(length / 2)
  // Another speed takes effect at once.
  await speed.selectOption({ label: '64 steps/s' })
  await expect.poll(() => at(page)).toBe(length)
})

test('the values of a tree search are drawn and told, at every moment', async ({ page, program }) => {
  await search(page, program.url, 'mcts')
  const values = page.getByRole('region', { name: 'Search values of the children of the problem' })
  const rows = values.getByRole('table').first().getByRole('row')
  await expect(rows).toHaveCount(5)
  const visits = async (): Promise<number> => {
    const cells = await rows.locator('td:last-child').allTextContents()
    return cells.reduce((sum, text) => sum + Number(text), 0)
  }
  // 32 iterations hand up one reward for each of their children, or once more that of an end.
  const all = await visits()
  expect(all).toBeGreaterThanOrEqual(32)
  await values.getByText('Every iteration as a table').click()
  const table = page.getByRole('region', { name: /^Values of the children of the problem/ }).getByRole('row')
  expect(await table.count()).toBeGreaterThan(10)

  await values.getByRole('application').focus()
  await page.keyboard.press('End')
  await expect(values.getByRole('status')).toHaveText(/^node \d+\. Iteration \d+, Q [01]\.\d+, N \d+$/)

  await slider(page).focus()
  for (let turn = 0; turn < 4; turn++) await page.keyboard.press('PageDown')
  await expect.poll(visits).toBeLessThan(all)
  await page.keyboard.press('Home')
  await expect(values.getByText('No iteration has come to a child of this node yet.')).toBeVisible()
})

test('no accessibility fault is found in the replay', async ({ page, program }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await search(page, program.url, 'mcts')
  await page.getByText('Every iteration as a table').click()
  await moments(page).click()
  await page.getByRole('menuitem', { name: /^Go to the first answer/ }).click()
  await expectNoFaults(page)
  await moments(page).click()
  await expectNoFaults(page)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Shift+B')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+Shift+B')
  await expect(page.getByRole('dialog', { name: 'Bookmarks' }).getByRole('listitem')).toHaveCount(1)
  await expectNoFaults(page)
})
