// Unit and integration tests: everything but the end-to-end tests in a browser (tests/e2e) and the benchmarks.
import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  plugins: [svelte()],
  resolve: { conditions: ['browser'] },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/e2e/**', 'tests/bench/peers/**', 'tests/bench/.cache/**'],
    // Child processes, not threads: ONNX Runtime's binding must not be loaded twice in one thread.
    pool: 'forks',
    maxWorkers: 2,
    // See build/launch.mjs.
    execArgv: ['--no-memory-protection-keys'],
    // Limits end what hangs. They judge no speed: a busy machine may be thirty times as slow.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 120_000 } },
    // A golden file that is missing fails, here too and not in CI alone; `-u` is the one way to write it anew.
    update: 'none',
  },
})
