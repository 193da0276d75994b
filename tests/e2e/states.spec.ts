// No accessibility fault in any state of the window, light and dark: the same list of states that pictures are taken of.
import { showState } from '../screens/shown.ts'
import { STATES } from '../screens/states/states.ts'
import { expect, test } from './fixtures.ts'
import { startPreview, stopPreview } from './preview.ts'
import { expectNoFaults } from './steps.ts'

let preview: string
test.beforeAll(async () => {
  preview = await startPreview()
})
test.afterAll(stopPreview)

/** All of them take five minutes: CI looks at each fifth, `npm run e2e` at all. */
const LOOKED_AT = process.env['CI'] ? STATES.filter((_, place) => place % 5 === 0) : STATES

for (const state of LOOKED_AT) {
  test(`no accessibility fault: ${state.name}`, async ({ browser, program }) => {
    const { page, errors, close } = await showState(browser, state, { served: { program, preview } })
    await expectNoFaults(page)
    expect(errors).toEqual([])
    await close()
  })
}
