// The Models screen in a browser, on a scripted engine: adding, forms, a try, how a model is asked, downloads, all states, and axe.
// Needs no model and no built program; tests/window/preview serves the window.
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { startPreview, stopPreview } from './preview.ts'
import { expectNoFaults } from './steps.ts'

let address: string
test.beforeAll(async () => {
  address = await startPreview()
})
test.afterAll(stopPreview)

async function open(page: Page, models: 'embedded' | 'many' = 'many', pace = 5): Promise<void> {
  await page.addInitScript(() => {
    if (!localStorage.getItem('espalier-window')) localStorage.setItem('espalier-window', '{"screen":"models"}')
  })
  await page.goto(`${address}?models=${models}&pace=${pace}`)
  await expect(page.getByRole('main', { name: 'Models' })).toBeVisible()
}
const main = (page: Page) => page.getByRole('main', { name: 'Models' })
const list = (page: Page) => page.getByRole('complementary', { name: 'All models' })
const place = (page: Page) => page.getByRole('textbox', { name: 'Folder or file' })
const tokens = (page: Page) => page.getByRole('slider', { name: /^The prompt’s \d+ tokens/ })
const view = (page: Page, name: string) => page.getByRole('radio', { name, exact: true })
const double = (page: Page, state: string) =>
  page.evaluate((next) => (window as unknown as { double: { enter(state: string): void } }).double.enter(next), state)

test('a path is added by keyboard alone, and what is none is refused in a sentence', async ({ page }) => {
  await open(page, 'embedded')
  await expect(main(page).getByRole('heading', { name: 'Add a model' })).toBeVisible()
  await place(page).focus()
  await page.keyboard.type('/home/ada/broken')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('broken has no config.json and is no GGUF file.')
  await expect(place(page)).toHaveAttribute('aria-invalid', 'true')
  await expect(place(page)).toHaveValue('/home/ada/broken')
  await place(page).fill('/home/ada/models/SmolLM2-135M-Instruct')
  await page.keyboard.press('Enter')
  await expect(main(page).getByRole('heading', { name: 'SmolLM2-135M-Instruct' })).toBeVisible()
  await expect(main(page).getByText('LlamaForCausalLM')).toBeVisible()
  await expect(list(page).getByRole('button', { name: /SmolLM2/ })).toHaveAttribute('aria-current', 'true')
})

test('what was found is added where it lies, and Solve offers it before the embedded models', async ({ page }) => {
  await open(page, 'embedded')
  await main(page).getByRole('button', { name: 'Add llama3.2:1b-instruct-q4_K_M' }).press('Enter')
  await expect(main(page).getByText('Ollama', { exact: true })).toBeVisible()
  await main(page).getByRole('button', { name: 'Use on Solve' }).click()
  const policy = page.getByRole('combobox', { name: 'Policy' })
  await expect(policy.locator('option:checked')).toHaveText('llama3.2:1b-instruct-q4_K_M')
  await expect(policy.locator('optgroup')).toHaveCount(2)
  expect(await policy.locator('optgroup').first().getAttribute('label')).toBe('Yours')
  await page.keyboard.press('Control+Shift+E')
  await page.getByRole('button', { name: 'New experiment' }).click()
  await expect(page.getByRole('checkbox', { name: /llama3\.2/ })).toBeEnabled()
  await page.keyboard.press('Control+Shift+M')
  await expect(main(page).getByRole('heading', { name: 'llama3.2:1b-instruct-q4_K_M' })).toBeVisible()
})

test('a form is made with its progress on screen, nothing moves meanwhile, and it is stopped', async ({ page }) => {
  await open(page, 'many', 40)
  const below = main(page).getByRole('heading', { name: 'Try it' })
  const before = await below.boundingBox()
  await page.getByRole('radio', { name: '8 bits' }).check()
  await expect(page.getByRole('progressbar', { name: 'Making 8 bits' })).toBeVisible()
  expect(await below.boundingBox()).toEqual(before)
  await page.getByRole('button', { name: 'Stop making 8 bits' }).click()
  await expect(page.getByRole('progressbar')).toBeHidden()
  await expect(page.getByRole('radio', { name: 'As stored' })).toBeChecked()
  expect(await below.boundingBox()).toEqual(before)
})

