// The build: main process, engine, worker threads, web host and CLI (Node), the preload script (CommonJS, because it is
// sandboxed) and the window (Svelte). Run with `electron-vite --config electron.config.ts`.
import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import { mathsFonts } from './build/maths-fonts.ts'
import { allNoticed } from './build/notices/bundled-packages.ts'
import { replayPage } from './build/replay-page.ts'

const main = resolve('src-main')

export default defineConfig({
  main: {
    plugins: [allNoticed(resolve('.'))],
    build: {
      outDir: 'out/main',
      // Every thread reads it before anything else, and it is a hundred files.
      externalizeDeps: { exclude: ['zod'] },
      rolldownOptions: {
        input: {
          electron: resolve(main, 'hosts/electron/main.ts'),
          'engine-process': resolve(main, 'hosts/electron/engine-process.ts'),
          cli: resolve(main, 'cli.ts'),
          'runtime-place': resolve(main, 'engine/runtime-place.ts'),
          'search-worker': resolve(main, 'engine/run/search-worker.ts'),
          'experiment-worker': resolve(main, 'engine/experiment/experiment-worker.ts'),
          'dataset-worker': resolve(main, 'engine/library/dataset-worker.ts'),
          'foreign-worker': resolve(main, 'engine/foreign/foreign-worker.ts'),
          'model-worker': resolve(main, 'engine/library/model-worker.ts'),
          'form-worker': resolve(main, 'inference/forms/form-worker.ts'),
          'session-worker': resolve(main, 'inference/session/session-worker.ts'),
          'device-probe-entry': resolve(main, 'inference/trial/device-probe-entry.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: {
        input: { preload: resolve(main, 'hosts/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    plugins: [mathsFonts(), svelte(), replayPage(resolve('.')), allNoticed(resolve('.'))],
    build: { outDir: 'out/renderer', rolldownOptions: { input: resolve('src-renderer/index.html') } },
  },
})
