// The states of the window that pictures are taken of: how each is reached from a fresh window.
// Knows the way. Does not know sizes, schemes or files.
import type { Page } from '@playwright/test'

export interface ScreenState {
  name: string
  reach: (page: Page) => Promise<void>
}

const LONG = 240_000

async function run(page: Page, method: string, samples: number | null): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
  const form = page.getByRole('combobox', { name: 'Method' })
  if (!(await form.isVisible())) await page.keyboard.press('Control+b')
  await form.selectOption(method)
  if (samples !== null) {
    await page
      .getByRole('spinbutton', { name: /Width|Samples|Solutions/ })
      .first()
      .fill(String(samples))
  }
  await page.keyboard.press('Control+Enter')
}

async function done(page: Page): Promise<void> {
  await page.getByText('Done').first().waitFor({ timeout: LONG })
  // The picture comes to rest.
  await page.waitForTimeout(900)
}

const at = (screen: string) => (page: Page) => page.keyboard.press(`Control+Shift+${screen}`)

export const STATES: readonly ScreenState[] = [
  { name: 'solve-empty', reach: (page) => page.getByRole('button', { name: 'Run', exact: true }).waitFor() },
  {
    name: 'solve-small',
    async reach(page) {
      await run(page, 'REBASE', 16)
      await done(page)
      await page.keyboard.press('Control+e')
      await page.waitForTimeout(600)
    },
  },
  {
    name: 'solve-merged',
    async reach(page) {
      await run(page, 'REBASE', 256)
      await done(page)
    },
  },
  {
    name: 'solve-columns',
    async reach(page) {
      await run(page, 'REBASE', 256)
      await done(page)
      await page.keyboard.press('Control+Shift+q')
      await page.getByLabel('Colour by').selectOption('answer')
      await page.waitForTimeout(900)
    },
  },
  {
    name: 'solve-outline',
    async reach(page) {
      await run(page, 'MCTS', null)
      await done(page)
      await page.keyboard.press('Control+Shift+o')
      await page.waitForTimeout(400)
    },
  },
  {
    name: 'solve-history',
    async reach(page) {
      await run(page, 'Greedy', null)
      await done(page)
      await page.keyboard.press('Control+Shift+h')
      await page.waitForTimeout(400)
    },
  },
  {
    name: 'solve-refused',
    async reach(page) {
      await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
      await page.getByRole('radio', { name: 'Own text' }).check()
      await page.waitForTimeout(300)
    },
  },
  {
    name: 'palette',
    async reach(page) {
      await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
      await page.keyboard.press('Control+k')
      await page.waitForTimeout(300)
    },
  },
  {
    name: 'problems',
    async reach(page) {
      await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
      await page.keyboard.press('Control+o')
      await page.getByRole('dialog').waitFor()
      await page.waitForTimeout(400)
    },
  },
  {
    name: 'experiment-empty',
    async reach(page) {
      await at('e')(page)
      await page.getByRole('main', { name: 'Experiment' }).waitFor()
      await page.waitForTimeout(400)
    },
  },
  {
    name: 'experiment-form',
    async reach(page) {
      await at('e')(page)
      await page.getByRole('button', { name: 'Set up an experiment' }).first().click()
      await page.waitForTimeout(400)
    },
  },
  {
    name: 'models-add',
    async reach(page) {
      await at('m')(page)
      await page.getByRole('button', { name: 'Add a model' }).click()
      await page.waitForTimeout(600)
    },
  },
  {
    name: 'models-card',
    async reach(page) {
      await at('m')(page)
      await page
        .getByRole('button', { name: /Arithmetic 1M/ })
        .first()
        .click()
      await page.waitForTimeout(600)
    },
  },
  {
    name: 'lost',
    async reach(page) {
      await run(page, 'REBASE', 16)
      await done(page)
      await page.context().setOffline(true)
      await page.waitForTimeout(1500)
    },
  },
]
