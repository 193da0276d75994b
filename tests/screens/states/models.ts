// States of the Models screen.
// Knows the way to each. Does not know what is made of them.
import type { Page } from '@playwright/test'
import { scriptedModels, startModelServer } from '../../doubles/model-server.ts'
import { expect } from '../../e2e/fixtures.ts'
import type { ScreenState } from './state.ts'

const settings = { screen: 'models' }
const list = (page: Page) => page.getByRole('complementary', { name: 'All models' })
const main = (page: Page) => page.getByRole('main', { name: 'Models' })
const show = (page: Page, name: RegExp) => list(page).getByRole('button', { name }).first().click()

/** Looks at a server that lives as long as the page. */
async function lookAtServer(page: Page): Promise<void> {
  const script = scriptedModels()
  const server = await startModelServer((call) =>
    call.path === '/v1/models' ? { json: { data: [{ id: 'llama-3.1-8b' }, { id: 'qwen2.5-math-7b' }] } } : script(call),
  )
  page.once('close', () => void server.close())
  await page.getByRole('button', { name: 'Add a model' }).click()
  await main(page).getByLabel('Address', { exact: true }).fill(server.url.replace('http://', ''))
  await main(page).getByRole('button', { name: 'Look at the server' }).click()
  await expect(main(page).getByRole('row', { name: 'Completions Yes' })).toBeVisible()
}

export const MODELS: readonly ScreenState[] = [
  {
    name: 'models-add',
    settings,
    preview: '?models=many&pace=5',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Add a model' }).click()
      await expect(main(page).getByText('Ollama').first()).toBeVisible()
    },
  },
  {
    name: 'models-add-refused',
    settings,
    preview: '?pace=5',
    reach: async (page) => {
      await page.getByRole('textbox', { name: 'Folder or file' }).fill('/home/ada/broken')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('alert')).toBeVisible()
    },
  },
  {
    name: 'models-card',
    settings,
    preview: '?models=many&pace=5',
    reach: (page) => show(page, /SmolLM2/),
  },
  {
    name: 'models-embedded',
    settings,
    reach: (page) => show(page, /PRM/),
  },
  {
    name: 'models-broken',
    settings,
    preview: '?models=many&pace=5',
    reach: (page) => show(page, /broken|missing/i),
  },
  {
    name: 'models-prompt',
    settings,
    preview: '?models=many&pace=5',
    reach: async (page) => {
      await show(page, /SmolLM2/)
      await page.getByRole('radio', { name: 'How it is asked' }).check({ force: true })
      await expect(page.getByRole('slider', { name: /^The prompt’s \d+ tokens/ })).toBeVisible()
    },
  },
  {
    name: 'models-server-form',
    settings,
    reach: lookAtServer,
  },
  {
    name: 'models-server',
    settings,
    reach: async (page) => {
      await lookAtServer(page)
      await main(page).getByLabel('Model', { exact: true }).selectOption('llama-3.1-8b')
      await main(page).getByRole('button', { name: 'Add this model' }).click()
      await expect(main(page).getByRole('heading', { name: 'llama-3.1-8b' })).toBeVisible()
    },
  },
]