test('a model is tried', async ({ page }) => {
  await open(page)
  await page.getByRole('textbox', { name: 'Question' }).fill('What is 12 * 17 + 45?')
  await page.getByRole('button', { name: 'Try', exact: true }).click()
  await expect(main(page).getByText('41.7 tokens/s')).toBeVisible()
  await expect(main(page).getByText('612 MB')).toBeVisible()
  await expect(main(page).getByText(/I first count the apples/)).toBeVisible()
})

test('the prompt is edited with its exact tokens beside it, refused at the field, saved, and given back', async ({
  page,
}) => {
  await open(page)
  await view(page, 'How it is asked').check()
  await expect(tokens(page)).toContainText('<|im_start|>')
  await tokens(page).focus()
  await page.keyboard.press('Home')
  await expect(main(page).getByText(/^.*Token 1 of \d+ · id \d+ · control token$/)).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await expect(main(page).getByText(/Token 2 of \d+ · id \d+$/)).toBeVisible()

  const instruction = page.getByRole('textbox', { name: 'Instruction' })
  await instruction.fill('Solve it.')
  await expect(main(page).getByText('The instruction must hold {question}')).toBeVisible()
  await expect(instruction).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled()
  await expect(main(page).getByText('This is the preview of what was right last.')).toBeVisible()
  await instruction.fill('Solve {question} in verse.')
  await expect(tokens(page)).toContainText('verse')

  await main(page).locator('summary', { hasText: 'Chat template' }).click()
  const template = page.getByRole('textbox', { name: 'Chat template' })
  const text = await template.inputValue()
  await template.fill(`${text}{% endif %}{% endif %}`)
  await expect(page.getByRole('alert')).toContainText('there is an “endif” too many.')
  await expect(template).toHaveAttribute('aria-invalid', 'true')
  await template.fill(text)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(main(page).getByText('Saved. Runs use it from the next one on.')).toBeVisible()
  await page.getByRole('button', { name: 'Back to what its files suggest' }).click()
  await expect(instruction).toHaveValue(/Solve it step by step/)
  await expect(main(page).getByText('As its files suggest')).toBeVisible()
})

test('Solve shows the model’s own sampling, marks what was set by hand, keeps it for another model, and goes back', async ({
  page,
}) => {
  await open(page)
  await main(page).getByRole('button', { name: 'Use on Solve' }).click()
  await page.getByText('Sampling', { exact: true }).click()
  const setting = (name: string) => page.getByRole('spinbutton', { name, exact: true })
  await expect(setting('Temperature')).toHaveValue('0.7')
  await expect(setting('Top p')).toHaveValue('0.95')
  await setting('Temperature').fill('1.2')
  await expect(page.getByText('1 set by hand')).toBeVisible()
  await expect(setting('Temperature')).toHaveAccessibleDescription(/Set by hand/)
  await page.getByRole('combobox', { name: 'Policy' }).selectOption({ label: 'Arithmetic policy 1M' })
  await expect(setting('Temperature')).toHaveValue('1.2')
  await expect(setting('Top p')).toHaveValue('1')
  await page.getByRole('combobox', { name: 'Policy' }).selectOption({ label: 'SmolLM2-135M-Instruct' })
  await page.getByRole('button', { name: 'Back to the model’s own' }).click()
  await expect(setting('Temperature')).toHaveValue('0.7')
  await expect(page.getByText('set by hand')).toBeHidden()
  await page.keyboard.press('Control+Shift+E')
  await page.getByRole('button', { name: 'New experiment' }).click()
  for (const name of ['SmolLM2-135M-Instruct', 'Arithmetic policy 1M'])
    await page.getByRole('checkbox', { name }).setChecked(true)
  await page.getByRole('main').getByText('Sampling', { exact: true }).click()
  await expect(setting('Temperature').and(page.locator(':visible'))).toHaveValue('')
  await expect(setting('Temperature').and(page.locator(':visible'))).toHaveAttribute('placeholder', 'its own')
  await expectNoFaults(page)
})

