// Errors that a person may read: what happened, what to do, private details last.
// Knows their codes, the shape and how to carry it through a message. Does not know who shows it.
import { z } from 'zod'
import { sentenceOf, speakOurWords } from './issue-words.ts'

speakOurWords()

/** What follows from the code of an error. */
interface ErrorKind {
  /** What is at fault, and so where it is mended. `ended`: the other side of a line, which may be there again. */
  fault: 'caller' | 'model' | 'device' | 'machine' | 'server' | 'ended' | 'program'
  /** Of a command that fails with it: 2 where its arguments cannot be, else 1. */
  exitCode: 1 | 2
}

/** Every code. */
export const ERRORS = {
  'bad-input': { fault: 'caller', exitCode: 2 },
  'not-found': { fault: 'caller', exitCode: 1 },
  'model-missing': { fault: 'model', exitCode: 1 },
  'model-broken': { fault: 'model', exitCode: 1 },
  'device-refused': { fault: 'device', exitCode: 1 },
  'port-in-use': { fault: 'machine', exitCode: 1 },
  'store-failed': { fault: 'machine', exitCode: 1 },
  'engine-stopped': { fault: 'ended', exitCode: 1 },
  'server-unreachable': { fault: 'server', exitCode: 1 },
  'server-failed': { fault: 'server', exitCode: 1 },
  internal: { fault: 'program', exitCode: 1 },
} as const satisfies Record<string, ErrorKind>

export const ErrorCode = z.enum(Object.keys(ERRORS) as (keyof typeof ERRORS)[])
export type ErrorCode = z.infer<typeof ErrorCode>

export const ErrorReport = z.object({
  code: ErrorCode,
  /** What happened, one sentence. */
  message: z.string(),
  /** What to do about it, one sentence; may be empty. */
  advice: z.string(),
  /** For a bug report: technical text, may hold paths; shown only on request. */
  details: z.string().optional(),
})
export type ErrorReport = z.infer<typeof ErrorReport>

/** An error that says what happened and what to do. Throw it where the fault is understood; handle it once. */
export class EspalierError extends Error {
  override name = 'EspalierError'
  readonly report: ErrorReport

  constructor(report: ErrorReport, options?: { cause?: unknown }) {
    super(report.message, options)
    this.report = report
  }
}

/** Any thrown value as a report. Unknown errors become `internal` with their text kept in the details. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof EspalierError) return error.report
  if (error instanceof z.ZodError) {
    return {
      code: 'bad-input',
      message: sentenceOf(error),
      advice: 'Correct the value and try again.',
      details: error.issues
        .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`))
        .join('; '),
    }
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return {
    code: 'internal',
    message: 'Something went wrong inside Espalier.',
    advice: 'Try again; if it happens again, report it with the details.',
    details: text,
  }
}
