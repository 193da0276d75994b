// The library of runs: named, tagged, found again, deleted and brought back, saved and opened, linked to, handed to the form, and replayed
// by a page that needs neither Espalier nor a network.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Download, Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { expectNoFaults, state } from './steps.ts'

const runButton = (page: Page) => page.getByRole('button', { name: 'Run', exact: true })
const method = (page: Page) => page.getByRole('combobox', { name: 'Method' }).first()
const runs = (page: Page) => page.getByRole('list', { name: 'Runs' })
const rows = (page: Page) => runs(page).getByRole('listitem')
const opener = (page: Page, row: number) => rows(page).nth(row).getByRole('button').first()
const form = (page: Page) => page.getByRole('complementary', { name: 'Set up and history' })

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await expect(runButton(page)).toBeEnabled()
}

async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true }).first()
  if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click()
}

/** Searches own text greedily: the shortest run that there is. */
async function searched(page: Page, question: string, reference: string): Promise<void> {
  await press(page, 'Set up')
  await page.getByRole('radio', { name: 'Own text' }).check({ force: true })
  await page.getByRole('textbox', { name: 'Question' }).fill(question)
  await page.getByRole('textbox', { name: 'Reference answer' }).fill(reference)
  await method(page).selectOption('greedy')
  await runButton(page).click()
  await expect(page.getByRole('heading', { name: question })).toBeVisible()
  await expect(state(page)).toHaveText(/Done/)
}

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), 'utf8')
}

const PENS = 'Ada has 12 boxes of 15 pens each. She gives 30 pens away. How many pens does she have left?'
/** What must stay a text wherever it is written. */
const HOSTILE = '<b>7</b></script><img src=x>'
const CARDS =
  'Jack had 993 cards and lost 33. Jack makes 12 equal parts and keeps one. How many cards does Jack have now?'

test('runs are named, tagged, starred and found again, by keyboard', async ({ page, program }) => {
  await open(page, program.url)
  await searched(page, PENS, '150')
  await searched(page, CARDS, '80')
  await press(page, 'History')
  await expect(opener(page, 0)).toHaveAttribute('aria-current', 'true')
  await expect(opener(page, 0)).toContainText('seed')
  await expect(opener(page, 0)).toContainText('just now')
  await expect(rows(page).first().locator('time')).toHaveAttribute('title', /\d{2}:\d{2}:\d{2}/)

  await opener(page, 0).focus()
  await page.keyboard.press('ArrowDown')
  await expect(opener(page, 1)).toBeFocused()
  await page.keyboard.press('F2')
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused()
  await page.keyboard.type('The pens')
  await page.keyboard.press('Tab')
  await page.keyboard.type('figure 3')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Remove the tag figure 3' })).toBeVisible()
  await page.getByRole('textbox', { name: 'Note' }).focus()
  await page.keyboard.type('too many steps')
  await page.keyboard.press('Escape')
  await expect(opener(page, 1)).toBeFocused()
  await expect(opener(page, 1)).toContainText('The pens')
  await rows(page)
    .nth(1)
    .getByRole('button', { name: /^Star / })
    .press('Space')

  const search = page.getByRole('searchbox', { name: 'Search the runs' })
  await search.fill('STEPS')
  await expect(rows(page)).toHaveCount(1)
  await expect(opener(page, 0)).toContainText('The pens')
  await search.fill('nothing has these words')
  await expect(page.getByText('No run matches the search and the filter.')).toBeVisible()
  await page.getByRole('button', { name: 'Show all runs' }).click()
  await expect(search).toHaveValue('')

  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('combobox', { name: 'Tag' }).selectOption({ label: 'figure 3 (1)' })
  await expect(rows(page)).toHaveCount(1)
  await page.getByRole('checkbox', { name: 'Starred only' }).check()
  await expect(page.getByRole('button', { name: 'Filter (2)' })).toBeVisible()
  await expect(page.getByText('1 run found')).toBeVisible()
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await page.getByRole('checkbox', { name: 'Group by problem' }).check()
  await expect(page.getByRole('heading', { name: PENS })).toBeVisible()
  await expect(
    rows(page)
      .filter({ hasText: /\d+ runs?, \d+ of \d+ right/ })
      .first(),
  ).toBeVisible()

  await page.reload()
  await press(page, 'History')
  await expect(rows(page).filter({ hasText: 'The pens' })).toContainText('figure 3')
})

