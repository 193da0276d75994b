// Which packages a bundle holds modules of, and that THIRD-PARTY-NOTICES.txt names them all.
// Knows Vite. Does not know how the file is written.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { NOTICES, readNotices } from '../../src-renderer/shell/notices.ts'

/** Calls back with the packages' names when a bundle is made; what it throws ends the build. */
export function bundledPackages(told: (names: ReadonlySet<string>) => void): Plugin {
  return {
    name: 'bundled-packages',
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []))
      told(new Set(modules.flatMap((id) => packageOf(id) ?? [])))
    },
  }
}

/** The package that a module is from; null for one of the program. */
function packageOf(id: string): string | null {
  return /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id)?.[1]?.replace('\\', '/') ?? null
}

/** Ends the build where the notices lack a package. `root`: the checkout. */
export function allNoticed(root: string): Plugin {
  return bundledPackages((names) => {
    const noticed = new Set(readNotices(readFileSync(join(root, NOTICES), 'utf8')).map(({ name }) => name))
    const lacking = [...names].filter((name) => !noticed.has(name))
    if (lacking.length > 0)
      throw new Error(`${NOTICES} lacks ${lacking.join(', ')}: write it anew with \`npm run notices\`.`)
  })
}
