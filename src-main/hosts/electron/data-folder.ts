// Whether the program can keep anything in its data folder, asked before anything else is: Electron itself ends without a word where
// it cannot.
// Knows one folder. Does not know what is kept there.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EspalierError } from '../../contract/errors.ts'
import { makeFolder } from '../../engine/make-folder.ts'
import { WORDS } from './words.ts'

/** Makes the folder if it is not there, and writes a file into it for a moment. Returns why that cannot be; null where it can. */
export function refusalOfFolder(folder: string): EspalierError | null {
  const probe = join(folder, `.probe-${process.pid}`)
  try {
    makeFolder(folder)
    writeFileSync(probe, 'probe')
    rmSync(probe, { force: true })
    return null
  } catch (error) {
    return new EspalierError({
      code: 'store-failed',
      message: WORDS.refused.notWritable(folder),
      advice: WORDS.refused.advice,
      details: (error as Error).message,
    })
  }
}
