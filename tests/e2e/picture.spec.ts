// The picture of a wide search in the real program: equal steps as one and each for itself, lenses, columns that tell what lies
// in them and lead to it, collapsed branches, the minimap, zoom, and axe in both schemes.
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { expectNoFaults } from './steps.ts'

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

test('a branch is collapsed and expanded by key, menu, handle and outline, which agree, and a saved picture says so', async ({
  page,
  program,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await grow(page, program.url, 'REBASE', 6)
  await page.getByRole('button', { name: 'Outline beside the tree' }).click()
  const rows = page.getByRole('tree', { name: 'Outline of the search tree' }).getByRole('treeitem')
  const row = rows.nth(1)
  const size = page.getByText(/^Search tree with \d+ nodes/)
  /** Below the row: its first child, or its next sibling where it is collapsed. */
  const next = (expanded: boolean) => expect(rows.nth(2)).toHaveAttribute('aria-level', expanded ? '3' : '2')
  await row.click()
  await expect(row).toHaveAttribute('aria-expanded', 'true')
  await next(true)

  // By a key in the picture, and back by the menu.
  await stage(page).focus()
  await page.keyboard.press('Space')
  await expect(size).toContainText(/\d+ nodes hidden in 1 collapsed branch\.$/)
  const hidden = Number(/(\d+) nodes hidden/.exec((await size.textContent())!)![1])
  await expect(row).toHaveAttribute('aria-expanded', 'false')
  await next(false)
  await expect(legend(page)).toContainText(`${hidden} nodes hidden in 1 collapsed branch`)
  await expect(page.getByText(new RegExp(`${hidden} nodes hidden below$`))).toBeAttached()
  await expectNoFaults(page)
  const saved = page.waitForEvent('download')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('Save the tree as SVG')
  await page.keyboard.press('Enter')
  const svg = await readFile(await (await saved).path(), 'utf8')
  expect(svg).toContain(`>+${hidden}<`)
  expect(svg).toContain(`${hidden} nodes hidden in 1 collapsed branch`)
  await stage(page).focus()
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menuitem', { name: 'Expand the branch' }).click()
  await next(true)
  await expect(size).not.toContainText('hidden')

  // From the outline, and back by the handle at the node's foot.
  await row.click()
  await page.keyboard.press('ArrowLeft')
  await expect(size).toContainText('1 collapsed branch')
  await stage(page).focus()
  await page.keyboard.press('Enter')
  const box = (await stage(page).boundingBox())!
  const over = page.locator('canvas.over')
  const tip = page.locator('.tip[aria-hidden]').filter({ hasText: 'Step' })
  let at = box.y + box.height / 2
  for (; at < box.y + box.height - 10; at += 2) {
    await page.mouse.move(box.x + box.width / 2, at)
    if ((await over.count()) === 1 && !(await tip.isVisible())) break
  }
  await page.mouse.click(box.x + box.width / 2, at)
  await next(true)

  // What is selected elsewhere comes out of its branch.
  await page.keyboard.press('0')
  await rows.first().click()
  await page.keyboard.press('ArrowLeft')
  await expect(rows).toHaveCount(1)
  await page.keyboard.press('Control+e')
  await next(true)
  await expect(page.getByRole('region', { name: /^Node \d+$/ })).toBeVisible()

  // The outline's rows have a line each, and the whole step stands at its foot.
  const step = page.getByRole('region', { name: 'Step of the outline' })
  await row.hover()
  await expect(step).toContainText('Step 1')
})

test('a minimap is there while the tree is larger than the picture, moves it, and can be put away', async ({
  page,
  program,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await grow(page, program.url, 'REBASE', 32)
  const minimap = page.locator('.minimap')
  const frame = minimap.locator('.frame')
  const place = () => frame.evaluate((element) => element.style.transform)
  await expect(minimap).toBeHidden()
  await stage(page).focus()
  for (let times = 0; times < 5; times++) await page.keyboard.press('+')
  await expect(minimap).toBeVisible()
  await expect.poll(place).toMatch(/translate/)
  const before = await place()

  // By pointer, and by keys in the picture.
  const box = (await minimap.boundingBox())!
  await page.mouse.move(box.x + 12, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width - 12, box.y + box.height / 2, { steps: 4 })
  await page.mouse.up()
  await expect.poll(place).not.toBe(before)
  const dragged = await place()
  await stage(page).focus()
  await page.keyboard.press('Shift+ArrowLeft')
  await expect.poll(place).not.toBe(dragged)
  await expectNoFaults(page)

  const button = page.getByRole('button', { name: 'Minimap of a large tree' })
  await button.click()
  await expect(minimap).toBeHidden()
  await page.reload()
  await expect(page.getByText('Done').first()).toBeVisible()
  await expect(button).toHaveAttribute('aria-pressed', 'false')
  await button.click()
  await page.keyboard.press('0')
  await expect(minimap).toBeHidden()
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
  await expectNoFaults(page)
})
