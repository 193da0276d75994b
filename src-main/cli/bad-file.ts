// A file or a stream that is not what a command reads. The command fails by it; its arguments are right.
// Knows the sentence. Does not know formats.
import { EspalierError } from '../contract/errors.ts'

/** What a command was given to read cannot be used; the exit code is 1. */
export class BadFile extends EspalierError {
  constructor(message: string, advice: string, cause?: unknown) {
    const details = cause instanceof Error ? { details: cause.message } : {}
    super({ code: 'bad-input', message, advice, ...details }, { cause })
  }
}
