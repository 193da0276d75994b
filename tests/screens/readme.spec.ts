// `npm run pictures`: the pictures of README and docs, taken anew from the real program.
// Knows their names and sizes. Does not know how a state is reached (states.ts).
import { test } from '../e2e/fixtures.ts'
import { STATES } from './states.ts'

const VIEW = { width: 1440, height: 900 }

/** By the state that they show; a scheme is part of the name. */
const PICTURES: Record<string, { name: string; schemes: readonly ('light' | 'dark')[] }> = {
  'solve-small': { name: 'solve-finished', schemes: ['light', 'dark'] },
  'solve-merged': { name: 'solve-merged', schemes: ['light'] },
  'solve-columns': { name: 'solve-columns', schemes: ['light'] },
}

for (const { name: state, reach } of STATES) {
  const picture = PICTURES[state]
  if (!picture) continue
  test(picture.name, async ({ browser, program }) => {
    for (const colorScheme of picture.schemes) {
      const context = await browser.newContext({ colorScheme, viewport: VIEW, reducedMotion: 'reduce' })
      const page = await context.newPage()
      await page.goto(program.url)
      await reach(page)
      await page.screenshot({ path: `docs/${picture.name}-${colorScheme}.png` })
      await context.close()
    }
  })
}
