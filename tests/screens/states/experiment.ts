// States of the Experiment screen, on the scripted engine, but for the form of the whole program.
// Knows the way to each. Does not know what is made of them.
import type { Page } from '@playwright/test'
import { expect } from '../../e2e/fixtures.ts'
import type { ScreenState } from './state.ts'

const settings = { screen: 'experiment' }
const main = (page: Page) => page.getByRole('main', { name: 'Experiment' })

/** One of the views of an experiment that is done. */
function view(name: string, tab: string): ScreenState {
  return {
    name: `experiment-${name}`,
    settings,
    preview: '?experiments=done',
    reach: async (page) => {
      await page.getByRole('tab', { name: tab }).click()
      await expect(page.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true')
    },
  }
}

export const EXPERIMENT: readonly ScreenState[] = [
  { name: 'experiment-empty', settings, preview: '', reach: (page) => expect(main(page)).toBeVisible() },
  {
    name: 'experiment-form',
    settings,
    reach: async (page) => {
      // The program may have experiments already: those of tests before this one.
      await page
        .getByRole('button', { name: /^(Set up an experiment|New experiment)$/ })
        .first()
        .click()
      await expect(page.getByRole('textbox', { name: 'Budgets' })).toBeVisible()
    },
  },
  {
    name: 'experiment-form-faulty',
    settings,
    preview: '',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Set up an experiment' }).first().click()
      await page.getByRole('textbox', { name: 'Budgets' }).fill('1, two')
      await page.getByRole('textbox', { name: 'Name' }).fill('')
    },
  },
  view('accuracy', 'Accuracy'),
  view('levels', 'By level'),
  view('calibration', 'Reward model'),
  view('table', 'Table'),
  view('findings', 'Findings'),
  {
    name: 'experiment-answers',
    settings,
    preview: '?experiments=done',
    reach: async (page) => {
      const plot = page.getByRole('application', { name: /accuracy against/ })
      for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await plot.press(key)
      await expect(page.getByRole('radio', { name: /^Wrong/ })).toBeVisible()
    },
  },
  {
    name: 'experiment-running',
    settings,
    preview: '?experiments=running&experimentPace=60000',
    reach: (page) => expect(page.getByRole('button', { name: 'Pause the experiment' })).toBeVisible(),
  },
  {
    name: 'experiment-failed',
    settings,
    preview: '?experiments=failed',
    reach: (page) => expect(main(page).getByText('is not there any more').first()).toBeVisible(),
  },
  {
    name: 'experiment-beside',
    settings,
    preview: '?experiments=done,paused',
    reach: async (page) => {
      const list = page.getByRole('complementary', { name: 'Experiments' })
      await list.getByRole('button', { name: /Done/ }).first().click()
      await page
        .getByText(/^Other experiments/)
        .first()
        .click()
      await page.getByRole('checkbox', { name: /One minute/ }).check()
    },
  },
  {
    name: 'experiment-export',
    settings,
    preview: '?experiments=done',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Export' }).click()
      await expect(page.getByRole('menu')).toBeVisible()
    },
  },
  {
    name: 'experiment-list-narrow',
    settings,
    preview: '?experiments=done,paused',
    to: [640, 500],
    reach: (page) => page.getByRole('button', { name: 'Experiments', exact: true }).click(),
  },
]

/** The whole program’s own experiment: it takes a minute or more, and shows no part that the others do not. */
export const ONE_MINUTE: ScreenState = {
  name: 'experiment-one-minute',
  settings,
  reach: async (page) => {
    await page.getByRole('button', { name: 'Run the one-minute experiment' }).click()
    await expect(page.getByRole('button', { name: /^One minute Done/ })).toBeVisible({ timeout: 900_000 })
    await expect(page.getByRole('application', { name: /accuracy against/ })).toBeVisible()
    // Its last results are added up a moment after its end.
    await expect(page.getByText('Not complete')).toHaveCount(0)
  },
}
