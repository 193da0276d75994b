// Browsers that can open an app window: Chrome, Chromium and Edge, where each platform installs them.
// Knows places. Does not know how a window is opened (app-window.ts).
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { posix, win32 } from 'node:path'

interface Surroundings {
  platform: NodeJS.Platform
  environment: Readonly<Record<string, string | undefined>>
  home: string
  exists: (path: string) => boolean
}

const HERE: Surroundings = { platform: process.platform, environment: process.env, home: homedir(), exists: existsSync }

const LINUX = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
]
const MAC = ['Google Chrome', 'Chromium', 'Microsoft Edge']
const WINDOWS = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
]

/** The first installed one, or null. ESPALIER_BROWSER names another. */
export function findBrowser(surroundings: Surroundings = HERE): string | null {
  return candidates(surroundings).find((path) => surroundings.exists(path)) ?? null
}

function candidates({ platform, environment, home }: Surroundings): string[] {
  const named = environment['ESPALIER_BROWSER']
  const rest = (): string[] => {
    if (platform === 'win32') {
      const roots = ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((name) => environment[name] ?? [])
      return WINDOWS.flatMap((parts) => roots.map((root) => win32.join(root, ...parts)))
    }
    if (platform === 'darwin') {
      const roots = ['/Applications', posix.join(home, 'Applications')]
      return MAC.flatMap((name) => roots.map((root) => posix.join(root, `${name}.app`, 'Contents', 'MacOS', name)))
    }
    const folders = (environment['PATH'] ?? '').split(':').filter((folder) => folder !== '')
    return LINUX.flatMap((name) => folders.map((folder) => posix.join(folder, name)))
  }
  return named ? [named] : rest()
}

/** Whether a window can appear: on Linux a display must be there. */
export function hasDisplay({ platform, environment }: Pick<Surroundings, 'platform' | 'environment'> = HERE): boolean {
  if (platform === 'win32' || platform === 'darwin') return true
  return Boolean(environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY'])
}