test('the question of a judge is edited with its exact tokens beside it, refused at the field, and given back', async ({
  page,
}) => {
  await open(page)
  await view(page, 'How it is asked').check()
  const judged = page.getByRole('slider', { name: /^The judge’s \d+ tokens/ })
  await expect(judged).toContainText('Is·the·last·line·of·this·solution·correct')
  const question = page.getByRole('textbox', { name: 'Question about a step' })
  await question.fill('Is it right?')
  await expect(question).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled()
  await question.fill('Is “{step}” right or wrong?')
  await page.getByRole('textbox', { name: 'Words for yes' }).fill('right')
  await page.getByRole('textbox', { name: 'Words for no' }).fill('right')
  await expect(main(page).getByText('none on both sides')).toBeVisible()
  await page.getByRole('textbox', { name: 'Words for no' }).fill('wrong')
  await expect(judged).toContainText('right·or·wrong?')
  await expect(main(page).locator('dl').getByText('wrong', { exact: true })).toBeVisible()
  await expectNoFaults(page)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(main(page).getByText('Saved. Runs use it from the next one on.')).toBeVisible()
  await page.getByRole('button', { name: 'Back to the usual question' }).click()
  await expect(question).toHaveValue(/Say only Yes or No\.$/)
  await expect(main(page).getByText('Not saved yet. Runs use what was saved last.')).toBeVisible()
})

test('steps and answers show how a solution is cut and read', async ({ page }) => {
  await open(page)
  await view(page, 'How it is asked').check()
  await expect(main(page).getByText('Cut into 3 steps')).toBeVisible()
  await page.getByRole('combobox', { name: 'A step ends' }).selectOption('paragraphs')
  await expect(main(page).getByText('Cut into 2 steps')).toBeVisible()
  await page.getByRole('checkbox', { name: '\\boxed{42}' }).uncheck()
  await expect(main(page).getByText('None is stated in a form that is read.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Own pattern' }).fill('(')
  await expect(page.getByRole('textbox', { name: 'Own pattern' })).toHaveAttribute('aria-invalid', 'true')
})

