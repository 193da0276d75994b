// Results of other programs in the window: a file is previewed, opens as an experiment with its curve and answers or as trees that replay,
// and goes out again in the paper's format.
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { expectNoFaults } from './steps.ts'

const dialog = (page: Page) => page.getByRole('dialog')

async function open(page: Page, url: string, screen: 'solve' | 'experiment'): Promise<void> {
  await page.addInitScript((screen) => localStorage.setItem('espalier-window', JSON.stringify({ screen })), screen)
  await page.goto(url)
  await expect(page.getByRole('navigation', { name: 'Screens' }).or(page.getByRole('main')).first()).toBeVisible()
}

async function pick(page: Page, name: string, text: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.type('import results')
  const asked = page.waitForEvent('filechooser')
  await page.keyboard.press('Enter')
  await (await asked).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
}

/** Ten problems of four samples; the last sample alone is right, and has the best score. */
const SAMPLES = Array.from({ length: 10 }, (_, p) => ({
  problem: `What is ${p} + 1?`,
  answer: String(p + 1),
  unique_id: `sum/${p}.json`,
  level: 1 + (p % 5),
  completions: [0, 0, 0, 1].map((right, s) => `We add.\n\nThe answer is: ${right ? p + 1 : 100 + s}`),
  scores: [0, 0, 0, 1].map((right) => [0.5, right ? 0.9 : 0.2]),
}))
const FILE = `${SAMPLES.map((row) => JSON.stringify(row)).join('\n')}\nbroken\n`

test('solutions open as an experiment: curve, answers, tree, and out in the paper’s format', async ({
  page,
  program,
}) => {
  await open(page, program.url, 'experiment')
  await pick(page, 'theirs.jsonl', FILE)
  await expect(dialog(page).getByRole('status')).toContainText(
    'search-and-learn, JSON Lines: 10 problems, 4 solutions each.',
  )
  await expect(dialog(page).getByText('theirs.jsonl, line 11: this is not JSON.')).toBeVisible()
  await expect(dialog(page).getByRole('row')).toHaveCount(6)
  await expectNoFaults(page)
  const keep = dialog(page).getByRole('button', { name: 'Import', exact: true })
  await dialog(page).getByRole('textbox', { name: 'Policy' }).fill('')
  await expect(keep).toBeDisabled()
  await dialog(page).getByRole('textbox', { name: 'Policy' }).fill('Theirs-7B')
  await dialog(page).getByRole('checkbox', { name: 'Minimum' }).check()
  await keep.click()

  await expect(page.getByRole('heading', { name: 'theirs' })).toBeVisible()
  await expect(page.getByText('search-and-learn, JSON Lines, from theirs.jsonl')).toBeVisible()
  await expect(page.getByRole('application', { name: /accuracy over the number of samples/ })).toBeVisible()
  // Nothing is known of its costs, so nothing is said of them.
  await expect(page.getByRole('tab', { name: 'Findings' })).toHaveCount(0)
  await expectNoFaults(page)
  await page.getByRole('tab', { name: 'Table' }).click()
  await expect(page.getByRole('columnheader')).toHaveText([
    'Policy',
    'Method',
    'Budget',
    /^Accuracy/,
    '95 % interval',
    'Problems',
  ])
  // Five lines (majority; best of N and weighted, by last step and minimum) at 1, 2 and 4 samples.
  await expect(page.getByRole('row')).toHaveCount(1 + 5 * 3)
  await page
    .getByRole('button', { name: 'Show the answers of Theirs-7B · Best of N, path reward last step · 4' })
    .click()
  await expect(page.getByRole('radio', { name: 'Right 10' })).toBeVisible()
  await page.getByRole('button', { name: 'Show the answers of Theirs-7B · Majority voting · 4' }).click()
  await expect(page.getByRole('radio', { name: 'Wrong 10' })).toBeVisible()
  await expectNoFaults(page)

  await page.getByRole('button', { name: 'Export' }).click()
  const saved = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Solutions of the chosen point, the paper’s format' }).click()
  const written = JSON.parse(await readFile(await (await saved).path(), 'utf8')) as {
    model_answer: { text: string; step_scores: number[] }[]
  }[]
  expect(written).toHaveLength(10)
  expect(written[0]!.model_answer[3]).toEqual({
    text: 'What is 0 + 1?\nStep 1: We add. ки\nStep 2: The answer is: 1 ки',
    step_scores: [0.5, 0.9],
    num_gen_tokens: null,
  })

  await page.getByRole('button', { name: 'Open the tree of sum/0.json, seed 1' }).click()
  await expect(page.getByRole('main', { name: 'Search tree' })).toBeVisible()
  await expect(page.getByText('search-and-learn, JSON Lines · problem sum/0.json').first()).toBeVisible()
  await expect(page.getByRole('group', { name: 'Colours and signs' })).toContainText('Score in the file')
  // Each meter but samples and nodes.
  await expect(
    page.getByRole('list', { name: 'What the run has used' }).locator('.value', { hasText: 'Not known' }),
  ).toHaveCount(8)
  await expectNoFaults(page)
})

