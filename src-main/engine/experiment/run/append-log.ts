// A file that only grows: what was appended is on disk when its promise resolves.
// Knows that one flush serves all that came while the last one went on. Does not know what the text means.
import { fdatasync, ftruncate, write } from 'node:fs'
import { promisify } from 'node:util'

const [writeTo, flushTo, truncate] = [promisify(write), promisify(fdatasync), promisify(ftruncate)]

/**
 * Appends texts to an open file from the byte `end` on, in the order of the calls. A call resolves when its text is on disk, and
 * rejects with the system's error where it cannot be written; then the file ends where it ended before.
 * A flush takes tens of milliseconds on some disks, so nobody waits for another's: what comes meanwhile goes together.
 */
export function appendLog(file: number, end: number): (text: string) => Promise<void> {
  let waiting = ''
  let next: Promise<void> | null = null
  let last: Promise<unknown> = Promise.resolve()

  const flush = async () => {
    const bytes = Buffer.from(waiting)
    waiting = ''
    next = null
    try {
      for (let done = 0; done < bytes.length;) {
        done += (await writeTo(file, bytes, done, bytes.length - done, end + done)).bytesWritten
      }
      await flushTo(file)
    } catch (error) {
      // A full disk may have taken a part, which no later line should run into.
      await truncate(file, end).catch(() => undefined)
      throw error
    }
    end += bytes.length
  }

  return (text) => {
    waiting += text
    if (next) return next
    next = last.then(flush)
    last = next.catch(() => undefined)
    return next
  }
}
