// Espalier as it is installed: bundled as electron.config.ts bundles it, because the engines beside it come bundled too.
// Knows which files that are. Does not know what is measured with them.
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

const OUT = resolve(import.meta.dirname, '.cache/built')
const INPUTS = {
  espalier: resolve(import.meta.dirname, 'espalier.ts'),
  'session-worker': resolve(import.meta.dirname, '../../src-main/inference/session/session-worker.ts'),
}

/** Bundles the driver of this engine and its thread. Returns the driver's address. */
export async function buildEspalier(): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: ['zod'] },
    build: {
      ssr: true,
      outDir: OUT,
      emptyOutDir: true,
      target: 'node24',
      rolldownOptions: {
        input: INPUTS,
        output: { entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' },
      },
    },
  })
  return pathToFileURL(join(OUT, 'espalier.js')).href
}
