// A model behind a server in the window, on the whole program: added with a key, chosen from the server's list, asked as somebody wants,
// and searched with; what is told of it meanwhile, what is kept, and axe.
import type { Page } from '@playwright/test'
import { scriptedModels, startModelServer } from '../doubles/model-server.ts'
import type { ModelServer } from '../doubles/model-server.ts'
import { expect, test } from './fixtures.ts'
import { expectNoFaults } from './steps.ts'

const KEY = 'a-key-for-the-window-0123'
/** A model of the list that is not the first. */
const MODEL = 'second-model'

let server: ModelServer
test.beforeEach(async () => {
  const script = scriptedModels()
  server = await startModelServer((call) => {
    if (call.key !== KEY) return { status: 401, json: { error: { message: 'Wrong key' } } }
    if (call.path === '/v1/models') return { json: { data: [{ id: 'first-model' }, { id: MODEL }] } }
    return script(call)
  })
})
test.afterEach(() => server.close())

const main = (page: Page) => page.getByRole('main', { name: 'Models' })
const field = (page: Page, name: string) => main(page).getByLabel(name, { exact: true })

test('a server is added, its model chosen and asked, and a tree grown with it', async ({ page, program }) => {
  await page.goto(program.url)
  await page.keyboard.press('Control+Shift+M')
  await page.getByRole('button', { name: 'Add a model' }).click()
  await field(page, 'Address').fill(server.url.replace('http://', ''))
  await field(page, 'Key').selectOption('Typed here')
  await field(page, 'The key').fill('wrong-key-00000')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('status 401: Wrong key')
  await expect(field(page, 'The key')).toHaveValue('wrong-key-00000')
  await field(page, 'The key').fill(KEY)
  await main(page).getByRole('button', { name: 'Look at the server' }).click()
  await expect(main(page).getByRole('row', { name: 'Completions Yes' })).toBeVisible()
  await expect(main(page).getByRole('row', { name: 'Several texts a request (n) No' })).toBeVisible()
  await field(page, 'Model').selectOption(MODEL)
  await field(page, 'Size, for FLOPs').selectOption('Typed')
  await field(page, 'Parameters').fill('seven')
  await expect(main(page).getByText('A number, as in 7.6B or 135000000.')).toBeVisible()
  await expect(main(page).getByRole('button', { name: 'Add this model' })).toBeDisabled()
  await field(page, 'Parameters').fill('7.6B')
  await expectNoFaults(page)
  await main(page).getByRole('button', { name: 'Add this model' }).click()

  await expect(main(page).getByRole('heading', { name: MODEL })).toBeVisible()
  const list = page.getByRole('complementary', { name: 'All models' })
  await expect(list.getByRole('list', { name: 'Servers' }).getByRole('button', { name: MODEL })).toHaveAttribute(
    'aria-current',
    'true',
  )
  await expectNoFaults(page)

  await page.getByRole('radio', { name: 'How it is asked' }).check()
  await expect(main(page).getByText('Sent as text; its tokens are the server’s').first()).toBeVisible()
  // The script counts the lines of the prompt.
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('{question}\n')
  const examples = main(page).getByRole('button', { name: /^Remove example/ })
  for (let left = await examples.count(); left > 0; left--) await examples.first().click()
  await main(page).getByRole('button', { name: 'Save', exact: true }).click()
  await expect(main(page).getByText('Saved. Runs use it from the next one on.')).toBeVisible()
  await expectNoFaults(page)

  await page.getByRole('button', { name: 'Use on Solve' }).click()
  await expect(page.getByRole('combobox', { name: 'Policy' }).locator('option:checked')).toHaveText(MODEL)
  await page.getByRole('combobox', { name: 'Method' }).selectOption('Majority voting')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('FLOPs from typed size')).toBeVisible()
  await expect(page.getByText('Done').first()).toBeVisible()
  const asked = server.calls.filter(({ path }) => path === '/v1/completions').map(({ body }) => body!)
  expect(asked.at(-1)).toMatchObject({ model: MODEL })

  // After a reload it is there with what was changed of it; of the key only where it is.
  await page.keyboard.press('Control+Shift+M')
  await page.reload()
  await list.getByRole('button', { name: MODEL }).click()
  await page.getByRole('radio', { name: 'Card' }).check()
  await expect(field(page, 'Key').locator('option:checked')).toHaveText('Until the program ends')
  await expect(field(page, 'Parameters')).toHaveValue('7600000000')
  expect(await page.content()).not.toContain(KEY)
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(KEY)

  await main(page)
    .getByRole('button', { name: `Remove ${MODEL}` })
    .click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect(list.getByRole('button', { name: MODEL })).toBeHidden()
})

test('how a PRM behind a server is asked is tested there, changed, and kept', async ({ page, program }) => {
  const script = scriptedModels()
  const pairs = [0.75, 0.5, 0.9].map((right) => [right, 1 - right])
  await server.close()
  server = await startModelServer((call) => {
    if (call.path === '/v1/models') return { json: { data: [{ id: 'math-shepherd-mistral-7b-prm' }] } }
    const isWhole = call.path === '/pooling' && JSON.stringify(call.body).split('ки').length === 4
    return isWhole ? { json: { data: [{ data: pairs }] } } : script(call)
  })
  await page.goto(program.url)
  await page.keyboard.press('Control+Shift+M')
  await page.getByRole('button', { name: 'Add a model' }).click()
  await field(page, 'Address').fill(server.url)
  await main(page).getByRole('radio', { name: 'Scores steps' }).check()
  await main(page).getByRole('button', { name: 'Look at the server' }).click()
  await main(page).getByRole('button', { name: 'Add this model' }).click()
  await page.getByRole('radio', { name: 'How it is asked' }).check()
  const family = page.getByRole('combobox', { name: 'Family' })
  await expect(family).toHaveValue('math-shepherd')
  await expect(main(page).getByText('As the server’s name for it suggests')).toBeVisible()
  await page.getByRole('button', { name: 'Score the steps' }).click()
  await expect(main(page).getByText(/^0\.\d{3}$/)).toHaveText(['0.750', '0.500', '0.900'])
  await expectNoFaults(page)

  await family.selectOption('llemma')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('alert')).toContainText('which no server does')
  await family.selectOption('qwen-math')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(main(page).getByText('Saved. Runs use it from the next one on.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Back to what its name suggests' })).toBeVisible()
  await page.reload()
  await page.getByRole('radio', { name: 'How it is asked' }).check()
  await expect(family).toHaveValue('qwen-math')
  await page.getByRole('button', { name: 'Back to what its name suggests' }).click()
  await expect(family).toHaveValue('math-shepherd')
})
