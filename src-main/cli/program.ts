// Where the program lies and which version it is, from the sources and from the build.
// Knows package.json. Does not know commands.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defaultModelsFolder } from '../engine/folders.ts'

/** The program's folder: two above src-main/cli, out/main or one more above out/main/shared. */
const root = resolve(import.meta.dirname, '..', '..', import.meta.url.includes('/shared/') ? '..' : '.')

export function programVersion(): string {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version
}

export function modelsFolder(): string {
  return defaultModelsFolder(root)
}

/** The built window. */
export function rendererFolder(): string {
  return join(root, 'out', 'renderer')
}
