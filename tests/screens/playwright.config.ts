// Pictures of every screen and state: the same program and browser as the end-to-end tests.
import { defineConfig } from '@playwright/test'
import e2e from '../e2e/playwright.config.ts'

export default defineConfig({ ...e2e, testDir: '.', outputDir: '../../test-results/screens-output' })