test('nothing that was written is lost with the connection, or with a look at another model', async ({ page }) => {
  await open(page)
  await view(page, 'How it is asked').check()
  const system = page.getByRole('textbox', { name: 'System' })
  await system.fill('Answer in one word.')
  await double(page, 'lost')
  await expect(page.getByRole('alert').filter({ hasText: 'connection' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled()
  await double(page, 'open')
  await expect(page.getByRole('button', { name: 'Save' })).toBeEnabled()
  await list(page).getByRole('button', { name: /gemma/ }).click()
  await expect(system).toHaveValue('You are a careful mathematician.')
  await list(page)
    .getByRole('button', { name: /SmolLM2/ })
    .click()
  await expect(system).toHaveValue('Answer in one word.')
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(system).toHaveValue('You are a careful mathematician.')
})

test('a model is removed after a question that says what stays', async ({ page }) => {
  await open(page)
  const remove = page.getByRole('button', { name: 'Remove SmolLM2-135M-Instruct' })
  await remove.press('Enter')
  const question = page.getByRole('alertdialog')
  await expect(question).toContainText('Its own files stay as they are')
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  await expect(remove).toBeFocused()
  await remove.press('Enter')
  await question.getByRole('button', { name: 'Remove' }).press('Enter')
  await expect(list(page).getByRole('button', { name: /SmolLM2/ })).toBeHidden()
})

test('downloads are begun, paused, resumed, dropped, and say what went wrong', async ({ page }) => {
  await open(page, 'embedded', 20)
  await main(page).getByRole('button', { name: 'Download SmolLM2 135M Instruct' }).click()
  await main(page).getByRole('button', { name: 'Pause: SmolLM2 135M Instruct' }).click()
  await expect(main(page).getByText(/^Paused · \d/)).toBeVisible()
  await expect(list(page).getByText('Paused')).toBeVisible()
  await main(page).getByRole('button', { name: 'Resume: SmolLM2 135M Instruct' }).click()
  await expect(main(page).getByText('Downloaded · 271 MB')).toBeVisible()
  await main(page).getByRole('button', { name: 'Download Skywork o1 Open PRM 1.5B' }).click()
  await expect(page.getByRole('alert')).toContainText('The hub sent other bytes')
  await main(page).getByRole('button', { name: 'Drop: Skywork o1 Open PRM 1.5B' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Drop' }).click()
  await expect(page.getByRole('alert')).toBeHidden()

  await main(page).getByText('Another repository').click()
  const repository = page.getByRole('textbox', { name: 'Repository' })
  await repository.fill('only-a-name')
  await page.keyboard.press('Enter')
  await expect(main(page).getByText(/^Write the owner and the name/)).toBeVisible()
  await repository.fill('nobody/gone')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('The hub has no repository nobody/gone.')
})

test('a browser says that it gives no paths, and problems are still dropped elsewhere', async ({ page }) => {
  await open(page, 'embedded')
  const drop = async (name: string) => {
    const dataTransfer = await page.evaluateHandle((name) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File(['1 + 1 = 2'], name))
      return transfer
    }, name)
    for (const type of ['dragover', 'drop']) await page.dispatchEvent('body', type, { dataTransfer })
  }
  await drop('weights.gguf')
  await expect(page.getByRole('alert')).toContainText('A browser does not tell where “weights.gguf” lies.')
  await page.keyboard.press('Control+Shift+S')
  await drop('problems.txt')
  await expect(page.getByRole('dialog', { name: 'Import problems' })).toBeVisible()
  await page.keyboard.press('Escape')
  await drop('other.gguf')
  await expect(main(page)).toBeVisible()
  await expect(page.getByRole('alert')).toContainText('“other.gguf”')
})

/** Whether anything reaches over the edge of the page, or of what it stands in. */
async function expectWithin(page: Page, outer: Locator): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false)
  const wide = await outer.evaluate(
    (element) =>
      [element, ...element.querySelectorAll<HTMLElement>('section, fieldset, form, li, dl, header')].filter(
        ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1,
      ).length,
  )
  expect(wide).toBe(0)
}

/** Shows a model of the list, which lies over a narrow window on request. */
async function choose(page: Page, name: RegExp): Promise<void> {
  const opener = page.getByRole('button', { name: 'All models', exact: true })
  const over = await opener.isVisible()
  if (over) await opener.click()
  await list(page).getByRole('button', { name }).click()
  if (over && (await list(page).isVisible())) await page.keyboard.press('Escape')
}

for (const size of [
  { width: 640, height: 500 },
  { width: 1440, height: 900 },
]) {
  test(`no fault of access or room in any state, ${size.width} wide`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.setViewportSize(size)
    const look = async () => {
      await expectNoFaults(page)
      await expectWithin(page, main(page))
    }
    await open(page, 'embedded')
    await expect(main(page).getByText('Qwen3-0.6B-Q8_0.gguf').first()).toBeVisible()
    await place(page).fill('/home/ada/broken')
    await page.keyboard.press('Enter')
    await main(page).getByRole('button', { name: 'Download Skywork o1 Open PRM 1.5B' }).click()
    await expect(page.getByText('The hub sent other bytes')).toBeVisible()
    await look()
    await open(page, 'many')
    await page.getByRole('radio', { name: '8 bits' }).check()
    await page.getByRole('button', { name: 'Try', exact: true }).click()
    await expect(main(page).getByText('41.7 tokens/s')).toBeVisible()
    await page.getByRole('button', { name: /^Remove SmolLM2/ }).click()
    await look()
    for (const name of [/PRM-7B/, /llemma/]) {
      await choose(page, name)
      await look()
    }
    await choose(page, /Qwen2\.5-Math-1\.5B/)
    await view(page, 'How it is asked').check()
    await expect(tokens(page)).toBeVisible()
    await page.getByRole('button', { name: 'Add an example' }).click()
    await page.getByRole('combobox', { name: 'A step ends' }).selectOption('texts')
    await tokens(page).focus()
    await look()
  })
}
