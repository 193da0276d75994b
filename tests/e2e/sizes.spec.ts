// The window in small sizes, and at 200 % zoom (half the pixels): on no screen does one control lie over another, and nothing
// scrolls sideways. Panels lie over the middle one at a time, keep the focus, and give it back.
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { keepSettings, startPreview, stopPreview } from './preview.ts'
import { expectNoFaults } from './steps.ts'

let address: string
test.beforeAll(async () => {
  address = await startPreview()
})
test.afterAll(stopPreview)

const SIZES = [
  { width: 640, height: 500 },
  { width: 720, height: 450 },
  { width: 800, height: 600 },
  { width: 1440, height: 900 },
]

/** What lies over what, by name, and whether the page scrolls sideways. */
function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const open = [...document.querySelectorAll('dialog[open]')].at(-1)
    const CONTROLS = 'button, a[href], input, select, textarea, summary, [role=button], [role=separator]'
    const named = (element: Element): string =>
      `${element.tagName.toLowerCase()} “${element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40)}”`
    /** What of an element is inside of all boxes that cut it off. */
    const seen = (element: Element) => {
      let { left, top, right, bottom } = element.getBoundingClientRect()
      for (let at = element.parentElement; at; at = at.parentElement) {
        if (getComputedStyle(at).overflow === 'visible') continue
        const box = at.getBoundingClientRect()
        left = Math.max(left, box.left)
        top = Math.max(top, box.top)
        right = Math.min(right, box.right)
        bottom = Math.min(bottom, box.bottom)
      }
      return { left, top, right, bottom }
    }
    const controls = [...(open ?? document).querySelectorAll(CONTROLS)]
      .filter(
        (element) =>
          element.checkVisibility({ visibilityProperty: true }) &&
          !element.closest('[inert]') &&
          // A radio button lies under its word; a row's further button or box is there when its row is pointed at.
          !(getComputedStyle(element).opacity === '0' && element.matches('button, input[type=checkbox]')),
      )
      .map((element) => ({ element, box: seen(element) }))
      .filter(({ box }) => box.right - box.left > 2 && box.bottom - box.top > 2)
    const found: string[] = []
    for (const [place, one] of controls.entries()) {
      for (const other of controls.slice(place + 1)) {
        if (one.element.contains(other.element) || other.element.contains(one.element)) continue
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left)
        const along = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top)
        if (across > 1.5 && along > 1.5) found.push(`${named(one.element)} and ${named(other.element)}`)
      }
    }
    for (const { element, box } of controls) {
      const whole = element.getBoundingClientRect()
      let scrolls = false
      for (let at = element.parentElement; at; at = at.parentElement) {
        scrolls ||= ['auto', 'scroll'].includes(getComputedStyle(at).overflowX)
      }
      if (!scrolls && (whole.right > innerWidth + 1 || box.left < -1)) found.push(`${named(element)} is cut off`)
    }
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways')
    return found
  })
}

async function expectApart(page: Page, where: string): Promise<void> {
  expect(await overlaps(page), where).toEqual([])
}

const run = (page: Page) => page.getByRole('button', { name: 'Run', exact: true })

for (const size of SIZES) {
  const name = `${size.width} × ${size.height}`

  test(`Solve and its dialogs, ${name}`, async ({ page }) => {
    await page.setViewportSize(size)
    await page.goto(address)
    await expect(run(page)).toBeEnabled()
    await expectApart(page, 'before a run')
    const stop = page.getByRole('button', { name: 'Stop', exact: true })
    await stop.evaluate((button) => (button.style.translate = '-20px'))
    expect(await overlaps(page), 'what lies over something is found').toHaveLength(1)
    await stop.evaluate((button) => (button.style.translate = ''))
    await run(page).click()
    await expect(page.getByRole('group', { name: 'Run controls' }).getByRole('status')).toHaveText(/Done/)
    await expectApart(page, 'a finished run')
    await page.getByRole('application', { name: 'Search tree' }).press('End')
    for (const panel of ['Set up', 'History', 'Votes and node']) {
      const button = page.getByRole('button', { name: panel, exact: true })
      if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click()
      await expectApart(page, panel)
      if (size.width < 1000) await page.keyboard.press('Escape')
    }
    for (const command of ['Browse problems', 'Devices', 'Settings', 'Glossary', 'Keyboard shortcuts', 'About']) {
      await page.keyboard.press('Control+k')
      await expectApart(page, 'the list of commands')
      await page.keyboard.type(command)
      await page.keyboard.press('Enter')
      await expect(page.getByRole('dialog', { name: command })).toBeVisible()
      await expectApart(page, command)
      await page.keyboard.press('Escape')
    }
  })

  test(`Experiment, ${name}`, async ({ page }) => {
    await page.setViewportSize(size)
    await keepSettings(page, { screen: 'experiment' })
    await page.goto(address)
    await expect(page.getByRole('main', { name: 'Experiment' })).toBeVisible()
    await expectApart(page, 'without an experiment')
    await page.getByRole('button', { name: 'Set up an experiment' }).click()
    await expectApart(page, 'the form')
    await page.goto(`${address}?experiments=done,paused`)
    await expect(page.getByRole('tab', { name: 'Accuracy' })).toBeVisible()
    for (const tab of ['Accuracy', 'By level', 'Reward model', 'Table', 'Findings']) {
      await page.getByRole('tab', { name: tab }).click()
      await expectApart(page, tab)
    }
    await page.getByRole('button', { name: 'Export' }).click()
    await expect(page.getByRole('menu')).toBeVisible()
  })

  test(`Models, ${name}`, async ({ page }) => {
    await page.setViewportSize(size)
    await keepSettings(page, { screen: 'models' })
    await page.goto(`${address}?models=many`)
    await expect(page.getByRole('main', { name: 'Models' })).toBeVisible()
    await expectApart(page, 'a model')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Add a model')
    await page.keyboard.press('Enter')
    await expectApart(page, 'the page that adds one')
  })
}

