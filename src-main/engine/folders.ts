// Where Espalier keeps its data and finds its models, by platform and environment.
// Knows the conventions of Linux, macOS and Windows. Does not know what lies in the folders.
import { homedir } from 'node:os'
import { join, posix, resolve, win32 } from 'node:path'

/** What decides where programs keep their files. */
export interface Surroundings {
  platform: NodeJS.Platform
  environment: Readonly<Record<string, string | undefined>>
  home: string
}

export function surroundings(): Surroundings {
  return { platform: process.platform, environment: process.env, home: homedir() }
}

/** Folder of the history: ESPALIER_DATA, or the platform's place for application data. */
export function defaultDataFolder({ platform, environment, home }: Surroundings = surroundings()): string {
  const { ESPALIER_DATA, XDG_DATA_HOME, APPDATA } = environment
  if (ESPALIER_DATA) return resolve(ESPALIER_DATA)
  if (platform === 'win32') return win32.join(APPDATA || win32.join(home, 'AppData', 'Roaming'), 'Espalier')
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Espalier')
  return posix.join(XDG_DATA_HOME || posix.join(home, '.local', 'share'), 'espalier')
}

/** Folder of the embedded models: ESPALIER_MODELS, or `models` in the program's own folder. */
export function defaultModelsFolder(program: string, environment: Surroundings['environment'] = process.env): string {
  return environment['ESPALIER_MODELS'] ? resolve(environment['ESPALIER_MODELS']) : join(program, 'models')
}
