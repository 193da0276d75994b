// The window in a browser, on the double instead of an engine: `npx vite --config tests/window/preview/vite.config.ts`.
import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

const root = resolve(import.meta.dirname, '../../..')

export default defineConfig({
  root: resolve(root, 'src-renderer'),
  plugins: [
    {
      name: 'double-instead-of-engine',
      enforce: 'pre',
      resolveId: (source, importer) =>
        source === './engine.ts' && importer?.endsWith('main.ts')
          ? resolve(import.meta.dirname, 'connect-double.ts')
          : null,
    },
    svelte(),
  ],
  server: { port: 5199, strictPort: true, fs: { allow: [root] } },
  build: { outDir: resolve(root, 'out/preview'), emptyOutDir: true },
})
