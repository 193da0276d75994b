// Problems of the user's own: imported by dialog and by drop, searched, used by an experiment, removed.
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { expectNoFaults } from './steps.ts'

const SUMS = [
  '{"text": "Ada has 12 pens. She gives 3 away. How many pens does she have left?", "result": "9", "answer": "no"}',
  'broken',
  '{"text": "Ada has 5 pens. She buys 4. How many pens does she have now?", "result": "9", "answer": "no"}',
].join('\n')

const dialog = (page: Page) => page.getByRole('dialog')
const field = (page: Page, name: string) => dialog(page).getByRole('combobox', { name, exact: true })

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled()
}

async function pick(page: Page, name: string, text: string): Promise<void> {
  if (!(await dialog(page).isVisible())) await page.keyboard.press('Control+o')
  const asked = page.waitForEvent('filechooser')
  await dialog(page).getByRole('button', { name: 'Import problems' }).click()
  await (await asked).setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })
}

/** Drops a file on the window, as a person who drags it there. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([name, text]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([text], name))
      return transfer
    },
    [name, text] as const,
  )
  for (const type of ['dragover', 'drop']) await page.dispatchEvent('body', type, { dataTransfer: transfer })
}

test('a file is previewed, its fields are named, and its problems are searched and removed', async ({
  page,
  program,
}) => {
  await open(page, program.url)
  await pick(page, 'my sums.jsonl', SUMS)
  await expect(dialog(page).getByRole('heading', { name: 'Import problems' })).toBeVisible()
  // Nothing is called like a question yet, so that nothing can be imported.
  const keep = dialog(page).getByRole('button', { name: 'Import', exact: true })
  await expect(dialog(page).getByText('my sums.jsonl has no field that is called like a question.')).toBeVisible()
  await expect(keep).toBeDisabled()
  await field(page, 'Question').selectOption('text')
  await field(page, 'Answer').selectOption('result')
  await expect(dialog(page).getByText(/: 2 problems, 2 with a reference answer\.$/)).toBeVisible()
  await expect(dialog(page).getByRole('row')).toHaveCount(3)
  await expect(dialog(page).getByText('my sums.jsonl, line 2: this is not a JSON object.')).toBeVisible()

  const name = dialog(page).getByRole('textbox', { name: 'Name' })
  await expect(name).toHaveValue('my-sums')
  await name.fill('../sums')
  await expect(dialog(page).getByText(/^The name of a dataset/)).toBeVisible()
  await expect(keep).toBeDisabled()
  await name.fill('sums')
  await keep.click()
  await expect(dialog(page).getByRole('status')).toHaveText('2 problems')
  await page.keyboard.press('Escape')
  await expect(page.getByText('Ada has 12 pens.').first()).toBeVisible()
  await expect(page.getByText('reference 9')).toBeVisible()

  // It is there after a reload, and can be chosen beside the problem.
  await page.reload()
  const dataset = page.getByRole('combobox', { name: 'Dataset' })
  await dataset.selectOption({ label: 'sums (2)' })
  await expect(page.getByText('Ada has 12 pens.').first()).toBeVisible()
  await page.getByRole('combobox', { name: 'Method' }).selectOption('greedy')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('group', { name: 'Run controls' }).getByRole('status')).toHaveText(/Done/)

  await page.keyboard.press('Control+o')
  await dialog(page).getByRole('button', { name: 'Remove the dataset' }).click()
  await dialog(page).getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(dialog(page).getByRole('status')).toHaveText('500 problems')
  await page.keyboard.press('Escape')
  await expect(dataset).toBeHidden()
})

test('a file that is dropped is imported, and an experiment runs on it', async ({ page, program }) => {
  await open(page, program.url)
  await drop(page, 'dropped.csv', 'question,answer\nWhat is 1 + 1?,2\nWhat is 2 + 2?,4\n')
  await dialog(page).getByRole('button', { name: 'Import', exact: true }).click()
  await expect(dialog(page).getByRole('status')).toHaveText('2 problems')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Shift+E')
  await page.getByRole('button', { name: 'New experiment' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('On dropped problems')
  await page.getByRole('combobox', { name: 'Test set' }).selectOption({ label: 'dropped (2)' })
  await expect(page.getByText('2 problems in these levels.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Budgets' }).fill('1')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(page.getByRole('button', { name: /On dropped problems.*Done/ })).toBeVisible()
})

test('a file that is no dataset is refused in a sentence, and the page stays', async ({ page, program }) => {
  await open(page, program.url)
  for (const [name, text, sentence] of [
    ['empty.jsonl', '', 'empty.jsonl is empty.'],
    ['archive.zip', 'PK\u0003\u0004', 'archive.zip cannot be read: it is a ZIP archive or an Excel workbook.'],
    ['letter.txt', 'Dear all', 'This file is neither JSON Lines nor JSON, nor CSV with a header row.'],
  ] as const) {
    await drop(page, name, text)
    await expect(dialog(page).getByRole('alert')).toContainText(sentence)
  }
  await dialog(page).getByRole('button', { name: 'Back' }).click()
  await expect(dialog(page).getByRole('combobox', { name: 'Search the questions' })).toBeVisible()
})

test('a file of twenty megabytes comes through', async ({ page, program }) => {
  await open(page, program.url)
  const line = (at: number) =>
    JSON.stringify({ question: `What is ${at} + 1? ${'Think. '.repeat(140)}`, answer: at + 1 })
  const text = Array.from({ length: 20_000 }, (_, at) => line(at)).join('\n')
  await pick(page, 'large.jsonl', text)
  await expect(dialog(page).getByText(/: 20,000 problems, 20,000 with a reference answer\.$/)).toBeVisible()
})

test('no accessibility fault is found in the preview and the list', async ({ page, program }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open(page, program.url)
  await pick(page, 'sums.jsonl', SUMS.replaceAll('text', 'question'))
  await expect(dialog(page).getByRole('table')).toBeVisible()
  await expectNoFaults(page, 'dialog')
  await dialog(page).getByRole('button', { name: 'Back' }).click()
  await expect(dialog(page).getByRole('option').first()).toBeVisible()
  await expectNoFaults(page, 'dialog')
  await pick(page, 'empty.jsonl', '')
  await expect(dialog(page).getByRole('alert')).toBeVisible()
  await expectNoFaults(page, 'dialog')
})
