// A package of the lock file for another platform than this one, which npm does not install here.
// Knows npm's `pack` and the lock file's checksums. Does not know what is in the package.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Lock } from '../shipped-packages.ts'

/**
 * Unpacks a package into an empty folder, from npm's cache or its registry. Throws where it is not what the lock file says.
 * `root`: the checkout.
 */
export function unpackPackage(options: { root: string; lock: Lock; name: string; folder: string }): void {
  const { root, lock, name, folder } = options
  const locked = lock[`node_modules/${name}`]
  if (!locked?.integrity) throw new Error(`package-lock.json does not know ${name}.`)
  const scratch = mkdtempSync(join(tmpdir(), 'espalier-package-'))
  try {
    const words = ['pack', `${name}@${locked.version}`, '--json', '--prefer-offline', '--pack-destination', scratch]
    // Windows starts npm's .cmd file only by its shell; the words have nothing that a shell would read otherwise.
    const told = execFileSync('npm', words, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' })
    const [{ filename }] = JSON.parse(told) as [{ filename: string }]
    const archive = join(scratch, filename)
    const [algorithm = '', wanted] = locked.integrity.split(/-(.*)/)
    const found = createHash(algorithm).update(readFileSync(archive)).digest('base64')
    if (found !== wanted)
      throw new Error(`${name}@${locked.version} is not the package of package-lock.json: ${found}.`)
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    // Every system that Espalier runs on has it.
    execFileSync('tar', ['-xzf', filename, '--strip-components', '1', '-C', folder], { cwd: scratch })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
