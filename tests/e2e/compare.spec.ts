// Runs side by side and experiments in one figure, in a browser: by keyboard, at both ends of window sizes, light and dark, with axe.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { createServer } from 'vite'
import type { ViteDevServer } from 'vite'
import { expect, test } from './fixtures.ts'
import { expectNoFaults } from './steps.ts'

/** The window on a scripted engine, for experiments that are done. */
let server: ViteDevServer

test.beforeAll(async () => {
  server = await createServer({
    configFile: resolve(import.meta.dirname, '../window/preview/vite.config.ts'),
    server: { port: 0, strictPort: false },
    logLevel: 'error',
  })
  await server.listen()
})
test.afterAll(() => server.close())

const state = (page: Page) => page.getByRole('group', { name: 'Run controls' }).getByRole('status')
const comparison = (page: Page) => page.getByRole('region', { name: /runs side by side$/ })
const column = (page: Page, letter: string) =>
  comparison(page).getByRole('article', { name: new RegExp(`^${letter}: `) })

/** Runs REBASE, the first method of a new window, on the sample problem of a real engine and waits for its end. */
async function runRebase(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled()
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(state(page)).toHaveText(/Done/)
}

/** Starts the same problem by another method, by keyboard alone. */
async function tryOther(page: Page, method: string, runs = 2): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.type('other method')
  await page.keyboard.press('Enter')
  const menu = page.getByRole('dialog', { name: 'Same problem, other method' })
  await expect(menu.locator('button:focus')).toBeVisible()
  await menu.getByRole('button', { name: new RegExp(`^${method}`) }).press('Enter')
  await expect(menu).toBeHidden()
  await expect(comparison(page).getByRole('article')).toHaveCount(runs)
  await expect(comparison(page).getByText(/^(majority vote|weighted vote|the one path|best path reward)$/)).toHaveCount(
    runs,
  )
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox()
  expect(box).not.toBeNull()
  return box!
}

test('the same problem by another method is one action, and both trees are seen at equal cost', async ({
  page,
  program,
}) => {
  await runRebase(page, program.url)
  await tryOther(page, 'Weighted voting')
  await expect(column(page, 'A').getByRole('heading', { name: /REBASE/ })).toBeVisible()
  await expect(column(page, 'B').getByRole('heading', { name: /Weighted voting/ })).toBeVisible()

  // The same seed draws the same first steps: one selection is found in both trees.
  await expect(comparison(page).getByText(/^The first \d+ nodes that were added are the same\./)).toBeVisible()
  await comparison(page)
    .getByRole('application', { name: /^Search tree of A/ })
    .focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  const steps = comparison(page).getByRole('region', { name: /^The selected step in/ })
  await expect(steps).toHaveCount(2)
  const [one, other] = await steps.allInnerTexts()
  expect(one).toMatch(/Step 1/)
  expect(other).toBe(one)

  // Where they part is selected in each.
  await comparison(page)
    .getByRole('button', { name: /^Select node \d+$/ })
    .click()
  await expect(steps.first()).toContainText(/Step \d/)

  // Half of the cost shows less of the tree that cost most; End shows all again.
  const slider = comparison(page).getByRole('slider', { name: 'Cost that each run may have spent' })
  const bars = comparison(page).getByRole('img', { name: /has spent/ })
  await expect(bars).toHaveCount(2)
  const whole = await bars.evaluateAll((all) => all.map((bar) => bar.getAttribute('aria-label')))
  await slider.focus()
  await page.keyboard.press('Home')
  for (let press = 0; press < 4; press++) await page.keyboard.press('PageUp')
  await expect
    .poll(() => bars.evaluateAll((all) => all.map((bar) => bar.getAttribute('aria-label'))))
    .not.toEqual(whole)
  await page.keyboard.press('End')
  await expect.poll(() => bars.evaluateAll((all) => all.map((bar) => bar.getAttribute('aria-label')))).toEqual(whole)

  // What differs is a table of what differs alone.
  const table = comparison(page).getByRole('region', { name: 'What differs in their settings' })
  await expect(table.getByRole('row', { name: /^Method REBASE Weighted voting$/ })).toBeVisible()
  await expect(table.getByRole('rowheader', { name: 'Policy', exact: true })).toHaveCount(0)

  await comparison(page).getByRole('button', { name: 'Leave the comparison' }).click()
  await expect(comparison(page)).toBeHidden()
  await expect(page.getByRole('application', { name: 'Search tree' })).toBeVisible()
})

