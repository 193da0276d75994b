// What a command prints, where nobody takes it any more: its reader has seen enough (`| head`), or its disk is full.
// Knows the two streams of the process. Does not know what is printed, or what a command does then.
import { EspalierError } from '../contract/errors.ts'

/** As a closed pipe is told by POSIX, by Windows, and by a stream that was told once. */
const READER_GONE = new Set(['EPIPE', 'EOF', 'ERR_STREAM_DESTROYED'])

const end = new AbortController()
let fault: EspalierError | null = null

/** Aborted when standard output takes nothing more. Its reason is thrown by who prints on all the same. */
export const outputEnd: AbortSignal = end.signal

/** From now on neither stream ends the process by taking nothing more. */
export function heedOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!READER_GONE.has(error.code ?? '')) fault ??= cannotWrite(error)
    end.abort(fault ?? new EspalierError(READER_LEFT))
  })
  // There is nobody left to tell.
  process.stderr.on('error', () => undefined)
}

/** Waits until what was printed is out. Throws why it could not be written; a reader that has left is no fault. */
export async function outputWritten(): Promise<void> {
  await new Promise((resolve) => process.stdout.write('', resolve))
  if (fault) throw fault
}

/** Whether this is what is thrown to whoever prints on after the reader has left. */
export function isReaderGone(error: unknown): boolean {
  return outputEnd.aborted && fault === null && error === outputEnd.reason
}

const READER_LEFT = {
  code: 'engine-stopped',
  message: 'Nobody reads the output any more.',
  advice: '',
} as const

function cannotWrite(error: NodeJS.ErrnoException): EspalierError {
  const full = error.code === 'ENOSPC' || error.code === 'EDQUOT'
  return new EspalierError(
    {
      code: 'store-failed',
      message: full ? 'The output could not be written: its disk is full.' : 'The output could not be written.',
      advice: full ? 'Free some space, or send it elsewhere.' : 'Send it elsewhere.',
      details: error.message,
    },
    { cause: error },
  )
}
