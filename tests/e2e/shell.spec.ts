// The desktop program as a person meets it: its window, its end, and what becomes of it when a part of it dies. One file for Electron
// and for its stand-in.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { PORT_MESSAGE } from '../../src-main/contract/bridge.ts'
import { answerQuestions, chooseMenu, expect, isAlive, obstacle, startBeside, test, withEngine } from './shell.ts'

test.skip(obstacle !== null, obstacle ?? '')

const run = (page: Page) => page.getByRole('button', { name: 'Run', exact: true })
const state = (page: Page) => page.getByRole('group', { name: 'Run controls' }).getByRole('status')
const size = (page: Page) => page.getByText(/^Search tree with \d+ nodes/)
const nodes = async (page: Page) => Number(/\d+/.exec((await size(page).textContent()) ?? '')?.[0] ?? 0)

/** Begins a search that does not end by itself for minutes: so hot that steps and solutions run to their limits. */
async function searchLong(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Method' }).selectOption('rebase')
  await page.getByRole('spinbutton', { name: 'Width' }).fill('256')
  await page.getByText('Sampling', { exact: true }).click()
  await page.getByRole('spinbutton', { name: 'Temperature', exact: true }).fill('2')
  await run(page).click()
  await expect(state(page)).toHaveText(/Searching/)
  await expect.poll(() => nodes(page)).toBeGreaterThan(20)
}

async function searchShort(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Method' }).selectOption('greedy')
  await run(page).click()
  await expect(state(page)).toHaveText(/Done/)
}

/** What the page offers to save, which a browser and Electron ask about in different ways. */
async function savedFile(page: Page, save: () => Promise<void>): Promise<string> {
  await page.evaluate(() => {
    const offer = URL.createObjectURL.bind(URL)
    URL.createObjectURL = (file) => {
      Object.assign(window, { saved: (file as Blob).text() })
      return offer(file)
    }
  })
  await save()
  await expect.poll(() => page.evaluate(() => 'saved' in window)).toBe(true)
  return page.evaluate(() => (window as unknown as { saved: Promise<string> }).saved)
}

test('the window has no Node in it', async ({ open }) => {
  const { page } = await open()
  await expect(page).toHaveTitle(/Espalier/)
  const bridge = ['connect', 'pathOf', 'openFolder', 'tell', 'opened', 'takeOrders', 'update']
  expect(await page.evaluate(() => [typeof require, typeof process, Object.keys(window.espalier ?? {})])).toEqual([
    'undefined',
    'undefined',
    bridge,
  ])
})

