// States of the window around the screens: its dialogs, its help, and what it says when something is lost.
// Knows the way to each. Does not know what is made of them.
import type { Page } from '@playwright/test'
import { command, finish, search } from '../../e2e/steps.ts'
import { expect } from '../../e2e/fixtures.ts'
import type { ScreenState } from './state.ts'

/** A dialog that a command of the table opens. */
const dialog = (name: string, words: string, title: string, then?: (page: Page) => Promise<unknown>): ScreenState => ({
  name,
  reach: async (page) => {
    await command(page, words)
    await expect(page.getByRole('dialog', { name: title })).toBeVisible()
    await then?.(page)
  },
})

/** The scripted engine’s line breaks. */
const enter = (page: Page, next: string, how: unknown = {}) =>
  page.evaluate(
    ([next, how]) =>
      (window as unknown as { double: { enter: (state: unknown, how: unknown) => void } }).double.enter(next, how),
    [next, how] as const,
  )

async function choose(page: Page, words: string, file: { name: string; text: string }): Promise<void> {
  const asked = page.waitForEvent('filechooser')
  await command(page, words)
  await (await asked).setFiles({ name: file.name, mimeType: 'text/plain', buffer: Buffer.from(file.text) })
  await expect(page.getByRole('dialog')).toBeVisible()
}

const SUMS = [
  '{"question": "Ada has 12 pens. She gives 3 away. How many pens does she have left?", "answer": "9"}',
  'broken',
  '{"question": "Ada has 5 pens. She buys 4. How many pens does she have now?", "answer": "9"}',
].join('\n')
const RESULTS = Array.from({ length: 4 }, (_, place) =>
  JSON.stringify({
    problem: `What is ${place} + 1?`,
    answer: String(place + 1),
    completions: [0, 1].map((right) => `We add.\n\nThe answer is: ${right ? place + 1 : 100}`),
    scores: [0, 1].map((right) => [0.5, right ? 0.9 : 0.2]),
  }),
).join('\n')

export const WINDOW: readonly ScreenState[] = [
  {
    name: 'palette',
    reach: async (page) => {
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'palette-refusals',
    reach: async (page) => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('go to the')
    },
  },
  {
    name: 'keys-refused',
    reach: async (page) => {
      await page.keyboard.press('F8')
      await expect(page.getByText('Pause: No search is going on.')).toBeVisible()
    },
  },
  dialog('problems', 'browse problems', 'Browse problems', (page) =>
    expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible(),
  ),
  { name: 'problems-preview', reach: (page) => choose(page, 'import problems', { name: 'sums.jsonl', text: SUMS }) },
  {
    name: 'problems-refused',
    reach: async (page) => {
      await choose(page, 'import problems', { name: 'empty.jsonl', text: '' })
      await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible()
    },
  },
  { name: 'results-preview', reach: (page) => choose(page, 'import results', { name: 'theirs.jsonl', text: RESULTS }) },
  dialog('settings', 'settings', 'Settings'),
  dialog('shortcuts', 'keyboard shortcuts', 'Keyboard shortcuts'),
  dialog('glossary', 'glossary', 'Glossary'),
  dialog('about', 'about', 'About Espalier', async (page) => {
    await page.getByText('katex', { exact: true }).click()
  }),
  dialog('devices', 'devices', 'Devices'),
  dialog('tour', 'tour', 'Tour'),
  dialog('tour-tree', 'tour', 'Tour', async (page) => {
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
  }),
  {
    name: 'large-words',
    settings: { textSize: 130 },
    reach: async (page) => {
      await search(page, 'rebase', 16)
      await finish(page)
      await page.keyboard.press('Control+e')
    },
  },
  {
    name: 'lost',
    preview: '?pace=5',
    reach: async (page) => {
      await search(page, 'rebase', 16)
      await finish(page)
      await enter(page, 'lost')
    },
  },
  {
    name: 'lost-and-back',
    preview: '?pace=5',
    reach: async (page) => {
      await search(page, 'rebase', 16)
      await finish(page)
      await enter(page, 'lost')
      await enter(page, 'open')
      await expect(page.getByText('The connection is back.')).toBeVisible()
    },
  },
  {
    name: 'token',
    preview: '',
    reach: async (page) => {
      await enter(page, 'refused', { refusal: 'wrong-token' })
      await expect(page.getByText('This window needs a token')).toBeVisible()
    },
  },
]
