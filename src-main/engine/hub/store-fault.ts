// What can go wrong on the disk that downloads are kept on, each as a sentence.
// Knows full and closed disks. Does not know what is written.
import { EspalierError } from '../../contract/errors.ts'

/** Whether the system refused to read or write a file. A broken connection hides the system's error inside another one. */
export function isOfDisk(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'errno' in error
}

export function notKept(error: unknown): EspalierError {
  const isFull = error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
  return new EspalierError({
    code: 'store-failed',
    message: isFull
      ? 'The disk is full, so the download cannot go on.'
      : 'The download cannot be written to the data folder.',
    advice: isFull
      ? 'Make room and resume it; what is there is kept.'
      : 'Check that you may write there, and that no other program holds its files open.',
    details: String(error),
  })
}

export function noRoom(needed: number, free: number): EspalierError {
  return new EspalierError({
    code: 'store-failed',
    message: `The download needs ${gigabytes(needed)} of the disk, which has ${gigabytes(free)} free.`,
    advice: 'Make room, or name a folder on another disk in ESPALIER_DATA.',
  })
}

function gigabytes(bytes: number): string {
  return bytes < 1e8 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
