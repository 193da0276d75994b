// The short form of the robustness suite: a fixed number of tries. The long form, with more kinds, is `npm run robustness`; threads that
// end have tests of their own (engine/run/model-restart.test.ts), and so has the shell (e2e/shell-kills.spec.ts).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { limitedFiles } from './disks.ts'
import { talkAtDoors } from './doors.ts'
import { fuzz } from './fuzz.ts'
import { hoursOfEvents } from './hours.ts'
import { killHosts } from './kills.ts'
import { openReaders } from './readers.ts'

const SEED = Number(process.env['ESPALIER_SEED'] ?? 1)

test('whatever is damaged is read or refused, in words that name its field, at once', async () => {
  const readers = await openReaders()
  try {
    for (const reader of readers.all) {
      const { faults, tried, refused } = await fuzz(reader, { seed: SEED, tries: 40 })
      expect(faults, reader.name).toEqual([])
      // A reader that takes everything is not tried.
      expect([tried, refused > 0], reader.name).toEqual([40, true])
    }
  } finally {
    await readers.close()
  }
})

test('whatever is said at a door, the engine goes on answering', async () => {
  for (const { name, faults, answered, refused, closed } of await talkAtDoors({ seed: SEED, messages: 120 })) {
    expect(faults, name).toEqual([])
    expect(Math.min(answered, refused, closed), name).toBeGreaterThan(0)
  }
})

test('what a host on a slow disk has acknowledged is there again after a kill, once', async () => {
  const { faults, events } = await killHosts({ rounds: 1, seed: SEED, diskWait: 10 })
  expect(faults).toEqual([])
  expect(events).toBeGreaterThan(0)
})

test.skipIf(process.platform !== 'linux')('a disk that refuses fails no run', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-limited-'))
  try {
    const refusing = await limitedFiles(join(folder, 'data'))
    expect([refusing.faults, refusing.told]).toEqual([[], true])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('minutes of events go by without a gap', async () => {
  const { faults, events } = await hoursOfEvents(1 / 30)
  expect(faults).toEqual([])
  expect(events).toBeGreaterThan(2000)
})
