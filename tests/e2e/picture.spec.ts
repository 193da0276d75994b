// The picture of a wide search in the real program: equal steps as one and each for itself, lenses, columns that tell what lies
// in them and lead to it, zoom, and axe in both schemes.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

const stage = (page: Page) => page.getByRole('application', { name: 'Search tree' })
const legend = (page: Page) => page.getByRole('group', { name: 'Colours and signs' })
const merge = (page: Page) => page.getByRole('button', { name: 'Equal steps as one' })

async function grow(page: Page, url: string, method: string, width: number): Promise<void> {
  await page.goto(url)
  await page.getByRole('combobox', { name: 'Method' }).selectOption(method)
  await page
    .getByRole('spinbutton', { name: /Width|Samples|Solutions/ })
    .first()
    .fill(String(width))
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Done').first()).toBeVisible()
}

test('a wide tree is shown with equal steps as one, and each for itself on request', async ({ page, program }) => {
  await grow(page, program.url, 'REBASE', 128)
  await expect(merge(page)).toHaveAttribute('aria-pressed', 'true')
  await expect(legend(page)).not.toContainText('Crowded steps')
  await page.keyboard.press('Control+Shift+q')
  await expect(merge(page)).toHaveAttribute('aria-pressed', 'false')
  await expect(legend(page)).toContainText('Crowded steps')
  await expect(legend(page)).toContainText('right and wrong')

  // What lies in a column is told, and a click meets the level that was pointed at.
  const box = (await stage(page).boundingBox())!
  const tip = page.locator('.tip[aria-hidden]').filter({ hasText: 'Step' })
  let met = 0
  for (let x = 80; x < box.width - 60 && met < 8; x += 37) {
    for (let y = 60; y < box.height - 120 && met < 8; y += 6) {
      await page.mouse.move(box.x + x, box.y + y)
      if (!(await tip.isVisible())) continue
      const words = await tip.innerText()
      const depth = /Step (\d+)/.exec(words)![1]!
      await page.mouse.click(box.x + x, box.y + y)
      await expect(page.getByText(`Depth ${depth}`).first()).toBeVisible()
      met++
      break
    }
  }
  expect(met).toBeGreaterThan(4)

  // Equal steps lead to every node behind them.
  await page.keyboard.press('Control+Shift+q')
  await page.keyboard.press('Control+e')
  const alike = page.getByRole('group', { name: 'Equal steps as one' })
  await expect(alike).toContainText(/\d+ of \d+ equal steps/)
  const before = await alike.innerText()
  const forward = page.getByRole('button', { name: 'Next equal step' })
  const way = (await forward.isEnabled()) ? forward : page.getByRole('button', { name: 'Previous equal step' })
  await way.click()
  await expect(alike).not.toHaveText(before)

  // What was chosen holds after a reload, and so does the run.
  await page.keyboard.press('Control+Shift+q')
  await page.reload()
  await expect(page.getByText('Done').first()).toBeVisible()
  await expect(merge(page)).toHaveAttribute('aria-pressed', 'false')
})

test('colours tell what is chosen, and the legend shows only what the picture uses', async ({ page, program }) => {
  await grow(page, program.url, 'Majority voting', 16)
  const lens = page.getByLabel('Colour by')
  await expect(lens).toHaveValue('reward')
  await expect(legend(page).getByText('0.5', { exact: true })).toBeHidden()
  await expect(legend(page)).toContainText(/right|wrong/)
  await lens.selectOption('answer')
  await expect(lens).toHaveValue('answer')
  // Which lenses have anything to tell is looked up when the list is reached.
  await lens.focus()
  await expect(lens.getByRole('option', { name: 'Visits (N) (not known here)' })).toBeDisabled()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Type a command' }).fill('log-probability')
  await page.keyboard.press('Enter')
  await expect(lens).toHaveValue('log-probability')
  await page.getByRole('button', { name: 'Outline beside the tree' }).click()
  await expect(
    page
      .getByRole('tree', { name: 'Outline of the search tree' })
      .getByText(/^-\d+\.\d\d$/)
      .first(),
  ).toBeVisible()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    ).toEqual([])
  }
})
