// Finding in the tree, the paths of a vote, and the part of the tree that fills the picture.
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { expectNoFaults, run, state } from './steps.ts'

const find = (page: Page) => page.getByRole('search', { name: 'Find in the tree' })
const text = (page: Page) => find(page).getByRole('textbox', { name: 'Text of a step' })
const count = (page: Page) => find(page).getByRole('status')
const inspector = (page: Page) => page.getByRole('region', { name: /^Node \d+$/ })
const picture = (page: Page) => page.getByRole('application', { name: 'Search tree', exact: true })

async function search(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await expect(run(page)).toBeEnabled()
  await page.getByRole('combobox', { name: 'Method' }).selectOption('rebase')
  await run(page).click()
  await expect(state(page)).toHaveText(/Done/)
}

test('steps are found by their text, walked in both directions, and the focus goes back', async ({ page, program }) => {
  await search(page, program.url)
  await picture(page).focus()
  await page.keyboard.press('Control+f')
  await expect(text(page)).toBeFocused()
  await page.keyboard.type('THE ANSWER IS')
  await expect(count(page)).toHaveText(/^\d+ found$/)
  const hits = Number(/\d+/.exec((await count(page).textContent()) ?? '')?.[0])
  expect(hits).toBeGreaterThan(1)
  await page.keyboard.press('Enter')
  await expect(count(page)).toHaveText(`1 of ${hits}`)
  await expect(
    inspector(page)
      .getByText(/The answer is: /)
      .first(),
  ).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(count(page)).toHaveText(`2 of ${hits}`)
  for (let back = 0; back < 2; back++) await page.keyboard.press('Shift+Enter')
  await expect(count(page)).toHaveText(`${hits} of ${hits}`)
  await expect(text(page)).toBeFocused()

  // The outline says which rows are hits.
  await page.keyboard.press('Control+Shift+O')
  await expect(page.getByRole('treeitem', { name: /found/ }).first()).toBeVisible()

  await text(page).fill('no step has this')
  await expect(count(page)).toHaveText('Nothing found')
  await text(page).focus()
  await page.keyboard.press('Escape')
  await expect(find(page)).toBeHidden()
  await expect(picture(page)).toBeFocused()
})

test('conditions narrow the hits, and are taken away one by one', async ({ page, program }) => {
  await search(page, program.url)
  await page.keyboard.press('Control+f')
  await text(page).fill('')
  const conditions = find(page).getByRole('button', { name: /^Conditions/ })
  await conditions.click()
  await find(page).getByRole('combobox', { name: 'Verdict' }).selectOption('Right')
  await expect(count(page)).toHaveText(/^\d+ found$/)
  const right = Number(/\d+/.exec((await count(page).textContent()) ?? '')?.[0])
  await find(page).getByRole('spinbutton', { name: 'Reward from' }).fill('1.5')
  await expect(count(page)).toHaveText('Nothing found')
  await expect(conditions).toHaveAccessibleName(/^Conditions\s*2\s*set$/)
  await find(page).getByRole('button', { name: 'Take the condition away: Reward' }).click()
  await expect(count(page)).toHaveText(`${right} found`)
  await find(page).getByRole('combobox', { name: 'Answer' }).selectOption({ index: 1 })
  await find(page).getByRole('button', { name: 'Go to the next found step' }).click()
  await expect(inspector(page)).toBeVisible()
  await find(page).getByRole('button', { name: 'Take the condition away: Answer' }).click()
  await find(page).getByRole('button', { name: 'Take the condition away: Verdict' }).click()
  await expect(count(page)).toHaveText('')

  // At an earlier moment the hits that come later are told, too.
  await text(page).fill('the answer is')
  await expect(count(page)).toHaveText(/^\d+ of \d+$/)
  await page.getByRole('slider', { name: 'Moment of the run' }).focus()
  await page.keyboard.press('Home')
  await expect(count(page)).toHaveText(/^0 found, \d+ later$/)
})

test('a vote marks its paths until it is pressed again or Escape', async ({ page, program }) => {
  await search(page, program.url)
  const vote = page.getByRole('region', { name: 'Votes' }).getByRole('listitem').first().getByRole('button')
  await vote.click()
  await expect(vote).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByText(/^\d+ paths? with answer .* marked in the tree\.$/)).toBeAttached()
  await expect(inspector(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(vote).toHaveAttribute('aria-pressed', 'false')
  await vote.focus()
  await page.keyboard.press('Enter')
  await expect(vote).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('Enter')
  await expect(vote).toHaveAttribute('aria-pressed', 'false')
})

test('a subtree fills the picture, and the way back is above it', async ({ page, program }) => {
  await search(page, program.url)
  await page.keyboard.press('Control+e')
  await expect(inspector(page)).toBeVisible()
  await page.keyboard.press('Alt+ArrowUp')
  await page.keyboard.press('Alt+Enter')
  const way = page.getByRole('navigation', { name: 'Part of the tree in the picture' })
  const here = way.getByRole('button', { name: /^step \d+$/ }).last()
  await expect(here).toHaveAttribute('aria-current', 'true')
  await way.getByRole('button', { name: 'step 1' }).click()
  await expect(way.getByRole('button').last()).toHaveText('step 1')
  await way.getByRole('button', { name: 'Problem' }).click()
  await expect(way).toBeHidden()
})

test('letters typed in the outline lead to the next row with such a word', async ({ page, program }) => {
  await search(page, program.url)
  await page.keyboard.press('Control+Shift+O')
  const outline = page.getByRole('tree', { name: 'Outline of the search tree' })
  await outline.focus()
  await page.keyboard.press('Home')
  await page.keyboard.type('answer')
  await expect(
    inspector(page)
      .getByText(/The answer is: /)
      .first(),
  ).toBeVisible()
})

test('no accessibility fault is found while steps are looked for', async ({ page, program }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await search(page, program.url)
  await page.keyboard.press('Control+e')
  await page.keyboard.press('Alt+Enter')
  await page.keyboard.press('Control+Shift+O')
  await page.keyboard.press('Control+f')
  await text(page).fill('the answer')
  await find(page)
    .getByRole('button', { name: /^Conditions/ })
    .click()
  await find(page).getByRole('combobox', { name: 'Verdict' }).selectOption('Right')
  await page.getByRole('region', { name: 'Votes' }).getByRole('listitem').first().getByRole('button').click()
  await expectNoFaults(page)
})
