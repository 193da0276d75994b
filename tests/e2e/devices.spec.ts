// The devices: the panel tells where models run, tests them, keeps the choice, and can be used by keyboard alone.
import { expect, test } from './fixtures.ts'
import { expectNoFaults } from './steps.ts'

test('the panel is accessible', async ({ page, program }) => {
  await page.goto(program.url)
  await page.getByRole('button', { name: /^Devices: / }).click()
  await expect(page.getByRole('dialog', { name: 'Devices' }).getByRole('radio')).not.toHaveCount(0)
  await expectNoFaults(page)
})

test('the devices are tested, and the choice holds for the next run', async ({ page, program }) => {
  await page.goto(program.url)
  const badge = page.getByRole('button', { name: /^Devices: / })
  await badge.focus()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('dialog', { name: 'Devices' })
  await expect(panel.getByRole('radio', { name: 'Automatic' })).toBeChecked()
  await panel.getByRole('button', { name: /^Test/ }).press('Enter')
  await expect(panel.getByRole('status')).toHaveText('The devices are tested.', { timeout: 500_000 })
  // Every machine has a CPU that passes; each other device tells a speed, or why it has none.
  await expect(panel.getByText(/tokens\/s with 16 branches/)).not.toHaveCount(0)
  await expect(panel.getByText('Not tested yet.')).toHaveCount(0)

  await panel.getByRole('radio', { name: 'CPU' }).press('Space')
  await expect(panel.getByRole('radio', { name: 'CPU' })).toBeChecked()
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await expect(badge).toBeFocused()

  await page.reload()
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Devices: CPU' })).toBeVisible()
  await page.getByRole('button', { name: 'Devices: CPU' }).click()
  await expect(panel.getByRole('radio', { name: 'CPU' })).toBeChecked()
  await expect(panel.getByText(/^Policy: /)).toBeVisible()
  await expect(panel.getByText(/^Prefix cache: .+ MiB.*; \d+(\.\d)? % of prefix tokens reused$/)).toHaveCount(2)
})
