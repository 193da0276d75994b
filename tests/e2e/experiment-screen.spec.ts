// The Experiment screen in a browser, on a scripted engine: keyboard, figures, drill-down, exports, all its states, and axe.
// Needs no model and no built program; tests/window/preview serves the window.
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { startPreview, stopPreview } from './preview.ts'
import { expectNoFaults } from './steps.ts'

let address: string
test.beforeAll(async () => {
  address = await startPreview()
})
test.afterAll(stopPreview)

async function open(page: Page, experiments = ''): Promise<void> {
  await page.addInitScript(() => {
    if (!localStorage.getItem('espalier-window')) localStorage.setItem('espalier-window', '{"screen":"experiment"}')
  })
  await page.goto(`${address}?experiments=${experiments}`)
  await expect(page.getByRole('main', { name: 'Experiment' })).toBeVisible()
}
const plot = (page: Page) => page.getByRole('application', { name: /accuracy against compute/ })
const figure = (page: Page) => page.getByRole('group', { name: /accuracy against compute/ })
const tab = (page: Page, name: string) => page.getByRole('tab', { name })

/** Pixels of two pictures that differ by more than the edge of a letter may. */
function differingPixels(page: Page, one: Buffer, other: Buffer): Promise<number> {
  return page.evaluate(
    async (pictures) => {
      const read = async (picture: string): Promise<ImageData> => {
        const image = await createImageBitmap(await (await fetch(picture)).blob())
        const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!
        context.drawImage(image, 0, 0)
        return context.getImageData(0, 0, image.width, image.height)
      }
      const [a, b] = await Promise.all([read(pictures[0]!), read(pictures[1]!)])
      if (a.width !== b.width || a.height !== b.height) return Infinity
      let count = 0
      for (let at = 0; at < a.data.length; at += 4) {
        if ([0, 1, 2].some((channel) => Math.abs(a.data[at + channel]! - b.data[at + channel]!) > 40)) count++
      }
      return count
    },
    [one, other].map((picture) => `data:image/png;base64,${picture.toString('base64')}`),
  )
}

test('the first experiment is one button away, runs, and ends with a figure', async ({ page }) => {
  await open(page)
  await page.getByRole('button', { name: 'Run the one-minute experiment' }).click()
  await expect(page.getByRole('progressbar')).toBeVisible()
  await expect(page.getByRole('grid', { name: /Work by cell/ })).toBeVisible()
  await expect(plot(page)).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: 'One minute:' })).toContainText('Done')
  await expect(page.getByRole('progressbar')).toBeHidden()
})

test('the screens are switched by key, and a reload finds the same one', async ({ page }) => {
  await open(page, 'done')
  await page.keyboard.press('Control+Shift+S')
  await expect(page.getByRole('main', { name: 'Search tree' })).toBeVisible()
  await expect(page.getByRole('main')).toHaveCount(1)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('experiment')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main', { name: 'Experiment' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('main', { name: 'Experiment' })).toBeVisible()
})

test('points are read with the keyboard, and lead to answers, a comparison and a tree', async ({ page }) => {
  await open(page, 'done')
  await plot(page).focus()
  await page.keyboard.press('ArrowRight')
  const told = page.getByRole('tabpanel').getByRole('status').first()
  await expect(told).toContainText(/Greedy\. Budget 1, Accuracy \d/)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
  await expect(told).toContainText(/Majority voting\. Budget 64, .*95 % interval/)
  await page.keyboard.press('Enter')
  const answers = page.getByRole('complementary', { name: 'Answers' })
  await expect(answers.getByRole('radio', { name: /^Right/ })).toBeVisible()
  await answers.getByRole('radio', { name: /^Wrong/ }).check()
  await expect(answers.getByRole('listitem').first()).toContainText('reference')
  await answers.getByRole('button', { name: 'Compare with another point' }).click()
  await plot(page).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(answers.getByRole('row').first()).toContainText(/Only A right\s*\d+/)
  await answers.getByRole('button', { name: 'Neither right' }).click()
  await answers
    .getByRole('button', { name: /^Tree of A/ })
    .first()
    .click()
  await expect(page.getByRole('main', { name: 'Search tree' })).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Method' })).toBeVisible()
})

