// `npm run screens`: every state of the window at five sizes, light and dark, as pictures to be looked at, in test-results/screens.
// Knows files. Does not know how a state is reached (states); it judges nothing but the page's own errors and its width.
import { startPreview, stopPreview } from '../e2e/preview.ts'
import { expect, test } from '../e2e/fixtures.ts'
import { showState } from './shown.ts'
import { sizesOf } from './states/state.ts'
import { STATES } from './states/states.ts'

let preview: string
test.beforeAll(async () => {
  preview = await startPreview()
})
test.afterAll(stopPreview)

for (const state of STATES) {
  test(state.name, async ({ browser, program }) => {
    const { page, errors, close } = await showState(browser, state, { served: { program, preview } })
    for (const [width, height] of sizesOf(state)) {
      await page.setViewportSize({ width, height })
      await page.waitForTimeout(400)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await page.waitForTimeout(100)
        await page.screenshot({ path: `test-results/screens/${state.name}-${width}x${height}-${colorScheme}.png` })
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(wide, `${state.name} at ${width} x ${height} is no wider than the window`).toBeLessThanOrEqual(0)
    }
    expect(errors).toEqual([])
    await close()
  })
}