test('a page that has turned hostile stays where it is, and ends no engine', async ({ open }) => {
  const { page, program, engine } = await open()
  const pid = engine()
  await page.evaluate(
    (name) =>
      new Promise<void>((said) => {
        addEventListener('message', ({ data, ports }) => {
          if (data !== name) return
          for (const message of [null, 'close', { kind: 'topic' }]) ports[0]!.postMessage(message)
          said()
        })
        window.espalier!.connect()
      }),
    PORT_MESSAGE,
  )
  await page.evaluate(() => {
    window.open('https://elsewhere.example/')
    location.href = 'https://elsewhere.example/'
  })
  await searchShort(page)
  expect(new URL(page.url()).pathname).toBe('/index.html')
  expect(await program.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  expect([engine(), isAlive(pid)]).toEqual([pid, true])
})

test('a search grows a tree, which the next start shows again', async ({ open }) => {
  const { page, program, ended, engine, dataFolder } = await open()
  await searchShort(page)
  const grown = await nodes(page)
  expect(grown).toBeGreaterThan(1)
  const pid = engine()
  await program.evaluate(({ app }) => void setTimeout(() => app.quit(), 10))
  expect(await ended()).toBe(0)
  expect(isAlive(pid)).toBe(false)
  const again = await open({ dataFolder })
  await expect(size(again.page)).toContainText(`${grown} nodes`)
})

test('closing in the middle of a search asks, and says what becomes of it', async ({ open }) => {
  const { page, program, ended, dataFolder } = await open()
  const asked = await answerQuestions(program, [1, 0])
  await searchLong(page)
  const close = () =>
    program.evaluate(({ BrowserWindow }) => void setTimeout(() => BrowserWindow.getAllWindows()[0]!.close(), 10))
  await close()
  await expect.poll(async () => (await asked()).length).toBe(1)
  expect((await asked())[0]).toMatchObject({
    message: 'A search is going on.',
    detail: expect.stringMatching(/ends as stopped; its tree is kept/),
    buttons: ['Stop and close', 'Keep open'],
  })
  await expect(state(page)).toHaveText(/Searching/)
  await close()
  expect(await ended()).toBe(0)
  const again = await open({ dataFolder })
  await expect(state(again.page)).toHaveText(/Stopped/)
  expect(await nodes(again.page)).toBeGreaterThan(20)
})

test('an engine that is killed while nothing goes on is there again', async ({ open }) => {
  const { page, engine } = await open()
  process.kill(engine(), 'SIGKILL')
  await expect(page.getByText('The connection is back.')).toBeVisible()
  await expect(page.getByText('The engine has stopped.')).toBeHidden()
  await searchShort(page)
})

test('an engine that is killed while a search waits is there again, and the search is marked as stopped', async ({
  open,
}) => {
  const { page, engine } = await open()
  await page.keyboard.press('F10')
  await expect(state(page)).toHaveText(/Paused/)
  process.kill(engine(), 'SIGKILL')
  await expect(page.getByText('The connection is back.')).toBeVisible()
  await expect(state(page)).toHaveText(/Stopped|Failed/)
  await searchShort(page)
})

test('an engine that is killed in the middle of a search is there again, with the tree as far as it had grown', async ({
  open,
}) => {
  const { page, engine } = await open()
  await searchLong(page)
  process.kill(engine(), 'SIGKILL')
  await expect(page.getByText('The connection is back.')).toBeVisible()
  await expect(page.getByText('The engine has stopped.')).toBeHidden()
  await expect(state(page)).toHaveText(/Stopped|Failed/)
  expect(await nodes(page)).toBeGreaterThan(20)
  await searchShort(page)
})

test('an engine that cannot start is tried a few times and then told, once, with the place of the log', async ({
  open,
  folder,
}) => {
  const broken = withEngine(folder, `process.stderr.write('no engine today\\n'); process.exit(1)`)
  const { page, program, log, dataFolder } = await open({ folder: broken.folder, ready: false })
  await expect(page.getByRole('heading', { name: 'The engine cannot be started' })).toBeVisible()
  await expect(page.getByRole('alert')).toContainText('It ended 5 times in a row')
  await expect(page.getByRole('alert')).toContainText('no engine today')
  await expect(page.getByRole('alert')).toContainText(join(dataFolder, 'logs', 'espalier.log'))
  await expect(page.getByText('The connection is back.')).toBeHidden()
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  // Nothing is started any more: longer than the longest pause.
  const starts = () => [...log().matchAll(/engine starts/g)].length
  await page.waitForTimeout(4000)
  expect(starts()).toBe(5)

  await program.evaluate(({ shell }) => {
    const paths: string[] = ((globalThis as unknown as { paths: string[] }).paths = [])
    shell.openPath = (path) => {
      paths.push(path)
      return Promise.resolve('')
    }
  })
  await page.getByRole('link', { name: 'Open the logs' }).click()
  const paths = () => program.evaluate(() => (globalThis as unknown as { paths: string[] }).paths)
  await expect.poll(paths).toEqual([join(dataFolder, 'logs')])

  broken.repair()
  await page.getByRole('link', { name: 'Try again' }).click()
  await expect(run(page)).toBeEnabled()
  await searchShort(page)
})

test('a page that crashes leaves a page that loads it again', async ({ open }) => {
  const { page, program, log } = await open()
  await searchShort(page)
  // Playwright gives a crashed page up, so the program itself looks; while there is no page, in vain.
  const look = (script: string) =>
    program.evaluate(async ({ BrowserWindow }, text) => {
      const { webContents } = BrowserWindow.getAllWindows()[0]!
      const vain = new Promise<null>((settle) => setTimeout(settle, 1000, null))
      const found = webContents.executeJavaScript(text) as Promise<string>
      return await Promise.race([found.catch(() => null), vain])
    }, script)
  await program.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer())
  await expect.poll(() => look(`document.querySelector('h1')?.textContent`)).toBe('The window has crashed')
  expect(log()).toMatch(/The window’s process ended/)
  await look(`document.querySelector('a').click()`)
  await expect.poll(() => look(`document.querySelector('[role=status]')?.textContent ?? ''`)).toContain('Done')
})

