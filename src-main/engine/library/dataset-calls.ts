// What the engine asks of the thread that reads datasets.
// Knows the calls of that border. Does not know who makes or answers them.
import type { DatasetPreview, Mapping } from '../../contract/dataset.ts'
import type { Problem } from '../../contract/problem.ts'

/** A file as its user gave it. */
export interface DatasetFile {
  /** Its name, without a folder. */
  file: string
  bytes: Uint8Array
  /** Null: as its fields' names suggest. */
  mapping: Mapping | null
}

/** All that a file holds. */
export interface ReadFile extends Omit<DatasetPreview, 'rows' | 'problems' | 'faultCount' | 'name'> {
  problems: Problem[]
  /** SHA-256 of the bytes, in hexadecimal digits. */
  sha256: string
}

/** Files that cannot be read reject with `bad-input`. */
export type DatasetCalls = {
  preview: (source: DatasetFile) => Omit<DatasetPreview, 'name'>
  read: (source: DatasetFile & { dataset: string }) => ReadFile
}
