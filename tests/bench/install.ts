// Installs the peers (peers/package.json) on demand, into a folder that git ignores.
// Knows npm. Does not know the peers.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const FOLDER = resolve(import.meta.dirname, 'peers')

/**
 * Installs what package-lock.json says, unless it is there already. Null, or why it could not be done.
 * No install scripts: what they fetch (CUDA files, sources of llama.cpp) is not needed, and needs hosts besides the registry.
 */
export function installPeers(): string | null {
  const wanted = readFileSync(join(FOLDER, 'package-lock.json'), 'utf8')
  const done = join(FOLDER, 'node_modules', '.installed')
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return null
  // Not `npm ci`: it refuses a lock file without the binaries for platforms that a registry does not serve.
  const { status, stderr, error } = spawnSync(
    'npm',
    ['install', '--no-save', '--ignore-scripts', '--no-fund', '--no-audit'],
    {
      cwd: FOLDER,
      encoding: 'utf8',
      env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
      shell: process.platform === 'win32',
    },
  )
  if (status !== 0) return `npm install in tests/bench/peers failed: ${error?.message ?? stderr.trim().slice(-300)}`
  writeFileSync(done, wanted)
  return null
}