test('a file of runs and a link are opened by a second start, and by the first', async ({ open, folder }) => {
  const first = await open()
  await searchShort(first.page)
  const file = join(folder, 'found.espalier.jsonl')
  const text = await savedFile(first.page, () => chooseMenu(first.program, 'Save the run as a file'))
  const { id } = JSON.parse(text.split('\n', 1)[0]!) as { id: string }
  writeFileSync(file, text)
  await first.program.evaluate(({ app }) => void setTimeout(() => app.quit(), 10))
  expect(await first.ended()).toBe(0)

  const other = await open({ dataFolder: join(folder, 'other'), words: [file] })
  await expect(other.page.getByText('1 run opened from found.espalier.jsonl.')).toBeVisible()
  await expect(state(other.page)).toHaveText(/Imported|Done/)
  await other.page.reload()
  await expect(run(other.page)).toBeEnabled()

  const second = await startBeside(other.dataFolder, [file])
  expect(second.code).toBe(0)
  await expect(other.page.getByText(/It was in the history already/)).toBeVisible()
  await startBeside(other.dataFolder, [`espalier://run/${id}?node=1`])
  await expect(other.page.getByRole('region', { name: 'Node 1' })).toBeVisible()
  await startBeside(other.dataFolder, [`espalier://run/not-there`])
  await expect(other.page.getByText('The link leads to a run that is not in this history.')).toBeVisible()
})

test('the menu has the commands of the window, and follows what can be done', async ({ open }) => {
  const { page, program } = await open()
  const labels = () =>
    program.evaluate(({ Menu }) => {
      interface Item {
        label: string
        enabled: boolean
        submenu?: { items: Item[] } | null
      }
      const all = (items: Item[]): Item[] =>
        items.flatMap((item) => [item, ...(item.submenu ? all(item.submenu.items) : [])])
      const items = all((Menu.getApplicationMenu() as unknown as { items: Item[] }).items)
      return items
        .filter(({ label }) => /^(Run|Stop|About Espalier|Open the logs)$/.test(label))
        .map(({ label, enabled }) => `${label} ${enabled}`)
    })
  await expect.poll(labels).toEqual(['Run true', 'Stop false', 'About Espalier true', 'Open the logs true'])
  await chooseMenu(program, 'About Espalier')
  const about = page.getByRole('dialog', { name: 'About Espalier' })
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    version: string
  }
  await expect(about).toContainText(`Version ${version}`)
  await expect(about).toContainText('Apache License 2.0')
  await page.keyboard.press('Escape')
  await chooseMenu(program, 'Dark theme')
  await expect.poll(() => program.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark')
  await searchLong(page)
  await expect.poll(labels).toEqual(['Run false', 'Stop true', 'About Espalier true', 'Open the logs true'])
  await chooseMenu(program, 'Stop')
  await expect(state(page)).toHaveText(/Stopped/)
})

