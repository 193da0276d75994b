// The window on a scripted engine, served for a file of tests: needs no model and no built program.
// Knows the preview's own server (tests/window/preview). Does not know what is tested.
import { resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { createServer } from 'vite'
import type { ViteDevServer } from 'vite'

let server: ViteDevServer | undefined

/** Serves the window; returns its address. */
export async function startPreview(): Promise<string> {
  server = await createServer({
    configFile: resolve(import.meta.dirname, '../window/preview/vite.config.ts'),
    server: { port: 0, strictPort: false },
    logLevel: 'error',
  })
  await server.listen()
  return server.resolvedUrls!.local[0]!
}

export async function stopPreview(): Promise<void> {
  await server?.close()
}

/** Keeps these settings, unless the page has its own. */
export async function keepSettings(page: Page, settings: Record<string, unknown>): Promise<void> {
  await page.addInitScript((kept) => {
    if (!localStorage.getItem('espalier-window')) localStorage.setItem('espalier-window', kept)
  }, JSON.stringify(settings))
}
