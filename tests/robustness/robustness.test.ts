// The short form of the robustness suite: a fixed number of tries of each kind. The long form is `npm run robustness`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { limitedFiles } from './disks.ts'
import { talkAtDoors } from './doors.ts'
import { fuzz } from './fuzz.ts'
import { hoursOfEvents } from './hours.ts'
import { killHosts } from './kills.ts'
import { manyRuns } from './many-runs.ts'
import { openReaders } from './readers.ts'
import { endThreads } from './threads.ts'

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
  for (const { name, faults, answered, refused, closed } of await talkAtDoors({ seed: SEED, messages: 150 })) {
    expect(faults, name).toEqual([])
    expect(Math.min(answered, refused, closed), name).toBeGreaterThan(0)
  }
})

test('what a host on a slow disk has acknowledged is there again after a kill, once', async () => {
  const { faults, events } = await killHosts({ rounds: 1, seed: SEED, diskWait: 10 })
  expect(faults).toEqual([])
  expect(events).toBeGreaterThan(0)
})

test('a run whose session threads end grows the tree that it would have grown', async () => {
  const { faults, struck } = await endThreads({ rounds: 1, seed: 3 })
  expect(faults).toEqual([])
  expect(struck).toBe(1)
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

test('of many runs at once none is lost', async () => {
  const { faults, there } = await manyRuns(30)
  expect([faults, there]).toEqual([[], 30])
})

test('minutes of events go by without a gap', async () => {
  const { faults, events } = await hoursOfEvents(1 / 30)
  expect(faults).toEqual([])
  expect(events).toBeGreaterThan(2000)
})
