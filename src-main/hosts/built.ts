// The build that `npm start` needs: whether it is older than its sources, and how to make it.
// Knows files' dates and the build's command. Does not know what is built.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EspalierError } from '../contract/errors.ts'

const SOURCES = ['src-main', 'src-renderer', 'electron.config.ts', 'svelte.config.js', 'package-lock.json']
/** Written by the build in one go; the oldest of them tells its age. */
const RESULTS = ['out/main/electron.js', 'out/preload/preload.cjs', 'out/renderer/index.html']

/** Whether the build is there and no source is younger. */
export async function isBuilt(root: string): Promise<boolean> {
  const results = await Promise.all(RESULTS.map((file) => changed(join(root, file))))
  const sources = await Promise.all(SOURCES.map((source) => youngest(join(root, source))))
  return Math.min(...results) >= Math.max(...sources)
}

/** Builds. Throws with the build's own last words where it fails. */
export async function build(root: string): Promise<void> {
  const program = join(
    dirname(createRequire(join(root, 'package.json')).resolve('electron-vite/package.json')),
    'bin',
    'electron-vite.js',
  )
  const child = spawn(process.execPath, [program, 'build', '--config', 'electron.config.ts', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let words = ''
  const listen = (text: Buffer) => (words = (words + text.toString()).slice(-4_000))
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (code === 0) return
  throw new EspalierError({
    code: 'internal',
    message: 'Espalier could not be built.',
    advice: 'Run `npm ci`, then `npm start` again.',
    details: words.trim(),
  })
}

/** Time of the last change in milliseconds, 0 where there is no such file. */
async function changed(path: string): Promise<number> {
  const found = await stat(path).catch(() => null)
  return found?.mtimeMs ?? 0
}

/** Time of the last change of a file, or of anything in a folder. */
async function youngest(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Math.max(...(await Promise.all([path, ...files].map(changed))))
}
