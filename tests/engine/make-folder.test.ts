import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from '../../src-main/engine/make-folder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('makes a folder with all that is missing above it, and leaves one that is there', () => {
  const deep = join(folder, 'a', 'b', 'c')
  makeFolder(deep)
  makeFolder(deep)
  expect(existsSync(deep)).toBe(true)
})

it('refuses where a file stands in the way', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => makeFolder(join(folder, 'file'))).toThrow('EEXIST')
  expect(() => makeFolder(join(folder, 'file', 'below'))).toThrow()
})

it.runIf(process.platform === 'linux')('refuses at once where Node’s own way never comes back', () => {
  expect(() => makeFolder('/proc/nowhere/at/all')).toThrow('ENOENT')
})
