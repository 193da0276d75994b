// What a package holds besides the build: koffi's machine code for the target, the command with its Node, the list of components.
// Knows where each comes from and puts it into one folder for each target. Does not know how packages are made of it.
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { billOfMaterials } from './bill-of-materials.ts'
import { machineCodeIn } from './machine-code.ts'
import { unpackPackage } from './npm-package.ts'
import { readLock } from '../shipped-packages.ts'
import type { Lock } from '../shipped-packages.ts'
import { koffiPackage } from './targets.ts'
import type { Target } from './targets.ts'

/** Below the checkout; within it a folder for each target. */
export const STAGED = 'dist/staged'

/** Fills the target's folder anew. `root`: the checkout. */
export function stage({ root, target }: { root: string; target: Target }): void {
  const folder = join(root, STAGED, `${target.platform}-${target.arch}`)
  const lock = readLock(root)
  rmSync(folder, { recursive: true, force: true })
  stageKoffi({ root, lock, target, folder: join(folder, koffiPackage(target)) })
  stageCommand({ root, target, folder: join(folder, 'command') })
  stageProgram({ root, folder: join(folder, 'program') })
  writeFileSync(join(folder, 'sbom.cdx.json'), `${JSON.stringify(billOfMaterials({ root, lock, target }), null, 2)}\n`)
}

/** Taken from what is installed, which holds this machine's own, else from npm. */
function stageKoffi(options: { root: string; lock: Lock; target: Target; folder: string }): void {
  const { root, lock, target, folder } = options
  const name = koffiPackage(target)
  const installed = join(root, 'node_modules', name)
  mkdirSync(dirname(folder), { recursive: true })
  if (existsSync(installed)) cpSync(installed, folder, { recursive: true })
  else unpackPackage({ root, lock, name, folder })
}

function stageCommand({ root, target, folder }: { root: string; target: Target; folder: string }): void {
  const windows = target.platform === 'win32'
  const own = join(root, 'build', 'package', 'command')
  const script = windows ? 'espalier.cmd' : 'espalier'
  const node = join(folder, windows ? 'node.exe' : 'node')
  mkdirSync(folder, { recursive: true })
  copyFileSync(join(own, script), join(folder, script))
  copyFileSync(nodeLicence(root), join(folder, 'node-licence.txt'))
  copyFileSync(nodeFor(target), node)
  for (const file of [join(folder, script), node]) chmodSync(file, 0o755)
}

/** The text that comes with the installed Node, the same for every machine. Throws where it is missing. */
function nodeLicence(root: string): string {
  const packages = join(root, 'node_modules', 'node', 'node_modules')
  const files = existsSync(packages) ? readdirSync(packages).map((name) => join(packages, name, 'LICENSE')) : []
  const found = files.find((file) => existsSync(file))
  // `npm install` takes the package away that brought it, and leaves Node itself.
  if (found === undefined) throw new Error('The licence of Node is missing. Run npm ci, and pack again.')
  return found
}

/** The command line's own copy of the program: that of the window stays in the archive, whose checksum Electron compares. */
function stageProgram({ root, folder }: { root: string; folder: string }): void {
  for (const path of ['out/main', 'out/renderer', 'build/espalier.mjs', 'build/launch.mjs']) {
    cpSync(join(root, path), join(folder, path), { recursive: true })
  }
  const { name, version, license, type } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    string,
    string
  >
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ name, version, license, type }, null, 2)}\n`)
}

/** The Node that runs this, or what ESPALIER_NODE names where the target is another machine. Throws where it would not run there. */
function nodeFor({ platform, arch }: Target): string {
  const file = realpathSync(process.env['ESPALIER_NODE'] ?? process.execPath)
  const found = machineCodeIn(file)
  if (found?.platform !== platform || found.arch !== arch) {
    throw new Error(
      `The command line needs Node for ${platform} ${arch}, and ${file} is ${found ? `for ${found.platform} ${found.arch}` : 'no program'}. ` +
        'Name one in ESPALIER_NODE (https://nodejs.org), or pack on such a machine.',
    )
  }
  return file
}
