// Reading: steps and questions with formulas are set, or shown as they were written; cards and rows are plain; siblings are compared, tokens
// coloured, texts copied; all by keyboard, and within the page's policy.
import { readdir, readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { expectNoFaults } from './steps.ts'

const QUESTION =
  'Three pencils and a jumbo eraser cost $\\$1.24$. Find \\(\\frac{p}{e}\\) where\n\\[\\sum_{k=1}^{3} p_k + e = 124 \\quad\\text{and}\\quad p > 0.\\]'
const START = 'We write the price of a pencil as $p$ and that of the eraser as $e$, so that three pencils and an eraser'
const FIRST = `${START} give $3p + e = 124$, which costs <b>$5 and $7</b> in **bold**.`
const SECOND = `${START} give $3p - e = 124$.`
/** What KaTeX takes, what it does not, and what would break the page's policy. */
const TORTURE = [
  '## Matrices and boxes',
  '$$\\begin{pmatrix} 1 & \\cdots & n \\\\ \\vdots & \\ddots & \\vdots \\end{pmatrix} = \\underbrace{a+b+\\cdots}_{\\text{all}}$$',
  'Broken $\\frac{1}{$ and \\(\\nosuchcommand{x}\\) and \\[\\left( x \\] and \\boxed{\\dfrac{14}{3}}.',
  '\\begin{align*} x &= \\sqrt[3]{\\frac{a}{b}} \\\\ &\\ne \\cancel{y} + \\fbox{z} + \\pmb{q} + \\fcolorbox{red}{blue}{w} + \\colorbox{red}{v} \\end{align*}',
  '$\\color{red}x \\rule{1em}{2em} \\overbrace{abc}^{n} \\widehat{ABC} \\xrightarrow[under]{over} \\href{javascript:alert(1)}{x}$ and $$y \\tag{1}$$',
  '$$\\def\\f#1{#1\\f{#1#1}}\\f{x}$$',
  '| a | b |\n|---|---|\n| $x^2$ | `y*z*w` |',
  '1. one $\\alpha$\n2. two\n   - three',
  '```\n\tif x:\n\n\t\treturn "$5"\n```',
  '> quoted ~~struck~~ [link](http://example.org/) ![picture](http://example.org/p.png) <img src=x onerror=alert(1)>',
  `wide: $${Array.from({ length: 40 }, (_, at) => `x_{${at}}`).join('')}$`,
].join('\n\n')

function record(problem: string, ...levels: [text: string, rating: number][][]): string {
  return JSON.stringify({
    question: { problem, ground_truth_answer: '\\frac{14}{3}' },
    label: {
      steps: levels.map((level) => ({
        completions: level.map(([text, rating]) => ({ text, rating, flagged: false })),
        human_completion: null,
        chosen_completion: 0,
      })),
      finish_reason: 'solution',
    },
  })
}
const FILE = record(
  QUESTION,
  [
    [FIRST, 1],
    [SECOND, -1],
    ['Let $x^2 \\times 4$.', 0],
  ],
  [[TORTURE, 1]],
  [['So.\n\n# Answer\n\n\\frac{14}{3}', 1]],
)

const region = (page: Page) => page.getByRole('region', { name: /^Node \d+$/ })
const picture = (page: Page) => page.getByRole('application', { name: 'Search tree' })

async function openTree(page: Page, url: string): Promise<void> {
  await page.addInitScript(() => {
    if (localStorage.getItem('espalier-window') === null)
      localStorage.setItem('espalier-window', JSON.stringify({ screen: 'solve' }))
  })
  // A listener from the beginning: the chooser must not open before somebody waits for it.
  page.on('filechooser', () => undefined)
  await page.goto(url)
  await expect(page.getByRole('navigation', { name: 'Screens' }).or(page.getByRole('main')).first()).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('import results')
  const asked = page.waitForEvent('filechooser')
  await page.keyboard.press('Enter')
  await (await asked).setFiles({ name: 'labels.jsonl', mimeType: 'application/json', buffer: Buffer.from(FILE) })
  await page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByRole('heading', { name: /Three pencils/ })).toBeVisible()
}

async function walk(page: Page, ...keys: string[]): Promise<void> {
  await picture(page).focus()
  for (const key of keys) await page.keyboard.press(key)
}

