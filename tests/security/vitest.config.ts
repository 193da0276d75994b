// The tests as they are run on a weakened program: what waits in vain is not waited for as long as elsewhere.
import { defineConfig, mergeConfig } from 'vitest/config'
import usual from '../vitest.config.ts'

export default mergeConfig(
  usual,
  defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 20_000 } } } }),
)
