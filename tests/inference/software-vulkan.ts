// Software Vulkan for tests: the SwiftShader library inside Debian's chromium package, as a driver for a child process.
// Knows where the package puts it, and how Vulkan's loader is told. VK_DRIVER_FILES, if set already, wins.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDERS = ['/usr/lib/chromium', '/usr/lib64/chromium-browser', '/opt/google/chrome']

const folder = FOLDERS.find((place) => existsSync(join(place, 'libvk_swiftshader.so')))

/** Why there is none, for a skipped test's name; null where there is one. */
export const NO_SOFTWARE_VULKAN =
  process.platform === 'linux' && (folder !== undefined || process.env['VK_DRIVER_FILES'])
    ? null
    : `no SwiftShader in ${FOLDERS.join(', ')}, and VK_DRIVER_FILES is not set`

/** The environment of a process that shall find it; `scratch` is an empty folder. */
export function softwareVulkan(scratch: string): NodeJS.ProcessEnv {
  const environment = { ...process.env, XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] ?? scratch }
  if (process.env['VK_DRIVER_FILES'] || folder === undefined) return environment
  const driver = join(scratch, 'swiftshader.json')
  const icd = { library_path: join(folder, 'libvk_swiftshader.so'), api_version: '1.1.0' }
  writeFileSync(driver, JSON.stringify({ file_format_version: '1.0.0', ICD: icd }))
  return {
    ...environment,
    VK_DRIVER_FILES: driver,
    VK_ICD_FILENAMES: driver,
    // Chromium brings Vulkan's loader, too; one that the system has is found first or is as good.
    LD_LIBRARY_PATH: [process.env['LD_LIBRARY_PATH'], folder].filter(Boolean).join(':'),
  }
}
