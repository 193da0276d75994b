import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isClaimed, takeClaim } from '../../src-main/engine/claim.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-claim-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('holds until it is given back, and nobody takes it twice', () => {
  expect(isClaimed(folder, 'a')).toBe(false)
  const release = takeClaim(folder, 'a')
  expect([isClaimed(folder, 'a'), isClaimed(folder, 'b')]).toEqual([true, false])
  expect(() => takeClaim(folder, 'a')).toThrow('locked')
  release()
  expect(isClaimed(folder, 'a')).toBe(false)
  takeClaim(folder, 'a')()
})

it('is given back in peace where its file cannot be removed', () => {
  const release = takeClaim(folder, 'a')
  const lock = join(folder, 'engines', 'a.lock')
  // A folder in its place is refused like a file on a disk that has become read-only.
  rmSync(lock)
  mkdirSync(lock)
  expect(release).not.toThrow()
  expect(existsSync(lock)).toBe(true)
})
