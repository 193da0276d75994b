// Settings and help: appearance, shortcuts, glossary, tour, about, notifications, the palette's other words, and printing.
import type { Page } from '@playwright/test'
import type { UpdateState } from '../../src-main/contract/update.ts'
import { expect, test } from './fixtures.ts'
import { startPreview, stopPreview } from './preview.ts'
import { expectNoFaults, run } from './steps.ts'

let address: string
test.beforeAll(async () => {
  address = await startPreview()
})
test.afterAll(stopPreview)

async function open(page: Page, query = ''): Promise<void> {
  await page.goto(`${address}${query}`)
  await expect(run(page)).toBeEnabled()
}

async function choose(page: Page, entry: string): Promise<void> {
  await page.getByRole('button', { name: 'Help and settings' }).click()
  await page.getByRole('menuitem', { name: entry }).click()
  await expect(page.getByRole('dialog', { name: entry === 'Check for updates' ? 'Updates' : entry })).toBeVisible()
}

test('text size, theme and the method of a new search are set, and found again after a reload', async ({ page }) => {
  await open(page)
  const size = () => page.evaluate(() => getComputedStyle(document.body).fontSize)
  expect(await size()).toBe('13px')
  await choose(page, 'Settings')
  await page.getByRole('radio', { name: '130 %' }).check({ force: true })
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true })
  await page.getByRole('dialog').getByRole('combobox', { name: 'Method' }).selectOption('mcts')
  await expect(page.getByRole('dialog').getByText('espalier', { exact: false }).first()).toBeVisible()
  await page.keyboard.press('Escape')
  await page.reload()
  await expect(run(page)).toBeEnabled()
  expect(await size()).toBe('16.9px')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page.getByRole('combobox', { name: 'Method' })).toHaveValue('mcts')
})

