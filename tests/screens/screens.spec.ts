// `npm run screens`: every state of the window at five sizes, light and dark, as pictures to be looked at, in test-results/screens.
// Knows sizes and files. Does not know how a state is reached (states.ts); it judges nothing but the page's own errors.
import { expect, test } from '../e2e/fixtures.ts'
import { STATES } from './states.ts'

const SIZES = [
  [640, 500],
  [800, 600],
  [1024, 768],
  [1440, 900],
  [1920, 1080],
] as const

for (const { name, reach } of STATES) {
  test(name, async ({ browser, program }) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ colorScheme, viewport: { width: 1440, height: 900 } })
      const page = await context.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      await page.goto(program.url)
      await reach(page)
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height })
        await page.waitForTimeout(500)
        await page.screenshot({ path: `test-results/screens/${name}-${colorScheme}-${width}x${height}.png` })
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(wide, `${name} at ${width} x ${height} is no wider than the window`).toBeLessThanOrEqual(0)
      }
      expect(errors).toEqual([])
      await context.close()
    }
  })
}
