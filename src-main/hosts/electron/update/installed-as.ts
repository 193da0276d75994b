// How this copy of the program came here, which says whether it can replace itself.
// Knows what each kind of package leaves beside the program. Does not know updates.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Packages that replace themselves: `setup` is that of Windows, `app` a Mac's. */
export type SelfUpdating = 'AppImage' | 'deb' | 'rpm' | 'setup' | 'app'

export interface Surroundings {
  platform: NodeJS.Platform
  packaged: boolean
  /** The program's file, and its folder of resources. */
  program: string
  resources: string
  environment: Readonly<Record<string, string | undefined>>
}

/** Where a deb or an rpm puts the resources. What is unpacked from an archive has their files, too, and lies elsewhere. */
const OF_THE_SYSTEM = '/opt/Espalier/resources'

export function installedAs(surroundings: Surroundings): SelfUpdating | 'sources' | 'archive' {
  const { platform, packaged, program, resources } = surroundings
  if (!packaged) return 'sources'
  if (platform === 'darwin') return 'app'
  if (platform === 'win32') return existsSync(join(dirname(program), 'Uninstall Espalier.exe')) ? 'setup' : 'archive'
  if (isAppImage(surroundings)) return 'AppImage'
  const kind = resources === OF_THE_SYSTEM ? readIfThere(join(resources, 'package-type')) : ''
  return kind === 'deb' || kind === 'rpm' ? kind : 'archive'
}

/** An AppImage tells by two variables where its file is and where it is mounted; what it starts inherits them. */
function isAppImage({ program, environment }: Surroundings): boolean {
  const { APPIMAGE: file, APPDIR: mounted } = environment
  return Boolean(file && mounted && program.startsWith(`${mounted}/`))
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
}