test('the legend filters, and the saved picture is the one on screen, whole and alone', async ({ page }) => {
  await open(page, 'done')
  const entry = figure(page).getByRole('button', { name: 'MCTS' })
  await expect(entry).toHaveAttribute('aria-pressed', 'true')
  const before = await figure(page).locator('path').count()
  await entry.press('Enter')
  await expect(entry).toHaveAttribute('aria-pressed', 'false')
  expect(await figure(page).locator('path').count()).toBeLessThan(before)

  const save = async (item: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      (async () => {
        await page.getByRole('button', { name: 'Export' }).click()
        await page.getByRole('menuitem', { name: item }).click()
      })(),
    ])
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
  }
  const captioned = await save('Plot as SVG')
  for (const word of ['Methods: Greedy', 'Best: ', 'Espalier 0.1.0']) expect(captioned.bytes.toString()).toContain(word)
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Plots with a caption' }).click()
  await page.keyboard.press('Escape')
  const svg = await save('Plot as SVG')
  expect(svg.name).toMatch(/^espalier-the-papers-figure-on-these-models-accuracy-\d{8}-\d{6}\.svg$/)
  const text = svg.bytes.toString()
  expect(text).not.toMatch(/class=|style=|<style|data-|var\(|href=|tabindex|aria-|<!--/)
  for (const word of ['Methods', 'REBASE', 'Frontier', 'Arithmetic policy 6M']) expect(text).toContain(`>${word}<`)
  const size = /width="(\d+)" height="(\d+)"/.exec(text)!.slice(1).map(Number) as [number, number]

  // Drawn alone, the file looks as the figure does on screen.
  await page.mouse.move(2, 2)
  // On whole pixels, as in a file.
  await figure(page).evaluate((svg) => {
    const { x, y } = svg.getBoundingClientRect()
    svg.style.margin = `${Math.ceil(y) - y}px 0 0 ${Math.ceil(x) - x}px`
  })
  const onScreen = await figure(page).screenshot()
  const alone = await page.context().newPage()
  await alone.setViewportSize({ width: size[0], height: size[1] })
  await alone.setContent(`<style>body{margin:0}svg{display:block}</style>${text}`)
  const drawn = await alone.locator('svg').screenshot()
  expect(await differingPixels(page, drawn, onScreen)).toBeLessThan(150)
  await alone.close()

  const png = await save('Plot as PNG, 2×')
  expect(png.bytes.readUInt32BE(16)).toBe(2 * size[0])
  expect(png.bytes.readUInt32BE(20)).toBe(2 * size[1])
  await tab(page, 'Table').click()
  const report = await save('Report, one HTML file')
  expect(report.bytes.toString().includes('xmlns="http://www.w3.org/2000/svg"')).toBe(true)
})

test('a cell of the heat map is taken next by key, and the experiment is paused and resumed', async ({ page }) => {
  await open(page, 'running&experimentPace=3000')
  const cells = page.getByRole('grid', { name: /Work by cell/ })
  await cells.getByRole('button').first().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(cells.locator(':focus')).toHaveAttribute('aria-pressed', 'true')
  await page.getByRole('button', { name: 'Pause the experiment' }).click()
  await expect(page.getByRole('button', { name: 'Resume the experiment' })).toBeVisible()
  await page.getByRole('button', { name: 'Resume the experiment' }).click()
  await page.getByRole('button', { name: 'Cancel the experiment' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Cancelled' })).toBeVisible()
})

test('the form says what is wrong beside the field, foretells, and reads a file', async ({ page }) => {
  await open(page)
  await page.getByRole('button', { name: 'New experiment' }).click()
  const budgets = page.getByRole('textbox', { name: 'Budgets' })
  await budgets.fill('1, two')
  await expect(budgets).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeDisabled()
  await budgets.fill('1, 2')
  await expect(page.getByText('160 searches in all')).toBeVisible()
  await page.getByRole('button', { name: 'Forecast' }).click()
  await expect(page.getByText(/^About .* to .* FLOPs on this machine, measured on \d+ small/)).toBeVisible()
  const picker = page.locator('input[type=file]')
  await picker.setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"name":') })
  await expect(page.getByRole('alert')).toContainText('x.json is not a JSON file.')
})

test('the engine is lost and comes back', async ({ page }) => {
  await open(page, 'done')
  await page.evaluate(() => (window as unknown as { double: { enter(state: string): void } }).double.enter('lost'))
  await expect(page.getByRole('alert')).toContainText('connection to the engine is lost')
  await expect(plot(page)).toBeVisible()
  await page.evaluate(() => (window as unknown as { double: { enter(state: string): void } }).double.enter('open'))
  await expect(page.getByRole('main').getByText('The connection is back.')).toBeVisible()
})

for (const size of [
  { width: 900, height: 600 },
  { width: 1440, height: 900 },
]) {
  test(`no accessibility fault in any state, ${size.width} wide`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.setViewportSize(size)
    await open(page)
    await expectNoFaults(page)
    await page.getByRole('button', { name: 'New experiment' }).click()
    await expectNoFaults(page)
    await open(page, 'failed')
    await expect(plot(page)).toBeVisible()
    await expectNoFaults(page)
    await open(page, 'done')
    await page.getByLabel('The paper’s points').check()
    await plot(page).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('complementary', { name: 'Answers' })).toBeVisible()
    await expectNoFaults(page)
    for (const name of ['By level', 'Reward model', 'Table', 'Findings']) {
      await tab(page, name).click()
      await expectNoFaults(page)
    }
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(sideways).toBe(false)
  })
}
