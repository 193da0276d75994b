// Where Espalier keeps its data and finds its models, by platform and environment.
// Knows the conventions of Linux, macOS and Windows. Does not know what lies in the folders.
import { homedir } from 'node:os'
import { basename, dirname, join, posix, resolve, win32 } from 'node:path'

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

/**
 * Folder of the embedded models: ESPALIER_MODELS, or `models` in the program's own folder. In an installed package they lie beside
 * that folder, which is an archive or what was taken out of it.
 */
export function defaultModelsFolder(program: string, environment: Surroundings['environment'] = process.env): string {
  if (environment['ESPALIER_MODELS']) return resolve(environment['ESPALIER_MODELS'])
  return join(isPacked(program) ? dirname(program) : program, 'models')
}

/** Whether this folder is the program of an installed package, by the names that Electron gives. */
export function isPacked(program: string): boolean {
  return ['app.asar', 'app.asar.unpacked'].includes(basename(program))
}