test('a comparison plays along the cost, has the colours and the equal steps of the picture, and is there after a reload', async ({
  page,
  program,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await runRebase(page, program.url)
  await tryOther(page, 'Majority voting')
  const told = comparison(page).getByRole('slider', { name: 'Cost that each run may have spent' })
  const whole = await told.getAttribute('aria-valuetext')
  await comparison(page).getByRole('button', { name: 'Play along the cost' }).click()
  await expect(told).not.toHaveAttribute('aria-valuetext', whole!)
  await comparison(page).getByRole('button', { name: 'Pause' }).click()
  const paused = await told.getAttribute('aria-valuetext')
  await page.waitForTimeout(300)
  expect(await told.getAttribute('aria-valuetext')).toBe(paused)
  await comparison(page).getByRole('button', { name: 'All', exact: true }).click()

  // One legend for both: the same answer has the same colour in them.
  const legend = comparison(page).getByRole('group', { name: 'Colours and signs' })
  const lens = legend.getByLabel('Colour by')
  await lens.selectOption('answer')
  await expect(legend.locator('.sign i').first()).toBeVisible()
  const merge = comparison(page).getByRole('button', { name: 'Equal steps as one' })
  const before = await merge.getAttribute('aria-pressed')
  await merge.click()
  await expect(merge).toHaveAttribute('aria-pressed', before === 'true' ? 'false' : 'true')
  await expectNoFaults(page)

  await page.reload()
  await expect(comparison(page).getByRole('article')).toHaveCount(2)
  await expect(lens).toHaveValue('answer')
  await comparison(page).getByRole('button', { name: 'Leave the comparison' }).click()
  await page.reload()
  await expect(state(page)).toHaveText(/Done/)
  await expect(comparison(page)).toBeHidden()
  await page.getByRole('group', { name: 'Colours and signs' }).getByLabel('Colour by').selectOption('reward')
})

test('runs of the history are picked by keyboard, and one that is taken out ends a pair', async ({ page, program }) => {
  await runRebase(page, program.url)
  await tryOther(page, 'Majority voting')
  await comparison(page).getByRole('button', { name: 'Leave the comparison' }).click()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('compare runs')
  await page.keyboard.press('Enter')
  const picking = page.getByRole('group', { name: 'Runs to compare' })
  await expect(picking).toContainText('1 of at most 4 chosen')
  const rows = page.getByRole('region', { name: 'Runs' }).locator('li button.open[aria-pressed=false]')
  await rows.first().press('Enter')
  await expect(picking).toContainText('2 of at most 4 chosen')
  await picking.getByRole('button', { name: 'Compare' }).press('Enter')
  await expect(comparison(page).getByRole('article')).toHaveCount(2)
  await column(page, 'B')
    .getByRole('button', { name: /^Take B: .* out of the comparison$/ })
    .click()
  await expect(comparison(page)).toBeHidden()
})

for (const size of [
  { width: 640, height: 500 },
  { width: 1440, height: 900 },
]) {
  test(`four runs side by side have one scale and no fault, ${size.width} wide`, async ({ page, program }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.setViewportSize(size)
    await runRebase(page, program.url)
    for (const [place, method] of ['Majority voting', 'Greedy', 'Beam search'].entries()) {
      await tryOther(page, method, place + 2)
    }
    await expect(comparison(page).getByRole('button', { name: 'Same problem, other method' })).toBeDisabled()
    await expectNoFaults(page)
    await comparison(page)
      .getByRole('button', { name: /^Select (node|step) \d+$/ })
      .first()
      .click()
    await expectNoFaults(page)
    // Pictures of one size, so that one scale fits all; nothing sticks out sideways.
    const boxes = await Promise.all(
      (await comparison(page).getByRole('application').all()).map((picture) => boxOf(picture)),
    )
    expect(new Set(boxes.map(({ width }) => Math.round(width))).size).toBeLessThanOrEqual(2)
    expect(new Set(boxes.map(({ height }) => Math.round(height))).size).toBe(1)
    expect(boxes.every(({ height }) => height >= 200)).toBe(true)
    expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false)
    const room = await boxOf(comparison(page))
    for (const { x, width } of boxes) {
      expect(x).toBeGreaterThanOrEqual(room.x)
      expect(x + width).toBeLessThanOrEqual(room.x + room.width + 1)
    }
  })

  test(`experiments in one figure are marked where their problems are unequal, ${size.width} wide`, async ({
    page,
  }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.addInitScript(() => {
      if (!localStorage.getItem('espalier-window')) localStorage.setItem('espalier-window', '{"screen":"experiment"}')
    })
    await page.goto(`${server.resolvedUrls!.local[0]!}?experiments=done,paused,failed`)
    await page.getByRole('listitem').filter({ hasText: 'Done' }).getByRole('button').first().click()
    // Where there is little room the list lies in a drawer.
    await page.setViewportSize(size)
    const panel = page.getByRole('tabpanel')
    await expect(panel.getByRole('group', { name: /accuracy against compute/ })).toBeVisible()
    await panel.getByText('Other experiments', { exact: true }).press('Enter')
    await panel.getByRole('checkbox', { name: /^One minute/ }).check()
    const figure = panel.getByRole('group', {
      name: /figure on these models and One minute: accuracy against compute/,
    })
    await expect(figure).toBeVisible()
    await expect(panel.getByRole('status').filter({ hasText: 'cannot be set against each other' })).toBeVisible()
    await expect(figure.getByRole('button', { name: 'One minute *: REBASE' })).toBeVisible()
    await expect(figure.getByText('Frontier')).toHaveCount(0)
    await expectNoFaults(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false)
  })
}

