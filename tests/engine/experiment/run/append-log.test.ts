import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { appendLog } from '../../../../src-main/engine/experiment/run/append-log.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-log-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('keeps every text whole and in the order of the calls, and has each on disk when it says so', async () => {
  const path = join(folder, 'log')
  writeFileSync(path, 'first\n')
  const file = openSync(path, 'r+')
  const log = appendLog(file, 6)
  const asked: string[] = []
  await Promise.all(
    Array.from({ length: 200 }, async (_, place) => {
      if (place % 7 === 0) await new Promise((resolve) => setTimeout(resolve, place % 3))
      const line = `line ${place}${'x'.repeat(place)}\n`
      asked.push(line)
      await log(line)
      expect(readFileSync(path, 'utf8')).toContain(line)
    }),
  )
  closeSync(file)
  expect(readFileSync(path, 'utf8')).toBe(`first\n${asked.join('')}`)
})

it('rejects what cannot be written, and leaves the file as it was', async () => {
  const path = join(folder, 'log')
  writeFileSync(path, 'first\n')
  const file = openSync(path, 'r')
  const log = appendLog(file, 6)
  await expect(Promise.all([log('second\n'), log('third\n')])).rejects.toThrow(/EBADF/)
  await expect(log('fourth\n')).rejects.toThrow(/EBADF/)
  closeSync(file)
  expect(readFileSync(path, 'utf8')).toBe('first\n')
})
