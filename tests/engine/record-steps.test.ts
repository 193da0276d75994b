// Records of older files as the newest version has them, and that no version is left out.
import { expect, it } from 'vitest'
import { EXPERIMENT_VERSION } from '../../src-main/contract/experiment.ts'
import { RUN_VERSION, STEERED_RUN_VERSION } from '../../src-main/contract/run.ts'
import { EXPERIMENT_STEPS } from '../../src-main/engine/experiment/run/journal-steps.ts'
import { RUN_FILE_STEPS } from '../../src-main/engine/history/run-file-steps.ts'
import { brought, newestVersion, versionOf } from '../../src-main/engine/record-steps.ts'

const steps = ['b', 'c', 'd'].map((name, at) => ({
  line: (record: Record<string, unknown>) => ({ ...record, [name]: at, version: at + 2 }),
}))

it.each([
  [1, { b: 0, c: 1, d: 2, version: 4 }],
  [3, { d: 2, version: 4 }],
  [4, {}],
])('brings version %i up by every step that follows, in order', (from, added) => {
  expect(brought({ a: 1 }, 'line', from, steps)).toEqual({ a: 1, ...added })
})

it.each([null, 7, 'text'])('leaves %j as it is, for the schema to refuse', (value) => {
  expect(brought(value, 'line', 1, steps)).toBe(value)
})

it.each([
  [{ version: 2 }, 2],
  [{ version: 0 }, null],
  [{ version: 1.5 }, null],
  [{ version: '1' }, null],
  [{}, null],
  [null, null],
])('reads the version of %j', (record, version) => {
  expect(versionOf(record)).toBe(version)
})

it('has a step between every two versions that were written', () => {
  expect(newestVersion(RUN_FILE_STEPS)).toBe(Math.max(RUN_VERSION, STEERED_RUN_VERSION))
  expect(newestVersion(EXPERIMENT_STEPS)).toBe(EXPERIMENT_VERSION)
})
