// States of the Solve screen.
// Knows the way to each. Does not know what is made of them.
import type { Page } from '@playwright/test'
import { command, finish, node, picture, search, state } from '../../e2e/steps.ts'
import { expect } from '../../e2e/fixtures.ts'
import type { ScreenState } from './state.ts'

const NARROW = [640, 500] as const

/** The tree of REBASE, as it is at the end. */
async function grown(page: Page, width = 16): Promise<void> {
  await search(page, 'rebase', width)
  await finish(page)
  await picture(page).focus()
}

const open = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click()

/** Runs of the scripted engine, with what a person says of some. */
async function manyRuns(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { double } = window as unknown as {
      double: { call: (name: string, argument: unknown) => Promise<{ id: string }> }
    }
    const METHODS = ['rebase', 'majority', 'weighted', 'greedy', 'mcts', 'beam', 'best-of-n']
    const { problems } = (await double.call('problems.list', { limit: 60 })) as unknown as { problems: unknown[] }
    const ids: string[] = []
    for (let at = 0; at < 21; at++) {
      const method = METHODS[at % METHODS.length]
      const models = { policy: 'arithmetic-policy-1m', verifier: method === 'greedy' ? null : 'arithmetic-prm-2m' }
      ids.push((await double.call('runs.start', { problem: problems[at % 4], method, seed: at + 1, ...models })).id)
    }
    const remark = (places: number[], change: unknown) =>
      double.call('runs.remark', { ids: places.map((at) => ids[at]), change })
    await remark([20, 17], { starred: true })
    await remark([20], { name: 'The one for the talk', note: 'The wrong branch looks best until its fourth step.' })
    await remark([20, 18, 11], { addTags: ['talk', 'rounding'] })
  })
}