test('a point of an experiment beside brings it to the front, and the picture that is saved holds both', async ({
  page,
}) => {
  await page.addInitScript(() => {
    if (!localStorage.getItem('espalier-window')) localStorage.setItem('espalier-window', '{"screen":"experiment"}')
  })
  await page.goto(`${server.resolvedUrls!.local[0]!}?experiments=done,paused`)
  await page.getByRole('listitem').filter({ hasText: 'Done' }).getByRole('button').first().click()
  const panel = page.getByRole('tabpanel')
  await panel.getByText('Other experiments', { exact: true }).press('Enter')
  await panel.getByRole('checkbox', { name: /^One minute/ }).check()
  const plot = panel.getByRole('application', { name: /and One minute: accuracy against compute/ })
  await expect(plot).toBeVisible()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    (async () => {
      await page.getByRole('button', { name: 'Export' }).click()
      await page.getByRole('menuitem', { name: 'Plot as SVG' }).click()
    })(),
  ])
  const text = await readFile(await download.path(), 'utf8')
  expect(text).toContain('>One minute *: REBASE<')
  expect(text).toContain('other problems: not comparable point by point')
  // Up from the first line is the last one, of the other experiment.
  await plot.focus()
  for (const key of ['ArrowRight', 'ArrowUp', 'Enter']) await page.keyboard.press(key)
  await expect(page.getByRole('heading', { name: 'One minute', level: 2 })).toBeVisible()
  await expect(page.getByRole('complementary', { name: 'Answers' })).toBeVisible()
  await expect(panel.getByRole('application', { name: /^One minute and .*: accuracy against compute/ })).toBeVisible()
})
