// The golden runs of every method as lists of changes.
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Change } from '../../src-main/contract/event.ts'

const FOLDER = resolve(import.meta.dirname, '../golden/search')

export const GOLDEN_RUNS: readonly { name: string; changes: Change[] }[] = readdirSync(FOLDER).map((file) => ({
  name: file.replace('.json', ''),
  changes: JSON.parse(readFileSync(resolve(FOLDER, file), 'utf8')) as Change[],
}))