export const SOLVE: readonly ScreenState[] = [
  { name: 'solve-empty', reach: () => Promise.resolve() },
  {
    name: 'solve-set-up-narrow',
    to: NARROW,
    reach: (page) => page.keyboard.press('Control+b'),
  },
  {
    name: 'solve-own-text-empty',
    reach: async (page) => {
      await page.getByRole('radio', { name: 'Own text' }).check({ force: true })
      await page.getByRole('button', { name: 'Run', exact: true }).hover()
    },
  },
  {
    name: 'solve-running',
    preview: '?pace=120000',
    reach: async (page) => {
      await search(page, 'rebase', 16)
      await expect(state(page)).toHaveText(/Searching/)
    },
  },
  {
    name: 'solve-paused',
    reach: async (page) => {
      await page.getByRole('combobox', { name: 'Method' }).selectOption('mcts')
      for (let steps = 0; steps < 6; steps++) {
        await page.keyboard.press('F10')
        await expect(state(page)).toHaveText(/Paused/)
      }
    },
  },
  {
    name: 'solve-failed',
    preview: '?pace=5&failAfter=4',
    reach: async (page) => {
      await search(page, 'rebase', 16)
      await expect(page.getByRole('alert')).toBeVisible()
    },
  },
  {
    name: 'solve-done',
    reach: async (page) => {
      await grown(page)
      await page.keyboard.press('Control+e')
    },
  },
  {
    name: 'solve-votes-narrow',
    to: NARROW,
    reach: async (page) => {
      await page.keyboard.press('Control+Enter')
      await finish(page)
      await page.keyboard.press('Control+e')
      await page.keyboard.press('Control+i')
    },
  },
  { name: 'solve-merged', reach: (page) => grown(page, 256) },
  {
    name: 'solve-columns',
    settings: { merge: 'off' },
    reach: (page) => grown(page, 256),
  },
  {
    name: 'solve-columns-answers',
    settings: { merge: 'off', lens: 'answer' },
    reach: async (page) => {
      await grown(page, 256)
      await page.keyboard.press('Control+e')
    },
  },
  {
    name: 'solve-outline',
    settings: { outline: true },
    reach: async (page) => {
      await search(page, 'mcts')
      await finish(page)
      await picture(page).press('End')
    },
  },
  {
    name: 'solve-values-of-mcts',
    reach: async (page) => {
      await search(page, 'mcts')
      await finish(page)
      await picture(page).press('Home')
      await page.getByRole('region', { name: /^Search values/ }).scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'solve-find',
    reach: async (page) => {
      await grown(page)
      await page.keyboard.press('Control+f')
      await page.keyboard.type('answer is')
      await page.getByRole('button', { name: /^Conditions/ }).click()
      await page.keyboard.press('F3')
    },
  },
  {
    name: 'solve-focus',
    reach: async (page) => {
      await grown(page)
      await picture(page).press('Home')
      await picture(page).press('ArrowDown')
      // To the last of the first steps, which has many below it.
      for (let steps = 0; steps < 16; steps++) await picture(page).press('ArrowRight')
      await page.keyboard.press('Alt+Enter')
    },
  },
  {
    name: 'solve-vote-marked',
    reach: async (page) => {
      await grown(page)
      await page
        .getByTitle(/^Mark all paths with answer/)
        .first()
        .click()
    },
  },
  {
    name: 'solve-steered',
    reach: async (page) => {
      await page.keyboard.press('F10')
      await expect(state(page)).toHaveText(/Paused/)
      await picture(page).press('Home')
      for (const key of ['ArrowDown', 'Delete', 'ArrowRight', 'F4']) {
        await picture(page).press(key)
        await page.waitForTimeout(400)
      }
    },
  },
  {
    name: 'solve-step-written',
    reach: async (page) => {
      await grown(page)
      for (const key of ['Home', 'ArrowDown', 'F2']) await picture(page).press(key)
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'solve-moments',
    reach: async (page) => {
      await grown(page)
      await command(page, 'first right answer')
      await page.getByRole('button', { name: 'Moments', exact: true }).click()
    },
  },
  {
    name: 'solve-node-menu',
    reach: async (page) => {
      await grown(page)
      await picture(page).press('End')
      await picture(page).press('Shift+F10')
      await expect(page.getByRole('menu')).toBeVisible()
    },
  },
  {
    name: 'solve-question',
    reach: async (page) => {
      await page.keyboard.press('Alt+q')
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'solve-other-method',
    reach: async (page) => {
      await grown(page)
      await command(page, 'other method')
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'solve-compared',
    reach: async (page) => {
      await grown(page)
      await besides(page, 'Weighted voting')
    },
  },
  {
    name: 'solve-compared-three',
    reach: async (page) => {
      await grown(page)
      await besides(page, 'Weighted voting')
      await besides(page, 'MCTS')
    },
  },
  {
    name: 'solve-history',
    preview: '?pace=0',
    reach: async (page) => {
      await manyRuns(page)
      await open(page, 'History')
      await page.getByRole('list', { name: 'Runs' }).getByRole('button').first().focus()
    },
  },
  {
    name: 'solve-history-narrow',
    preview: '?pace=0',
    to: NARROW,
    reach: async (page) => {
      await manyRuns(page)
      await open(page, 'History')
    },
  },
  {
    name: 'solve-history-filtered',
    preview: '?pace=0',
    reach: async (page) => {
      await manyRuns(page)
      await open(page, 'History')
      await page.getByRole('button', { name: /^Filter/ }).click()
      await page.getByRole('list', { name: 'Runs' }).getByRole('button').first().press('F2')
      await expect(page.getByRole('textbox', { name: 'Name' })).toBeVisible()
    },
  },
  {
    name: 'solve-run-deleted',
    reach: async (page) => {
      await search(page, 'greedy')
      await finish(page)
      await open(page, 'History')
      await page.getByRole('list', { name: 'Runs' }).locator('[data-run]').first().press('Delete')
      await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
    },
  },
  {
    name: 'solve-settings-taken',
    reach: async (page) => {
      await search(page, 'greedy')
      await finish(page)
      await page.getByRole('spinbutton', { name: 'Seed' }).fill('7')
      await command(page, 'use the settings')
      await expect(node(page)).toBeHidden()
    },
  },
]

async function besides(page: Page, method: string): Promise<void> {
  await command(page, 'other method')
  const dialog = page.getByRole('dialog', { name: 'Same problem, other method' })
  await dialog.getByRole('button', { name: new RegExp(`^${method}`) }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('group', { name: 'See the trees at equal cost' })).toBeVisible()
  await finish(page)
}
