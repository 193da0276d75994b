// What an installed package allows, as electron-builder is told: fuses, signing, installation, and the check of what was packed.
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Arch } from 'electron-builder'
import type { AfterPackContext } from 'electron-builder'
import { expect, test } from 'vitest'
import configuration from '../../build/package/configuration.ts'

test('the fuses: no plain Node, deaf to its variables and switches, one archive that is checked', () => {
  expect(configuration.electronFuses).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  })
  // Without one there is nothing to check.
  expect(configuration.asar ?? true).toBe(true)
})

test('on a Mac it has the hardened runtime, with the two exceptions that it needs', () => {
  const file = 'build/entitlements.mac.plist'
  expect(configuration.mac).toMatchObject({ hardenedRuntime: true, entitlements: file, entitlementsInherit: file })
  const text = readFileSync(resolve(import.meta.dirname, '..', '..', file), 'utf8')
  expect([...text.matchAll(/<key>(.*?)<\/key>\s*<(.*?)\/>/g)].map(([, key, value]) => [key, value])).toEqual([
    ['com.apple.security.cs.allow-jit', 'true'],
    ['com.apple.security.cs.disable-library-validation', 'true'],
  ])
})

test('on Windows it is installed for one person, without more rights', () => {
  expect(configuration.nsis).toMatchObject({ perMachine: false, allowElevation: false, packElevateHelper: false })
})

test('what was packed is checked before it becomes a package', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'espalier-packed-'))
  const context = {
    electronPlatformName: 'linux',
    arch: Arch.x64,
    appOutDir: folder,
    packager: { getResourcesDir: () => folder },
  }
  const check = configuration.afterPack as (context: AfterPackContext) => unknown
  expect(() => check(context as unknown as AfterPackContext)).toThrow(/would not run there/)
  await rm(folder, { recursive: true })
})