test('a step with formulas is set or shown as it was written, and that is remembered', async ({ page, program }) => {
  await openTree(page, program.url)
  await walk(page, 'Home', 'ArrowDown', 'ArrowLeft', 'ArrowLeft')
  const step = region(page)
  // Formulas are MathML for who cannot see them; money, HTML and emphasis are what they are.
  await expect(step.locator('.formula math').first()).toBeAttached()
  await expect(step.locator('.formula .katex-html').first()).toBeVisible()
  await expect(step.getByText('<b>$5 and $7</b>', { exact: false }).first()).toBeVisible()
  await expect(step.locator('strong', { hasText: 'bold' })).toBeVisible()
  await expect(step.locator('.rich b')).toHaveCount(0)

  await step.getByRole('radio', { name: 'As written' }).check()
  await expect(step.getByText(FIRST)).toBeVisible()
  await expect(step.locator('.formula')).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('heading', { name: /Three pencils/ })).toBeVisible()
  await walk(page, 'Home', 'ArrowDown', 'ArrowLeft', 'ArrowLeft')
  await expect(region(page).getByText(FIRST)).toBeVisible()
  await region(page).getByRole('radio', { name: 'Formatted' }).check()
  await expect(region(page).locator('.formula math').first()).toBeAttached()
})

test('what cannot be set is shown as its source, nothing is loaded or run, and code keeps its lines', async ({
  page,
  program,
}) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('dialog', () => asked.push('dialog'))
  await openTree(page, program.url)
  await walk(page, 'End', 'ArrowUp')
  const step = region(page)
  await expect(step.locator('.formula.written')).toHaveText([
    '$\\frac{1}{$',
    '\\(\\nosuchcommand{x}\\)',
    '\\[\\left( x \\]',
    '$$\\def\\f#1{#1\\f{#1#1}}\\f{x}$$',
  ])
  await expect(step.locator('pre')).toHaveText('\tif x:\n\n\t\treturn "$5"', { useInnerText: true })
  await expect(step.getByRole('table')).toBeVisible()
  await expect(step.getByText('<img src=x onerror=alert(1)>', { exact: false }).first()).toBeVisible()
  await expect(step.locator('img, a, script, iframe')).toHaveCount(0)
  // What is too wide scrolls, by keyboard too.
  await expect(step.getByRole('group', { name: 'Text of the step' })).toHaveAttribute('tabindex', '0')
  expect(asked.filter((url) => !url.startsWith(new URL(program.url).origin))).toEqual([])
  // Its fonts are the program's own files, and they are used.
  expect(asked.some((url) => /KaTeX_\w+-\w+\.woff2$|KaTeX_[\w-]+\.woff2$/.test(url))).toBe(true)
  expect(await page.evaluate(() => document.fonts.check('16px KaTeX_Main'))).toBe(true)
})

test('cards and rows are plain text, and the whole question is one key away', async ({ page, program }) => {
  await openTree(page, program.url)
  await page.keyboard.press('Control+Shift+o')
  const outline = page.getByRole('tree', { name: 'Outline of the search tree' })
  await expect(outline.getByRole('treeitem', { name: /Let x² × 4\./ })).toBeVisible()
  await walk(page, 'Home', 'ArrowDown')
  await expect(page.getByText(/^Step 1: .*3p [+-] e = 124|^Step 1: Let x² × 4\./).first()).toBeAttached()

  await page.keyboard.press('Alt+q')
  const dialog = page.getByRole('dialog', { name: 'Question' })
  await expect(dialog.locator('.formula math')).toHaveCount(4)
  await expect(dialog.getByText('Reference answer')).toBeVisible()
  await expectNoFaults(page)
  await dialog.getByRole('radio', { name: 'As written' }).check()
  await expect(dialog.getByText('\\sum_{k=1}^{3}', { exact: false })).toBeVisible()
  await dialog.getByRole('radio', { name: 'Formatted' }).check()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(picture(page)).toBeFocused()
  await page.getByRole('button', { name: 'Show the whole question' }).click()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(dialog).toHaveCount(0)
})

test('two siblings are compared word by word, and not by colour alone', async ({ page, program }) => {
  await openTree(page, program.url)
  await walk(page, 'Home', 'ArrowDown', 'ArrowLeft', 'ArrowLeft')
  const step = region(page)
  await expect(step.getByRole('button', { name: 'Compare with the previous sibling' })).toBeDisabled()
  await step.getByRole('button', { name: 'Compare with the next sibling' }).click()
  await expect(step.locator('.diff ins').first()).toContainText('+')
  await expect(step.locator('.diff del').first()).toContainText('-')
  await expect(step.locator('.diff ins').first()).toHaveCSS('text-decoration-line', 'underline')
  await expect(step.locator('.diff del').first()).toHaveCSS('text-decoration-line', 'line-through')
  await expect(step.getByText('only in node 1')).toBeVisible()
  await expectNoFaults(page)
  await step.getByRole('combobox', { name: 'Compare with' }).selectOption({ index: 2 })
  await expect(step.locator('.diff del').first()).toContainText('Let')
  await step.getByRole('combobox', { name: 'Compare with' }).selectOption({ index: 0 })
  await expect(step.locator('.diff')).toHaveCount(0)
})

