// How a PRM is asked, in the real program: its family is suggested, a solution is scored with the tokens marked, a format that does not fit
// is refused with both counts or the token that is lacking, another one is kept, and axe finds nothing.
import { resolve } from 'node:path'
import { expect, test } from './fixtures.ts'
import { expectNoFaults } from './steps.ts'

const SHEPHERD = resolve(import.meta.dirname, '../inference/reward-models/math-shepherd-mistral-7b-prm')

test('a PRM is tested and changed on the Models screen', async ({ page, program }) => {
  await page.goto(program.url)
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled()
  await page.keyboard.press('Control+Shift+M')
  const main = page.getByRole('main', { name: 'Models' })
  await expect(main.getByRole('heading', { name: 'Found on this machine' })).toBeVisible()
  await page.getByRole('textbox', { name: 'Folder or file' }).fill(SHEPHERD)
  await page.keyboard.press('Enter')
  await expect(main.getByRole('heading', { name: 'math-shepherd-mistral-7b-prm' })).toBeVisible()
  await page.getByRole('radio', { name: 'How it is asked' }).check()
  const family = page.getByRole('combobox', { name: 'Family' })
  await expect(family).toHaveValue('math-shepherd')
  await expect(main.getByText('As its files suggest')).toBeVisible()

  await page.getByRole('button', { name: 'Score the steps' }).click()
  const strip = page.getByRole('slider', { name: /^What the PRM sees/ })
  await expect(strip.locator('.marked')).toHaveText(['·ки', '·ки', '·ки'])
  await expect(main.getByText(/read at “·ки”, id \d+/)).toHaveCount(3)
  await expect(main.getByText(/^0\.\d{3}$/)).toHaveCount(3)
  await expectNoFaults(page)

  await page.getByRole('textbox', { name: 'Solution' }).fill('Step 1: что ки\nStep 2: ки ки')
  await family.selectOption('skywork')
  await expect(main.getByText('Scored before the last change.')).toBeVisible()
  await page.getByRole('button', { name: 'Score the steps' }).click()
  await expect(page.getByRole('alert')).toContainText('wants one number a step')
  await page.getByRole('textbox', { name: 'Score token' }).fill('nowhere')
  await expect(main.getByText('The score token must be in what stands behind each step.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled()
  await family.selectOption('llemma')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(main.getByText('Saved. Runs use it from the next one on.')).toBeVisible()
  await page.reload()
  await page.keyboard.press('Control+Shift+M')
  await page.getByRole('radio', { name: 'How it is asked' }).check()
  await expect(family).toHaveValue('llemma')
  await page.getByRole('button', { name: 'Back to what its files suggest' }).click()
  await expect(family).toHaveValue('math-shepherd')
})
