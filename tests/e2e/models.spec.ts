// A model of the user's own, in the real program: added by its path, tried, asked in another way, searched with, and removed; its folder
// stays as it was.
import { createHash } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from './fixtures.ts'

const TINY = resolve(import.meta.dirname, '../inference/tiny-model')

/** Every file below a folder: its path, its moment of change, its checksum. */
async function contentOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const lines = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name)
    const sum = entry.isFile()
      ? createHash('sha256')
          .update(await readFile(path))
          .digest('hex')
      : ''
    return `${path} ${(await stat(path)).mtimeMs} ${sum}`
  })
  return (await Promise.all(lines)).toSorted()
}

test('a folder becomes a model, its prompt is changed, a run uses it, and it is removed without a trace', async ({
  page,
  program,
}) => {
  const parent = await mkdtemp(join(tmpdir(), 'espalier-e2e-model-'))
  const folder = join(parent, 'My tiny model')
  await cp(TINY, folder, { recursive: true })
  const before = await contentOf(parent)
  try {
    await page.goto(program.url)
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled()
    await page.keyboard.press('Control+Shift+M')
    const main = page.getByRole('main', { name: 'Models' })
    await expect(main.getByRole('heading', { name: 'Found on this machine' })).toBeVisible()
    const place = page.getByRole('textbox', { name: 'Folder or file' })
    await place.fill(join(folder, 'nothing'))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('alert')).toBeVisible()
    await place.fill(folder)
    await page.keyboard.press('Enter')
    await expect(main.getByRole('heading', { name: 'My tiny model' })).toBeVisible()
    await expect(main.getByText('LlamaForCausalLM')).toBeVisible()
    await expect(main.getByText(folder, { exact: true })).toBeVisible()

    await page.getByRole('textbox', { name: 'Question' }).fill('What is 1 + 1?')
    await page.getByRole('button', { name: 'Try', exact: true }).click()
    // Alone, and in the two wider batches.
    await expect(main.getByText(/^[\d.,]+ tokens\/s$/)).toHaveCount(3)
    await expect(main.getByText('In 64 rows', { exact: true })).toBeVisible()

    await page.getByRole('radio', { name: 'How it is asked' }).check()
    const tokens = page.getByRole('slider', { name: /^The prompt’s \d+ tokens/ })
    await expect(tokens).toContainText('<bos>')
    const count = Number(await tokens.getAttribute('aria-valuemax'))
    expect(count).toBeGreaterThan(10)
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('So: {question}\nStep')
    await expect(tokens).toContainText('So')
    expect(Number(await tokens.getAttribute('aria-valuemax'))).toBeGreaterThan(count)
    await expect(main.getByText(/^Cut into \d steps$/)).toBeVisible()
    await expect(main.getByText('Not saved yet. Runs use what was saved last.')).toBeVisible()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(main.getByText('Saved. Runs use it from the next one on.')).toBeVisible()

    await page.getByRole('button', { name: 'Use on Solve' }).click()
    await expect(page.getByRole('combobox', { name: 'Policy' }).locator('option:checked')).toHaveText('My tiny model')
    await page.getByRole('radio', { name: 'Own text' }).check()
    await page.getByRole('textbox', { name: 'Question' }).fill('What is 1 + 1?')
    await page.getByRole('combobox', { name: 'Method' }).selectOption('greedy')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await expect(page.getByRole('group', { name: 'Run controls' }).getByRole('status')).toHaveText(/Done/)

    await page.reload()
    await page.keyboard.press('Control+Shift+M')
    await expect(main.getByRole('heading', { name: 'My tiny model' })).toBeVisible()
    await page.getByRole('radio', { name: 'How it is asked' }).check()
    await expect(page.getByRole('textbox', { name: 'Text', exact: true })).toHaveValue('So: {question}\nStep')
    await page.getByRole('button', { name: 'Remove My tiny model' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await expect(main.getByRole('heading', { name: 'Add a model' })).toBeVisible()
    await page.keyboard.press('Control+Shift+S')
    await expect(page.getByRole('combobox', { name: 'Policy' }).locator('option')).not.toContainText(['My tiny model'])
    expect(await contentOf(parent)).toEqual(before)
  } finally {
    await rm(parent, { recursive: true, force: true })
  }
})