test('labels of people open as trees that replay, and are not called a model’s', async ({ page, program }) => {
  const completion = (text: string, rating: number) => ({ text, rating, flagged: false })
  const record = (problem: string) => ({
    question: { problem, ground_truth_answer: '29' },
    label: {
      steps: [
        {
          completions: [completion('First.', 1), completion('Wrong.', -1)],
          human_completion: null,
          chosen_completion: 0,
        },
        { completions: [completion('So 29.\n\n# Answer\n\n29', 1)], human_completion: null, chosen_completion: 0 },
      ],
      finish_reason: 'solution',
    },
  })
  await open(page, program.url, 'experiment')
  await pick(
    page,
    'labels.jsonl',
    ['A pencil?', 'An eraser?', 'A ruler?'].map((one) => JSON.stringify(record(one))).join('\n'),
  )
  await expect(dialog(page).getByRole('status')).toContainText('PRM800K, JSON Lines: 3 trees.')
  const count = dialog(page).getByRole('spinbutton', { name: 'How many' })
  await expect(count).toHaveValue('3')
  await count.fill('0')
  await expect(dialog(page).getByRole('button', { name: 'Import', exact: true })).toBeDisabled()
  await count.fill('2')
  await dialog(page).getByRole('button', { name: 'Import', exact: true }).click()

  await expect(page.getByRole('heading', { name: 'A pencil?' })).toBeVisible()
  await expect(page.getByRole('button', { name: /An eraser\?/ }).first()).toBeVisible()
  await expect(page.getByText('A ruler?')).toHaveCount(0)
  await expect(page.getByRole('group', { name: 'Colours and signs' })).toContainText('Rating by a person')
  await expect(page.getByText('the path that was chosen').first()).toBeVisible()
  await page.keyboard.press('Control+e')
  await expect(page.getByText('good (+1)')).toBeVisible()
  await expect(page.getByRole('complementary', { name: 'Votes and node' })).not.toContainText(/reward model/i)
  await expectNoFaults(page)
  const slider = page.getByRole('slider', { name: 'Moment of the run' })
  await slider.fill('2')
  await expect(slider).toHaveAttribute('aria-valuetext', /^Event 2 of 9/)
  await page.keyboard.press('Control+Shift+Space')
  await expect(page.getByRole('button', { name: 'End', exact: true })).toBeDisabled()
})

test('a file that holds no results says what it lacks', async ({ page, program }) => {
  await open(page, program.url, 'solve')
  await pick(page, 'notes.json', '{"a": 1}')
  await expect(dialog(page).getByText(/^notes\.json holds no results that can be read\./)).toBeVisible()
  await expect(dialog(page).getByText(/Choose a file of results: the paper’s code, search-and-learn/)).toBeVisible()
  await expectNoFaults(page)
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toHaveCount(0)
})