test('the question mark shows the shortcuts, but not while somebody writes', async ({ page }) => {
  await open(page)
  await page.getByRole('radio', { name: 'Own text' }).check({ force: true })
  await page.getByRole('textbox', { name: 'Question' }).fill('')
  await page.getByRole('textbox', { name: 'Question' }).press('Shift+?')
  await expect(page.getByRole('dialog')).toBeHidden()
  await run(page).focus()
  await page
    .getByRole('application')
    .or(page.getByRole('main'))
    .first()
    .click({ position: { x: 5, y: 5 } })
  await page.keyboard.press('Shift+?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet.getByRole('listitem').filter({ hasText: 'Settings' })).toContainText('Ctrl,')
})

test('a label leads to its word in the glossary, and the focus comes back', async ({ page }) => {
  await open(page)
  const link = page.getByRole('button', { name: 'What is PRM, reward model?' })
  await link.click()
  const glossary = page.getByRole('dialog', { name: 'Glossary' })
  await expect(glossary.getByText('Process reward model:')).toBeInViewport()
  await glossary.getByRole('searchbox').fill('softmax')
  await expect(glossary.getByText('Reward-balanced search')).toBeVisible()
  await expect(glossary.getByText('Process reward model:')).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(link).toBeFocused()
})

test('the tour is offered once, shows five parts of the window, and can be skipped and taken again', async ({
  page,
}) => {
  await open(page)
  await page.getByRole('button', { name: 'Take the tour' }).click()
  const tour = page.getByRole('dialog', { name: 'Tour' })
  for (let step = 1; step <= 5; step++) {
    await expect(tour.getByText(`Step ${step} of 5`)).toBeVisible()
    await page.keyboard.press('Enter')
  }
  await expect(tour).toBeHidden()
  await page.reload()
  await expect(run(page)).toBeEnabled()
  await expect(page.getByRole('button', { name: 'Take the tour' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Help and settings' }).click()
  await page.getByRole('menuitem', { name: 'Tour' }).click()
  await expect(tour).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(tour).toBeHidden()
})

test('the end of an experiment is told when nobody looks, once the system was asked', async ({ page, context }) => {
  await context.grantPermissions(['notifications'])
  await page.addInitScript(() => {
    const told: string[] = []
    const shown = Object.assign(
      function (title: string) {
        told.push(title)
      },
      { permission: 'granted', requestPermission: () => Promise.resolve('granted') },
    )
    Object.assign(window, { Notification: shown, told })
    document.hasFocus = () => false
  })
  await open(page, '?experiments=paused&experimentPace=5')
  const told = () => page.evaluate(() => (window as unknown as { told: string[] }).told)
  await choose(page, 'Settings')
  await page.getByRole('checkbox', { name: 'Tell me when' }).check()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Shift+E')
  await page.getByRole('button', { name: 'Resume the experiment' }).click()
  await expect.poll(told).toEqual(['One minute: Done'])
})

test('a newer version is found, downloaded in sight, and waits for the end of the program', async ({ page }) => {
  await page.addInitScript(() => {
    const verbs: string[] = []
    const espalier = { update: (verb: string) => verbs.push(verb), tell: () => undefined, takeOrders: () => undefined }
    Object.assign(window, { espalier, verbs })
  })
  await open(page)
  const verbs = () => page.evaluate(() => (window as unknown as { verbs: string[] }).verbs)
  const tell = (state: UpdateState) =>
    page.evaluate(
      (told) => window.postMessage({ type: 'espalier:order', order: { kind: 'update', state: told } }),
      state,
    )
  await page.keyboard.press('Control+k')
  await page.keyboard.type('upgrade')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Updates' })
  const status = dialog.getByRole('status')
  await expect(status).toHaveText('Looking for a newer version …')
  await tell({ kind: 'newest', version: '1.0.0', offered: '0.9.0' })
  await expect(status).toContainText('Espalier 1.0.0 is the newest version. The publisher offers 0.9.0, which is older')
  await tell({ kind: 'failed', fault: 'unsigned', said: '' })
  await expect(status).toContainText(
    'not signed by the publisher of this package, so it is not taken. Nothing was changed.',
  )
  await dialog.getByRole('button', { name: 'Try again' }).click()
  await tell({ kind: 'found', version: '1.0.0', offered: '1.1.0' })
  await expect(status).toContainText('Espalier 1.1.0 is available.')
  await expectNoFaults(page)
  await dialog.getByRole('button', { name: 'Download' }).click()
  await tell({ kind: 'fetching', offered: '1.1.0', done: 30e6, all: 120e6 })
  await expect(dialog.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '25')
  await expect(dialog).toContainText('30 MB of 120 MB')
  await expect(dialog.getByRole('button', { name: 'Stop' })).toBeFocused()
  await expectNoFaults(page)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await tell({ kind: 'ready', offered: '1.1.0', asks: true })
  await expect(status).toContainText('It is installed when you close Espalier. The system asks for an administrator’s')
  expect(await verbs()).toEqual(['check', 'check', 'fetch'])
})

test('the palette finds commands by other words', async ({ page }) => {
  await open(page)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('night')
  await expect(page.getByRole('listbox').getByRole('option')).toHaveText(/Dark theme/)
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('a tree and a plot are printed alone, for paper, with their captions', async ({ page }) => {
  await page.addInitScript(() => {
    window.print = () => undefined
  })
  await open(page, '?experiments=done')
  await run(page).click()
  await expect(page.getByRole('group', { name: 'Run controls' }).getByRole('status')).toHaveText(/Done/)
  for (const [screen, text] of [
    ['Control+Shift+S', 'arm stand 32 opens'],
    ['Control+Shift+E', 'Methods: '],
  ] as const) {
    await page.keyboard.press(screen)
    if (text === 'Methods: ') await expect(page.getByRole('application', { name: /accuracy against/ })).toBeVisible()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('pdf')
    await page.keyboard.press('Enter')
    const picture = page.locator('img.print-alone')
    await expect(picture).toBeAttached()
    const svg = await picture.evaluate(async (image: HTMLImageElement) => (await fetch(image.src)).text())
    for (const part of [text, '#ffffff']) expect(svg.includes(part), part).toBe(true)
    await page.emulateMedia({ media: 'print' })
    await expect(picture).toBeVisible()
    await expect(run(page).or(page.getByRole('main')).first()).toBeHidden()
    const pdf = (await page.pdf()).toString('latin1')
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
    await page.emulateMedia({ media: 'screen' })
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    await expect(picture).toHaveCount(0)
  }
})

test('no accessibility fault in any dialog', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open(page)
  for (const entry of ['Settings', 'Keyboard shortcuts', 'Glossary', 'About Espalier', 'Tour', 'Check for updates']) {
    await choose(page, entry)
    await expectNoFaults(page)
    await page.keyboard.press('Escape')
  }
  await page.getByRole('button', { name: 'Help and settings' }).click()
  await expectNoFaults(page)
})
