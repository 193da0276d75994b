// Steps that many tests take: parts of the window by their names, a search by some method, a command by its words, the axe check.
// Knows what the window calls its parts. Does not know what is tested.
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect } from '@playwright/test'
import type { MethodId } from '../../src-main/contract/method.ts'

export const run = (page: Page): Locator => page.getByRole('button', { name: 'Run', exact: true })
export const state = (page: Page): Locator => page.getByRole('group', { name: 'Run controls' }).getByRole('status')
export const picture = (page: Page): Locator => page.getByRole('application', { name: 'Search tree', exact: true })
export const node = (page: Page): Locator => page.getByRole('region', { name: /^Node \d+$/ })
/** Where the tree's size is read out. */
export const size = (page: Page): Locator => page.getByText(/^Search tree with \d+ nodes?/)

/** Begins a search by a method, with a budget if one is given. The set-up is on screen. */
export async function search(page: Page, method: MethodId, budget?: number): Promise<void> {
  await page.getByRole('combobox', { name: 'Method' }).first().selectOption(method)
  if (budget !== undefined) {
    await page
      .getByRole('spinbutton', { name: /^(Width|Samples|Solutions|Iterations)/ })
      .first()
      .fill(String(budget))
  }
  await page.keyboard.press('Control+Enter')
}

/** Waits until the search is done. */
export async function finish(page: Page): Promise<void> {
  await expect(state(page)).toHaveText(/Done/)
}

/** Runs the first command that the palette finds by these words. */
export async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

/** The rules of axe that hang on colours, of those that are on. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

/** No accessibility fault, or which, and where, in the page or a part of it: by light and by dark. */
export async function expectNoFaults(page: Page, part?: string): Promise<void> {
  const has = await page.evaluate(() => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'))
  expect(await faults(axe(page, part)), has).toEqual([])
  // The page is the same in the other scheme but for its colours.
  const other = has === 'dark' ? 'light' : 'dark'
  await page.emulateMedia({ colorScheme: other })
  await expect
    .poll(() => page.evaluate(() => document.getAnimations().some((one) => one instanceof CSSTransition)))
    .toBe(false)
  expect(await faults(axe(page, part).withRules(COLOUR_RULES)), other).toEqual([])
  await page.emulateMedia({ colorScheme: has })
}

/** Only what fails is written down, and in the page itself, which has no foreign frames: half the time. */
function axe(page: Page, part?: string): AxeBuilder {
  const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode()
  return part === undefined ? builder : builder.include(part)
}

async function faults(builder: AxeBuilder): Promise<string[]> {
  const { violations } = await builder.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}
