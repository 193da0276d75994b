// Fixtures: one program for the files that a worker runs one after the other, so that a test may find what others left there, and a
// page that must stay without errors on its console.
import { test as base, expect } from '@playwright/test'
import type { Program } from './program.ts'
import { startProgram } from './program.ts'

interface PageFixtures {
  /** Errors of the page so far; anything in it fails the test. Empty it to allow what a test provokes. */
  consoleErrors: string[]
}
interface WorkerFixtures {
  program: Program
}

export const test = base.extend<PageFixtures, WorkerFixtures>({
  program: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures that are needed from this pattern
    async ({}, use) => {
      const program = await startProgram()
      await use(program)
      expect(await program.stop(), 'the program ends in order').toBe(0)
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  consoleErrors: [
    async ({ page }, use) => {
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text())
      })
      // File choosers are caught from the beginning: a wait that starts with the key that opens one may come too late.
      page.on('filechooser', () => undefined)
      await use(errors)
      expect(errors).toEqual([])
    },
    { auto: true },
  ],
})

export { expect }
