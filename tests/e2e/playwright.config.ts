// End-to-end tests: the real program in a real browser, through the web host.
// Uses an installed Chrome, Chromium or Edge; Playwright's own browsers are never downloaded.
import { defineConfig } from '@playwright/test'
import { findBrowser } from '../../src-main/hosts/web/browsers.ts'

const browser = findBrowser()

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results/e2e',
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  // Limits end what hangs. They judge no speed: the axe check of a full page takes minutes on a busy machine.
  timeout: 600_000,
  expect: { timeout: 120_000 },
  reporter: 'list',
  use: {
    viewport: { width: 1280, height: 860 },
    // A recording of every test costs a tenth of the time; without one, the page as text is kept of what fails.
    trace: process.env['CI'] ? 'off' : 'retain-on-failure',
    launchOptions: {
      ...(browser === null ? {} : { executablePath: browser }),
      // Root has no sandbox in Chromium; a closed network needs no QUIC.
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-quic', '--no-first-run'],
    },
  },
  projects: [{ name: 'chromium' }],
})