test('step, path, decision and answer are copied from a menu, by pointer and by key', async ({
  page,
  program,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const copied = () => page.evaluate(() => navigator.clipboard.readText())
  await openTree(page, program.url)
  await walk(page, 'Home', 'ArrowDown', 'ArrowLeft', 'ArrowLeft', 'Shift+F10')
  const menu = page.getByRole('menu', { name: 'Node 1' })
  await expect(menu.getByRole('menuitem', { name: 'Step' })).toBeFocused()
  await expect(menu.getByRole('menuitem', { name: 'Decision' })).toBeDisabled()
  await expectNoFaults(page)
  await page.keyboard.press('ArrowDown')
  await expect(menu.getByRole('menuitem', { name: 'Path from the question' })).toBeFocused()
  await page.keyboard.press('m')
  await page.keyboard.press('Enter')
  await expect(menu.getByRole('menuitemradio', { name: 'Markdown' })).toBeChecked()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(menu).toHaveCount(0)
  await expect(picture(page)).toBeFocused()
  await expect(page.getByText('Copied as Markdown: Step')).toBeVisible()
  expect(await copied()).toBe(FIRST.replace('$5 and $7', '\\$5 and \\$7'))

  await page.keyboard.press('Control+e')
  await page.getByRole('button', { name: /^Copy from node/ }).click()
  await page.getByRole('menuitemradio', { name: 'LaTeX' }).click()
  await page.getByRole('menuitem', { name: 'Path from the question' }).click()
  expect(await copied()).toMatch(
    /^\\textbf\{Problem\.\} Three pencils[^]*\\textbf\{Step 1\.\} We write[^]*\\textbf\{Step 3\.\}/,
  )
  await page.getByRole('button', { name: /^Copy from node/ }).click()
  await page.getByRole('menuitem', { name: 'Answer' }).click()
  expect(await copied()).toBe('$\\frac{14}{3}$')

  await page.keyboard.press('Control+Shift+o')
  await page.getByRole('treeitem', { name: /Let x²/ }).click({ button: 'right' })
  await page.getByRole('menuitemradio', { name: 'Text' }).click()
  await page.getByRole('menuitem', { name: 'Step' }).click()
  expect(await copied()).toBe('Let x² × 4.')
  await page.getByRole('tree').focus()
  await page.keyboard.press('ContextMenu')
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toHaveCount(0)
})

test('the tokens of a step are coloured by their log-probabilities', async ({ page, program }) => {
  await page.goto(program.url)
  await page.getByRole('combobox', { name: 'Method' }).selectOption('greedy')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('group', { name: 'Run controls' }).getByRole('status')).toHaveText(/Done/)
  await walk(page, 'Home', 'ArrowDown')
  const step = region(page)
  const lens = step.getByRole('button', { name: 'Log-probability', exact: true })
  await expect(lens).toHaveAttribute('aria-pressed', 'false')
  await lens.click()
  const tokens = step.getByRole('slider', { name: /^The step as \d+ tokens/ })
  await expect(tokens).toContainText('Step 1:')
  await tokens.focus()
  await page.keyboard.press('End')
  await expect(tokens).toHaveAttribute('aria-valuetext', /log p −?\d+\.\d\d · p [01]\.\d{3}$/)
  await expect(step.locator('.tip')).toBeVisible()
  await expect(step.getByText('likely (log p 0)', { exact: true })).toBeVisible()
  await expectNoFaults(page)
  // It stays on for the next step.
  await walk(page, 'ArrowDown')
  await expect(step.getByRole('slider', { name: /^The step as \d+ tokens/ })).toContainText(/Step 2:|answer/)
})

test('no accessibility fault is found while reading', async ({ page, program }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openTree(page, program.url)
  await walk(page, 'End', 'ArrowUp')
  await expect(region(page).locator('.formula math').first()).toBeAttached()
  await expectNoFaults(page)
  await page.setViewportSize({ width: 640, height: 500 })
  await expectNoFaults(page)
})

test('the built window holds the fonts of formulas as files, and no older form of them', async () => {
  const assets = await readdir('out/renderer/assets')
  const fonts = assets.filter((name) => name.startsWith('KaTeX_'))
  expect(fonts.length).toBeGreaterThan(15)
  expect(fonts.filter((name) => !name.endsWith('.woff2'))).toEqual([])
  for (const sheet of assets.filter((name) => name.endsWith('.css')))
    expect(await readFile(`out/renderer/assets/${sheet}`, 'utf8')).not.toMatch(/data:font|\.ttf|\.woff\b/)
})
