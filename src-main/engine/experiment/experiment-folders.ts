// The folders of experiments: one each under a root, or where the caller wants it.
// Knows names and the progress that is written down in each. Does not open experiments.
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ExperimentProgress } from '../../contract/experiment.ts'
import { makeFolder } from '../make-folder.ts'
import { writeWhole } from '../whole-file.ts'
import { isInUse, recounted } from './run/experiment.ts'

const PROGRESS = 'progress.json'

export interface ExperimentFolders {
  /** Where the experiment with this id belongs. */
  folderOf(id: string): string
  /** Whether a folder of that id is there. An id that is no name of a folder never is. */
  has(id: string): boolean
  /** Moves a folder of the same disk here. Throws the system's error. */
  take(id: string, from: string): void
  /** What each experiment was when its program last wrote it down; one that ran then was cut off, and waits. */
  lastProgress(): ExperimentProgress[]
  /** Ends the use; folders of this session only are removed. */
  close(): void
}

/** `root`: null keeps experiments for this session only. */
export function openExperimentFolders(root: string | null): ExperimentFolders {
  const passing = root === null ? mkdtempSync(join(tmpdir(), 'espalier-experiments-')) : null
  const place = root ?? passing!
  return {
    folderOf: (id) => join(place, id),
    has: (id) => /^[\w-]+$/.test(id) && existsSync(join(place, id)),
    take(id, from) {
      makeFolder(place)
      renameSync(from, join(place, id))
    },
    lastProgress() {
      if (!existsSync(place)) return []
      return readdirSync(place).flatMap((id) => readProgress(join(place, id), id) ?? [])
    },
    close() {
      if (passing) rmSync(passing, { recursive: true, force: true })
    },
  }
}

/** Writes progress down in an experiment's folder, whole or not at all. */
export function keepProgress(folder: string, progress: ExperimentProgress): void {
  writeWhole(join(folder, PROGRESS), JSON.stringify(progress))
}

function readProgress(folder: string, id: string): ExperimentProgress | null {
  try {
    const progress = ExperimentProgress.parse(JSON.parse(readFileSync(join(folder, PROGRESS), 'utf8')))
    // A folder that was copied here is known by its name.
    const here = { ...progress, id, tokensPerSecond: null }
    if (progress.state !== 'running') return here
    const paused = { ...here, state: 'paused' } as const
    return isInUse(folder) ? paused : cutOff(folder, paused)
  } catch {
    // None, or no progress; the experiment itself opens from its journal.
    return null
  }
}

/** Of a program that was killed: it had told of more results than it had written down last. */
function cutOff(folder: string, last: ExperimentProgress): ExperimentProgress {
  let now = last
  try {
    now = recounted(last, folder)
    keepProgress(folder, now)
  } catch {
    // A journal that is damaged tells so when it is opened; where the disk refuses, it is counted again.
  }
  return now
}