test('a panel over a narrow window takes the focus and gives it back', async ({ page }) => {
  await page.setViewportSize({ width: 720, height: 450 })
  await page.goto(address)
  const setUp = page.getByRole('button', { name: 'Set up', exact: true })
  await expect(setUp).toHaveAttribute('aria-pressed', 'false')
  await setUp.focus()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary', { name: 'Set up and history' })
  await expect(panel.getByRole('button', { name: 'Close the panel' })).toBeFocused()
  await expect(page.getByRole('main')).toHaveAttribute('inert')
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await expect(setUp).toBeFocused()
  await setUp.click()
  await page.mouse.click(700, 300)
  await expect(panel).toBeHidden()
  await page.keyboard.press('Control+Shift+E')
  const opener = page.getByRole('button', { name: 'Experiments', exact: true })
  await opener.click()
  await page.getByRole('complementary', { name: 'Experiments' }).getByRole('button', { name: 'New experiment' }).click()
  await expect(page.getByRole('complementary', { name: 'Experiments' })).toBeHidden()
  await expect(page.getByRole('textbox', { name: 'Budgets' })).toBeVisible()
})

test('the focus stays where it was when a run starts, pauses and ends', async ({ page }) => {
  await page.goto(`${address}?pace=1000`)
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
  await run(page).focus()
  await page.keyboard.press('Enter')
  const state = page.getByRole('group', { name: 'Run controls' }).getByRole('status')
  await expect(state).toHaveText(/Searching/)
  expect(await focused()).toBe('Run')
  await page.getByRole('button', { name: 'Pause', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(state).toHaveText(/Paused/)
  expect(await focused()).toBe('Resume')
  await page.keyboard.press('Enter')
  await expect(state).toHaveText(/Done/)
  expect(await focused()).toBe('Pause')
})

for (const size of [SIZES[0]!, SIZES[3]!])
  test(`the tips of the meters do not lie over the picture, ${size.width} × ${size.height}`, async ({ page }) => {
    await page.setViewportSize(size)
    await page.goto(address)
    await run(page).click()
    await expect(page.getByRole('group', { name: 'Run controls' }).getByRole('status')).toHaveText(/Done/)
    const picture = (await page.getByRole('application', { name: 'Search tree' }).boundingBox())!
    const meters = page.getByRole('list', { name: 'What the run has used' }).getByRole('listitem')
    for (const meter of await meters.all()) {
      await meter.getByRole('button').focus()
      const tip = page.locator('[role=tooltip]:popover-open')
      await expect(tip).toBeVisible()
      const box = (await tip.boundingBox())!
      expect(box.y, await tip.innerText()).toBeGreaterThanOrEqual(picture.y + picture.height)
      expect(box.x).toBeGreaterThanOrEqual(0)
      expect(box.x + box.width).toBeLessThanOrEqual(size.width)
      await page.keyboard.press('Escape')
      await expect(tip).toBeHidden()
    }
  })

test('the help of a field has room of its own and lies over nothing', async ({ page }) => {
  await page.goto(address)
  const seed = page.getByRole('spinbutton', { name: 'Seed' })
  await seed.focus()
  const help = page.getByText('The same seed, settings and models give the same tree.').last()
  await expect(help).toBeVisible()
  const [panel, box] = [
    await page.getByRole('complementary', { name: 'Set up and history' }).boundingBox(),
    await help.boundingBox(),
  ]
  expect(box!.x + box!.width).toBeLessThanOrEqual(panel!.x + panel!.width + 1)
  await expect(seed).toHaveAccessibleDescription(/The same seed/)
  expect(await page.locator(':popover-open').count()).toBe(0)
  await expectApart(page, 'help')
})

test('no accessibility fault in a small window', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.setViewportSize({ width: 640, height: 500 })
  await page.goto(address)
  await expect(run(page)).toBeEnabled()
  await expectNoFaults(page)
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  await expectNoFaults(page)
  await keepSettings(page, { screen: 'experiment' })
  await page.goto(`${address}?experiments=done`)
  await page.keyboard.press('Control+Shift+E')
  await page.getByRole('tab', { name: 'Table' }).click()
  await expectNoFaults(page)
})
