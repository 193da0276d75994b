// Whether an unpacked package has its target's own machine code: nothing foreign, nothing missing.
// Knows what each target needs. Does not know who packed it, and changes nothing.
import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { machineCodeIn } from './machine-code.ts'
import { machineCodeOf } from './targets.ts'
import type { Target } from './targets.ts'

/** Throws with the first files that are wrong. `folder` is the unpacked package, `resources` its folder of resources. */
export function checkContents(options: { target: Target; folder: string; resources: string }): void {
  const { target, folder, resources } = options
  const faults = [...missing(target, resources), ...foreign(target, folder)]
  if (faults.length === 0) return
  const more = faults.length > 5 ? [`and ${faults.length - 5} more`] : []
  throw new Error(
    `The package for ${target.platform} ${target.arch} would not run there:\n  ${[...faults.slice(0, 5), ...more].join('\n  ')}`,
  )
}

/** The program that runs the command line, below the folder of resources. */
export function commandNode({ platform }: Pick<Target, 'platform'>): string {
  return join('command', platform === 'win32' ? 'node.exe' : 'node')
}

function missing(target: Target, resources: string): string[] {
  const modules = join('app.asar.unpacked', 'node_modules')
  const wanted = [...machineCodeOf(target).map((path) => join(modules, path)), commandNode(target)]
  return wanted.filter((path) => !existsSync(join(resources, path))).map((path) => `${path} is missing`)
}

function foreign(target: Target, folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((file) => {
      const found = machineCodeIn(file)
      if (!found || (found.platform === target.platform && found.arch === target.arch)) return []
      return [`${relative(folder, file)} is for ${found.platform} ${found.arch}`]
    })
}