test('a newer version is looked for from the menu, and sources say how they are brought up to date', async ({
  open,
}) => {
  const { page, program } = await open()
  await chooseMenu(program, 'Check for updates')
  const dialog = page.getByRole('dialog', { name: 'Updates' })
  await expect(dialog).toContainText(/^.*This Espalier (runs from its sources|was unpacked)/)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Help and settings' }).click()
  await page.getByRole('menuitem', { name: 'Settings' }).click()
  await expect(page.getByRole('checkbox', { name: 'Look for a newer version at each start' })).not.toBeChecked()
})

test('the machine stays awake while a search goes on', async ({ open }) => {
  const { page, program } = await open()
  await program.evaluate(({ powerSaveBlocker }) => {
    const said: string[] = ((globalThis as unknown as { said: string[] }).said = [])
    powerSaveBlocker.start = (kind) => said.push(kind)
    powerSaveBlocker.stop = () => said.push('off') > 0
  })
  const said = () => program.evaluate(() => (globalThis as unknown as { said: string[] }).said)
  await searchLong(page)
  expect(await said()).toEqual(['prevent-app-suspension'])
  await page.keyboard.press('Control+.')
  await expect.poll(said).toEqual(['prevent-app-suspension', 'off'])
})

test('an order of the system ends it without a question', async ({ open }) => {
  const { page, program, ended, engine, dataFolder } = await open()
  const asked = await answerQuestions(program, [1])
  await searchLong(page)
  expect(await asked()).toEqual([])
  const pid = engine()
  program.process().kill('SIGTERM')
  expect(await ended()).toBe(0)
  expect(isAlive(pid)).toBe(false)
  const again = await open({ dataFolder })
  await expect(state(again.page)).toHaveText(/Stopped/)
})

test.describe('where an engine takes its time to end', () => {
  test.skip(process.platform === 'win32', 'Windows cannot halt a process')

  test('the window says that it closes, and a second start is not lost', async ({ open }) => {
    const { page, program, ended, engine, log, dataFolder } = await open()
    await program.evaluate(({ app }) => (app.relaunch = () => undefined))
    process.kill(engine(), 'SIGSTOP')
    await program.evaluate(({ app }) => void setTimeout(() => app.quit(), 10))
    await expect(page.getByRole('heading', { name: 'Espalier is closing' })).toBeVisible()
    expect((await startBeside(dataFolder)).code).toBe(0)
    await expect(page.getByText('It opens again as soon as that is done.')).toBeVisible()
    process.kill(engine(), 'SIGCONT')
    expect(await ended()).toBe(0)
    expect(log()).toMatch(/Espalier ends, and starts again\.\n$/)
  })
})

test('a data folder that cannot be written is told, and the end is not that of success', async ({ folder }) => {
  const place = join(folder, 'a-file')
  writeFileSync(place, '')
  // The system's box would wait for somebody.
  const silent = join(folder, 'silent.cjs')
  writeFileSync(
    silent,
    `require('electron').dialog.showErrorBox = (title) => process.stderr.write('box: ' + title + '\\n')`,
  )
  const { code, said } = await startBeside(join(place, 'data'), [], ['-r', silent])
  expect(code).toBe(73)
  expect(said).toMatch(/box: Espalier cannot write into its data folder, .*a-file/)
})

test('a start that ended before its window is followed by one without the graphics card', async ({ open, folder }) => {
  const dataFolder = join(folder, 'data')
  mkdirSync(join(dataFolder, 'electron'), { recursive: true })
  writeFileSync(join(dataFolder, 'electron', 'starting'), '')
  const { log, program, ended } = await open({ dataFolder })
  expect(log()).toMatch(/without the graphics card \(last start\)/)
  await program.evaluate(({ app }) => void setTimeout(() => app.quit(), 10))
  await ended()
  const again = await open({ dataFolder })
  expect(
    again
      .log()
      .split('\n')
      .findLast((line) => line.includes(' starts on ')),
  ).not.toMatch(/without the graphics/)
})
