// The desktop program and its engine, killed at random moments: the next start shows what the page had shown, and the history has each
// event once. ESPALIER_ROUNDS sets the number of kills, ESPALIER_SEED when they come.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Page } from '@playwright/test'
import { noise } from '../doubles/noise.ts'
import { expect, obstacle, test } from './shell.ts'

const ROUNDS = Number(process.env['ESPALIER_ROUNDS'] ?? 1)
const SEED = Number(process.env['ESPALIER_SEED'] ?? 1)
/** Milliseconds after which the kill comes at the latest. */
const LONGEST = 2500
test.skip(obstacle !== null, obstacle ?? '')

const state = (page: Page) => page.getByRole('group', { name: 'Run controls' }).getByRole('status')
const size = (page: Page) => page.getByText(/^Search tree with \d+ nodes/)
const nodes = async (page: Page) => Number(/\d+/.exec((await size(page).textContent()) ?? '')?.[0] ?? 0)

/** What the page shows; null before the first run. */
async function shownOn(page: Page): Promise<{ grown: number; state: string } | null> {
  if (!(await size(page).isVisible())) return null
  // In this order: a tree that is done grows no more while it is being read.
  const shown = ((await state(page).textContent()) ?? '').trim()
  return { state: shown, grown: await nodes(page) }
}

/** How many runs the history has, and which of them have a gap among their events. */
function kept(dataFolder: string): { runs: number; gaps: unknown[] } {
  const database = new DatabaseSync(join(dataFolder, 'history.sqlite'), { readOnly: true })
  try {
    const { runs } = database.prepare('SELECT count(*) AS runs FROM runs').get() as { runs: number }
    const gaps = database
      .prepare('SELECT run FROM events GROUP BY run HAVING count(*) != max(sequence) + 1 OR min(sequence) != 0')
      .all()
    return { runs, gaps }
  } finally {
    database.close()
  }
}

test(`${ROUNDS} kills of the program or its engine lose nothing that was shown`, async ({ open }) => {
  const figures = { shell: 0, engine: 0, finished: 0, cut: 0, nodes: 0 }
  let before: Awaited<ReturnType<typeof shownOn>> = null
  let shell: Awaited<ReturnType<typeof open>> | null = null
  for (let round = 0; round < ROUNDS; round++) {
    const draw = (what: number) => noise(SEED * 31_337 + round * 19 + what)
    shell ??= await open()
    const { page, dataFolder, child, engine, ended } = shell
    await holds(page, before)
    const known = kept(dataFolder).runs
    const method = draw(1) < 0.3 ? 'greedy' : 'rebase'
    await page.getByRole('combobox', { name: 'Method' }).selectOption(method)
    if (method === 'rebase') await page.getByRole('spinbutton', { name: 'Width' }).fill('64')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await expect(state(page)).toHaveText(/Searching|Done/)
    await page.waitForTimeout(draw(2) * LONGEST)
    before = await shownOn(page)
    figures.nodes += before?.grown ?? 0
    if (before?.state.startsWith('Done')) figures.finished++
    else figures.cut++
    const way = draw(3) < 0.5 && round !== 0 ? 'engine' : 'shell'
    figures[way]++
    if (way === 'engine') {
      process.kill(engine(), 'SIGKILL')
      await expect(page.getByText('The connection is back.').first()).toBeVisible()
      await holds(page, before)
    } else {
      child.kill('SIGKILL')
      await ended()
      shell = null
    }
    const { runs, gaps } = kept(dataFolder)
    expect([runs, gaps], `round ${round}`).toEqual([known + 1, []])
  }
  await holds((shell ?? (await open())).page, before)
  process.stdout.write(`\nFIGURES ${JSON.stringify(figures)}\n`)
})

/** The tree is there as far as the page had shown it; one that was growing has stopped. */
async function holds(page: Page, before: Awaited<ReturnType<typeof shownOn>>): Promise<void> {
  if (before === null) return
  await expect(state(page)).toHaveText(before.state.startsWith('Done') ? /Done/ : /Stopped|Failed|Done/)
  const grown = await nodes(page)
  if (before.state.startsWith('Done')) expect(grown).toBe(before.grown)
  else expect(grown).toBeGreaterThanOrEqual(before.grown)
}
