// Steering by hand, in the whole program: a waiting run is pruned, scored and written to, undone and done again; a finished one is
// given more children. Everything by keyboard once, and without accessibility faults in light and dark.
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { expectNoFaults } from './steps.ts'

const run = (page: Page) => page.getByRole('button', { name: 'Run', exact: true })
const state = (page: Page) => page.getByRole('group', { name: 'Run controls' }).getByRole('status')
const size = (page: Page) => page.getByText(/^Search tree with \d+ nodes/)
const node = (page: Page) => page.getByRole('region', { name: /^Node \d+$/ })
const steer = (page: Page) => page.getByRole('region', { name: 'Steer' })
const button = (page: Page, name: string) => steer(page).getByRole('button', { name, exact: true })
const outline = (page: Page) => page.getByRole('tree', { name: 'Outline of the search tree' })

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await expect(run(page)).toBeEnabled()
  await page.getByRole('combobox', { name: 'Method' }).selectOption('rebase')
  await page.getByRole('spinbutton', { name: 'Width' }).first().fill('6')
}

async function showOutline(page: Page): Promise<void> {
  if (!(await outline(page).isVisible())) await page.keyboard.press('Control+Shift+o')
  await expect(outline(page)).toBeVisible()
}

/** Starts a run that waits when its first steps are there. */
async function wait(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Step', exact: true }).click()
  await expect(size(page)).toHaveText(/Search tree with 7 nodes/)
  await expect(state(page)).toHaveText(/Paused/)
  await showOutline(page)
}

/** Selects the n-th child of the root in the outline. */
async function select(page: Page, place: number): Promise<void> {
  await outline(page).getByRole('treeitem').nth(place).click()
  await expect(node(page)).toBeVisible()
}

test('a waiting run is changed by hand, undone, done again, and goes on', async ({ page, program }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open(page, program.url)
  await wait(page)
  const rows = outline(page).getByRole('treeitem')
  const before = await rows.allTextContents()

  await select(page, 1)
  await button(page, 'Prune').click()
  await expect(rows.nth(1)).toContainText('pruned')
  await expect(button(page, 'Prune')).toHaveCount(0)
  await expect(steer(page).getByText('This node is pruned.').first()).toBeVisible()

  await select(page, 2)
  await button(page, 'Set the reward').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('spinbutton', { name: 'Reward' }).fill('0.987')
  await expectNoFaults(page)
  await dialog.getByRole('button', { name: 'Set the reward' }).click()
  await expect(dialog).toBeHidden()
  await expect(node(page).getByText(/reward set by hand \(PRM: \d\.\d\d\)/)).toBeVisible()

  await button(page, 'Edit the step').click()
  const text = page.getByRole('textbox', { name: 'Step' })
  await expect(dialog.getByText('The step has not been changed.')).toBeVisible()
  await text.fill('Step 1: nothing is known yet.')
  await expectNoFaults(page)
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toBeHidden()
  await expect(node(page).getByText('written by hand')).toBeVisible()
  await expect(node(page).getByText('Step 1: nothing is known yet.').first()).toBeVisible()
  await expect(size(page)).toHaveText(/Search tree with 8 nodes/)
  await expectNoFaults(page)
  const after = await rows.allTextContents()

  for (let times = 0; times < 3; times++) await page.keyboard.press('Control+z')
  await expect(size(page)).toHaveText(/Search tree with 7 nodes/)
  await expect.poll(() => rows.allTextContents()).toEqual(before)
  for (let times = 0; times < 3; times++) await page.keyboard.press('Control+Shift+z')
  await expect.poll(() => rows.allTextContents()).toEqual(after)

  await page.getByRole('button', { name: 'Resume', exact: true }).click()
  await expect(state(page)).toHaveText(/Done/)
  await page.getByRole('button', { name: 'Steered by hand' }).click()
  await expect(dialog.getByRole('listitem')).toHaveCount(3)
  await expectNoFaults(page)
  await dialog.getByRole('listitem').last().getByRole('button').click()
  await expect(node(page).getByText('written by hand')).toBeVisible()
  // The search has gone on with it.
  await expect(button(page, 'Undo what was done by hand')).toHaveAttribute('aria-disabled', 'true')
})

