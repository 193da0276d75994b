// The main job: pick a problem, search, read the tree; stop, and open the run again.
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { expectNoFaults, run, state } from './steps.ts'

const QUESTION = 'Ada has 12 boxes of 15 pens each. She gives 30 pens away. How many pens does she have left?'

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await expect(run(page)).toBeEnabled()
}
const method = (page: Page) => page.getByRole('combobox', { name: 'Method' })

/** Selects a panel’s tab or button only where it is not pressed yet. */
async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true }).first()
  if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click()
}

async function chooseRebase(page: Page, width: number): Promise<void> {
  await method(page).selectOption('rebase')
  await page
    .getByRole('spinbutton', { name: 'Width' })
    .or(page.getByLabel('Width', { exact: true }))
    .first()
    .fill(String(width))
}

/** Waits for the end of the run; one that failed tells why. */
async function finish(page: Page): Promise<void> {
  await expect(state(page)).toHaveText(/Done|Failed|Stopped/)
  expect(await page.getByRole('alert').allTextContents()).toEqual([])
  await expect(state(page)).toHaveText(/Done/)
}

test('a problem of the test set is searched by REBASE@16 to an answer, and the best node can be read', async ({
  page,
  program,
}) => {
  await open(page, program.url)
  await page.keyboard.press('Control+o')
  const problems = page.getByRole('dialog')
  await problems
    .getByRole('radio', { name: '2' })
    .or(problems.getByRole('button', { name: '2', exact: true }))
    .first()
    .click()
  await problems.getByRole('option').first().click()
  await expect(problems).toBeHidden()
  await chooseRebase(page, 16)
  await run(page).click()
  await finish(page)

  // The picture has the tree: its description counts the nodes.
  await expect(page.getByText(/^Search tree with \d+ nodes on \d+ levels, \d+ answers?\.$/)).toBeAttached()
  // The best node is brought to the middle of the picture, let go, and clicked there.
  const picture = page.getByRole('application', { name: 'Search tree' })
  const inspector = page.getByRole('region', { name: /^Node \d+$/ })
  await picture.focus()
  for (const key of ['End', 'Enter', 'Escape']) await page.keyboard.press(key)
  await expect(inspector).toBeHidden()
  await expect(async () => {
    await picture.click()
    await expect(inspector.getByText(/The answer is: /).first()).toBeVisible({ timeout: 5_000 })
  }).toPass()
  await expect(inspector.getByText('Reward', { exact: true })).toBeVisible()

  // A click on a step of the path leads there.
  await inspector.getByRole('listitem').first().getByRole('button').click()
  await expect(inspector.getByText(/^Step 1: /).first()).toBeVisible()
  await expect(inspector.getByText(/shared a budget|given the whole width/).first()).toBeVisible()
})

test('a run that is stopped keeps its tree and opens again from the history', async ({ page, program }) => {
  await open(page, program.url)
  await chooseRebase(page, 256)
  // So hot that steps and solutions run to their limits: the run cannot end before the click.
  await page.getByText('Sampling', { exact: true }).click()
  await page.getByRole('spinbutton', { name: 'Temperature', exact: true }).fill('2')
  await run(page).click()
  await expect(state(page)).toHaveText(/Searching/)
  const size = page.getByText(/^Search tree with \d+ nodes/)
  await expect.poll(async () => Number(/\d+/.exec((await size.textContent()) ?? '')?.[0] ?? 0)).toBeGreaterThan(20)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(state(page)).toHaveText(/Stopped/)
  const kept = await size.textContent()

  await page.reload()
  await press(page, 'History')
  const entry = page.getByRole('listitem').filter({ hasText: 'Stopped' }).first()
  await entry.getByRole('button').first().click()
  await expect(size).toHaveText(kept ?? '')
  await expect(state(page)).toHaveText(/Stopped/)
})

test('own text is searched, and an empty one is refused where it is written', async ({ page, program }) => {
  await open(page, program.url)
  await page
    .getByRole('radio', { name: 'Own text' })
    .or(page.getByRole('button', { name: 'Own text' }))
    .first()
    .click()
  const question = page.getByRole('textbox', { name: 'Question' })
  await question.fill('')
  await question.blur()
  const form = page.getByRole('complementary', { name: 'Set up and history' })
  await expect(form.getByText('The problem is empty.')).toBeVisible()
  await expect(run(page)).toBeDisabled()
  await question.fill(QUESTION)
  await method(page).selectOption('greedy')
  await run(page).click()
  await finish(page)
})

test('everything can be done with the keyboard alone', async ({ page, program }) => {
  await open(page, program.url)
  await expect(run(page)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(state(page)).toHaveText(/Searching|Done/)
  await finish(page)
  await page.getByRole('application', { name: 'Search tree' }).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('region', { name: /^Node \d+$/ })).toBeVisible()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(page.getByRole('region', { name: 'Problem' }).last()).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
})

test('no accessibility fault is found before and after a run', async ({ page, program }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open(page, program.url)
  await expectNoFaults(page)
  await method(page).selectOption('greedy')
  await run(page).click()
  await finish(page)
  await page.keyboard.press('Control+e')
  await expectNoFaults(page)
})