test('several runs are selected by keyboard, deleted and brought back', async ({ page, program }) => {
  await open(page, program.url)
  await searched(page, PENS, '150')
  await searched(page, CARDS, '80')
  await press(page, 'History')
  const before = await rows(page).count()
  await opener(page, 0).focus()
  await page.keyboard.press('Shift+ArrowDown')
  const bar = page.getByRole('group', { name: 'Selected runs' })
  await expect(bar).toContainText('2 selected')
  await bar.getByRole('button', { name: 'Tag', exact: true }).click()
  await page.keyboard.type('pair')
  await page.keyboard.press('Enter')
  await expect(opener(page, 0)).toContainText('pair')
  await expect(opener(page, 1)).toContainText('pair')
  const saved = page.waitForEvent('download')
  await bar.getByRole('button', { name: 'Save' }).click()
  expect((await textOf(await saved)).match(/"schema":"espalier-run"/g)).toHaveLength(2)

  await opener(page, 0).focus()
  await page.keyboard.press('Delete')
  await expect(rows(page)).toHaveCount(before - 2)
  await expect(page.getByText('2 runs deleted.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(rows(page)).toHaveCount(before)
  await expect(page.getByRole('heading', { name: CARDS })).toBeVisible()

  await opener(page, 0).focus()
  await page.keyboard.press('Delete')
  await page.getByRole('button', { name: /^Put away; what was deleted/ }).click()
  await page.reload()
  await press(page, 'History')
  await expect(rows(page)).toHaveCount(before - 1)
})

test('an opened run hands its settings to the form, and Run does it again', async ({ page, program }) => {
  await open(page, program.url)
  await searched(page, PENS, '150')
  await searched(page, CARDS, '80')
  await page.getByRole('textbox', { name: 'Question' }).fill('What I was about to ask?')
  await method(page).selectOption('majority')
  await press(page, 'History')
  await rows(page).filter({ hasText: PENS }).first().getByRole('button').first().click()
  await expect(page.getByRole('heading', { name: PENS })).toBeVisible()
  const marked = runs(page).locator('[aria-current="true"]')
  await expect(marked).toHaveCount(1)
  await expect(marked).toContainText(PENS)
  await expect(form(page)).toContainText('The form has the settings of the run on screen.')
  await page.keyboard.press('Control+Enter')
  await expect(state(page)).toHaveText(/Done/)
  await expect(page.getByRole('heading', { name: PENS })).toBeVisible()
  await press(page, 'Set up')
  await page.getByRole('button', { name: 'Back to what you had' }).click()
  await expect(page.getByRole('textbox', { name: 'Question' })).toHaveValue('What I was about to ask?')
  await expect(method(page)).toHaveValue('majority')
  await page.getByRole('textbox', { name: 'Question' }).fill('')
  await expect(page.getByRole('textbox', { name: 'Question' })).toHaveAttribute('aria-invalid', 'true')
  await command(page, 'use the settings')
  await expect(page.getByRole('textbox', { name: 'Question' })).toHaveValue(PENS)
})

test('a reload in mid-run finds the run again, and it goes on', async ({ page, program }) => {
  await open(page, program.url)
  await method(page).selectOption('rebase')
  await page.getByRole('spinbutton', { name: 'Width N' }).fill('256')
  await page.getByText('Sampling', { exact: true }).click()
  await page.getByRole('spinbutton', { name: 'Temperature', exact: true }).fill('2')
  await runButton(page).click()
  const size = page.getByText(/^Search tree with \d+ nodes/)
  const nodes = async () => Number(/\d+/.exec((await size.textContent()) ?? '')?.[0] ?? 0)
  await expect.poll(nodes).toBeGreaterThan(20)
  const before = await nodes()
  await page.reload()
  await expect(state(page)).toHaveText(/Searching/)
  await expect.poll(nodes).toBeGreaterThan(before)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(state(page)).toHaveText(/Stopped/)
  await press(page, 'History')
  await expect(opener(page, 0)).toHaveAttribute('aria-current', 'true')
})

test('a run is saved, deleted, and opened again by dialog and by drop; what is no run is told', async ({
  page,
  program,
}) => {
  await open(page, program.url)
  await searched(page, PENS, '150')
  const saving = page.waitForEvent('download')
  await command(page, 'save the run as a file')
  const saved = await saving
  expect(saved.suggestedFilename()).toBe('espalier-greedy-own-seed-1.espalier.jsonl')
  const text = await textOf(saved)
  await press(page, 'History')
  const before = await rows(page).count()
  await opener(page, 0).focus()
  await page.keyboard.press('Delete')
  await page.getByRole('button', { name: /^Put away; what was deleted/ }).click()

  const pick = async (name: string, content: string): Promise<void> => {
    const asked = page.waitForEvent('filechooser')
    await command(page, 'open a run file')
    await (await asked).setFiles({ name, mimeType: 'application/jsonl', buffer: Buffer.from(content) })
  }
  await pick('theirs.espalier.jsonl', text)
  await expect(page.getByText('1 run opened from theirs.espalier.jsonl.')).toBeVisible()
  await expect(page.getByRole('heading', { name: PENS })).toBeVisible()
  await expect(rows(page)).toHaveCount(before)
  await expect(opener(page, 0)).toContainText('from theirs.espalier.jsonl')

  const data = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([content], 'again.jsonl'))
    return transfer
  }, text)
  await page.dispatchEvent('body', 'drop', { dataTransfer: data })
  await expect(page.getByText(/It was in the history already; nothing was changed\./)).toBeVisible()
  await expect(rows(page)).toHaveCount(before)

  await pick('broken.espalier.jsonl', text.replace('"sequence":2,', '"sequence":9,'))
  await expect(page.getByRole('alert')).toContainText('broken.espalier.jsonl: Line 4: event 2 was expected, not 9.')
  await expect(rows(page)).toHaveCount(before)
})