test('a pruned node is brought back by an act of its own, votes again, and the history says that the run was steered', async ({
  page,
  program,
}) => {
  await open(page, program.url)
  await run(page).click()
  await expect(state(page)).toHaveText(/Done/)
  await showOutline(page)
  const votes = page.getByRole('region', { name: 'Votes' }).getByRole('list')
  const before = await votes.innerText()
  const rows = outline(page).getByRole('treeitem')
  await page.keyboard.press('Control+e')
  await node(page).getByRole('button', { name: 'Go to the parent' }).click()
  await page.keyboard.press('Delete')
  await expect.poll(() => votes.innerText()).not.toBe(before)
  // A node below cannot come back by itself.
  await page.keyboard.press('Control+Shift+o')
  await page.getByRole('application', { name: 'Search tree' }).focus()
  await page.keyboard.press('ArrowDown')
  await button(page, 'Bring back').press('Enter')
  await expect(page.getByText('Bring back: A node above this one is pruned; bring that one back.')).toBeVisible()
  await page.keyboard.press('Alt+ArrowUp')
  await button(page, 'Bring back').click()
  await expect.poll(() => votes.innerText()).toBe(before)
  await expect(button(page, 'Prune')).toBeEnabled()
  await page.keyboard.press('Control+z')
  await expect(button(page, 'Bring back')).toBeVisible()
  await page.keyboard.press('Control+Shift+z')
  await expect(button(page, 'Prune')).toBeVisible()
  await page.keyboard.press('Control+Shift+o')
  await expect(rows.filter({ hasText: 'pruned' })).toHaveCount(0)

  await page.keyboard.press('Control+Shift+h')
  const line = page.getByRole('list', { name: 'Runs' }).getByRole('listitem').first()
  await expect(line).toContainText('Steered by hand')
  await expectNoFaults(page)
})

test('a finished run is given two more children, and is the same after a reload', async ({ page, program }) => {
  await open(page, program.url)
  await run(page).click()
  await expect(state(page)).toHaveText(/Done/)
  await showOutline(page)
  const before = Number(/\d+/.exec((await size(page).textContent())!)![0])
  await outline(page).getByRole('treeitem').first().click()
  await expect(steer(page)).toBeVisible()
  await page.keyboard.press('F4')
  await expect(size(page)).toHaveText(new RegExp(`^Search tree with ${before + 2} nodes`))
  // The root's last children: the last rows, which are in the page when they are in sight.
  await outline(page).press('End')
  await expect(outline(page).getByRole('treeitem').filter({ hasText: 'asked for by hand' })).toHaveCount(2)
  await expect(page.getByRole('button', { name: 'Steered by hand' })).toBeVisible()

  await page.reload()
  await expect(size(page)).toHaveText(new RegExp(`^Search tree with ${before + 2} nodes`))
  await outline(page).getByRole('treeitem').first().click()
  await button(page, 'Undo what was done by hand').click()
  await expect(size(page)).toHaveText(new RegExp(`^Search tree with ${before} nodes`))
})

test('a run is steered by the keyboard alone, and a field keeps its keys', async ({ page, program }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open(page, program.url)
  await wait(page)
  await page.getByRole('application', { name: 'Search tree' }).focus()
  for (const key of ['Home', 'ArrowDown', 'Insert']) await page.keyboard.press(key)
  const text = page.getByRole('textbox', { name: 'Step' })
  await expect(text).toBeFocused()
  await page.keyboard.type('Step 2: so far.')
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Delete')
  await text.fill('Step 2: so far.')
  await page.keyboard.press('Control+Enter')
  await expect(size(page)).toHaveText(/Search tree with 8 nodes/)
  await expect(node(page).getByText('written by hand')).toBeVisible()
  await page.keyboard.press('Delete')
  await expect(
    node(page)
      .getByText(/pruned/)
      .first(),
  ).toBeVisible()
  // In a field, the keys are the field's.
  const count = steer(page).getByRole('spinbutton', { name: 'Number of children' })
  await count.focus()
  await page.keyboard.press('Control+z')
  await expect(
    node(page)
      .getByText(/pruned/)
      .first(),
  ).toBeVisible()
  await page.getByRole('application', { name: 'Search tree' }).focus()
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await expect(size(page)).toHaveText(/Search tree with 7 nodes/)
})
