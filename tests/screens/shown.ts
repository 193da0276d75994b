// A window in one of its states.
// Knows where the window is served: by the whole program, or by the preview of the scripted engine. Does not know the states.
import type { Browser, Page } from '@playwright/test'
import { keepSettings } from '../e2e/preview.ts'
import type { Program } from '../e2e/program.ts'
import { run } from '../e2e/steps.ts'
import { expect } from '../e2e/fixtures.ts'
import { USUAL } from './states/state.ts'
import type { ScreenState, Size } from './states/state.ts'

export interface Served {
  program: Pick<Program, 'url'>
  /** Address of the preview. */
  preview: string
}

export interface Shown {
  page: Page
  /** What went wrong in the page. */
  errors: string[]
  close: () => Promise<void>
}

/** Opens a window and brings it into a state; nothing moves in it. */
export async function showState(
  browser: Browser,
  state: ScreenState,
  { served, size }: { served: Served; size?: Size },
): Promise<Shown> {
  const [width, height] = size ?? state.to ?? USUAL
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await keepSettings(page, { toured: true, ...state.settings })
  await page.goto(state.preview === undefined ? served.program.url : `${served.preview}${state.preview}`)
  await expect(run(page).or(page.getByRole('main')).first()).toBeVisible()
  if (!state.settings?.['screen']) await expect(run(page)).toBeEnabled()
  await state.reach(page)
  // The picture comes to rest.
  await page.waitForTimeout(600)
  return { page, errors, close: () => context.close() }
}