test('a link shows its run, node and moment, and one that leads nowhere is told', async ({
  page,
  program,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open(page, program.url)
  await searched(page, PENS, '150')
  await page.keyboard.press('Control+e')
  const slider = page.getByRole('slider', { name: 'Moment of the run' })
  await slider.focus()
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowLeft')
  const moment = await slider.getAttribute('aria-valuetext')
  await page.keyboard.press('Control+Shift+l')
  await expect(page.getByText('The link is copied.')).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  const { origin, hash } = new URL(program.url)
  expect(link).toMatch(new RegExp(`^${origin}/#run=[\\w-]+&node=\\d+&at=\\d+$`))
  expect(link).not.toContain(hash.slice('#token='.length))

  await searched(page, CARDS, '80')
  // In the tab that is open already: the fragment alone changes.
  await page.goto(link)
  await expect(page.getByRole('heading', { name: PENS })).toBeVisible()
  await expect(slider).toHaveAttribute('aria-valuetext', moment ?? '')
  await expect(page.getByRole('region', { name: /^Node \d+$/ })).toBeVisible()
  expect(new URL(page.url()).hash).toBe('')

  // In another one, which gets the token with it.
  const other = await context.newPage()
  await other.goto(`${program.url}&${new URL(link).hash.slice(1)}`)
  await expect(other.getByRole('heading', { name: PENS })).toBeVisible()
  await expect(other.getByRole('slider', { name: 'Moment of the run' })).toHaveAttribute('aria-valuetext', moment ?? '')
  await other.close()

  await page.goto(`${origin}/#run=nobody`)
  await expect(page.getByRole('alert')).toContainText('The link leads to a run that is not in this history.')
})

test('no accessibility fault is found in the library', async ({ page, program }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open(page, program.url)
  await searched(page, PENS, '150')
  await searched(page, CARDS, '80')
  await press(page, 'History')
  await opener(page, 0).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('F2')
  await page.keyboard.type('Named')
  await page.keyboard.press('Tab')
  await page.keyboard.type('tag,other,')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await rows(page).nth(1).hover()
  await expectNoFaults(page)
  await page.getByRole('button', { name: 'Clear the filter' }).scrollIntoViewIfNeeded()
  await opener(page, 1).focus()
  await page.keyboard.press('Delete')
  await expect(page.getByText('1 run deleted.')).toBeVisible()
  await opener(page, 0).click()
  await expectNoFaults(page)
  await page.getByRole('button', { name: 'Undo' }).click()
})

test('a run replays from a file without Espalier and without a network', async ({ page, program, browser }) => {
  await open(page, program.url)
  await searched(page, PENS, '150')
  await press(page, 'History')
  await opener(page, 0).focus()
  await page.keyboard.press('F2')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(HOSTILE)
  await page.keyboard.press('Escape')
  await expect(opener(page, 0)).toContainText(HOSTILE)
  const saving = page.waitForEvent('download')
  await command(page, 'save the run as a page')
  const saved = await saving
  await expect(page.getByText(/^The page with the replay is saved; it has \d+ kB/)).toBeVisible()
  const folder = await mkdtemp(join(tmpdir(), 'espalier-page-'))
  const file = join(folder, 'replay.html')
  await saved.saveAs(file)
  expect((await readFile(file)).length).toBeLessThan(200_000)

  const alone = await browser.newContext({ offline: true, reducedMotion: 'reduce' })
  const replay = await alone.newPage()
  const asked: string[] = []
  const faults: string[] = []
  replay.on('request', (request) => asked.push(request.url()))
  replay.on('console', (message) => faults.push(message.text()))
  replay.on('pageerror', (error) => faults.push(error.message))
  await replay.goto(pathToFileURL(file).href)
  await expect(replay.getByText(HOSTILE, { exact: true })).toBeVisible()
  await expect(replay.getByRole('heading', { level: 1 })).toHaveText(PENS)
  await expect(replay.getByRole('heading', { name: /^Node \d+$/ })).toBeVisible()
  await expect(replay.getByRole('region', { name: 'Votes' }).getByRole('listitem')).toHaveCount(1)
  const slider = replay.getByRole('slider', { name: 'Moment of the run' })
  const last = await slider.inputValue()
  await slider.focus()
  await replay.keyboard.press('Home')
  await expect(replay.getByText('No path has reached an answer yet.')).toBeVisible()
  await replay.getByRole('button', { name: 'Replay' }).click()
  await expect(slider).toHaveValue(last)
  await replay.getByRole('application', { name: 'Search tree' }).focus()
  await replay.keyboard.press('Home')
  await expect(replay.getByRole('heading', { name: 'Problem' })).toBeVisible()
  await replay.keyboard.press('ArrowDown')
  await expect(replay.getByRole('heading', { name: 'Node 1' })).toBeVisible()
  expect(asked).toEqual([pathToFileURL(file).href])
  expect(faults).toEqual([])
  await expectNoFaults(replay)
  await alone.close()
  await rm(folder, { recursive: true })
})
