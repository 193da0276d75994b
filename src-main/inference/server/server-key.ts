// The key of a server, on its way into a request and out of everything else.
// Knows the header, and that no error may hold a key. Does not know where keys are kept.
import type { ErrorReport } from '../../contract/errors.ts'
import { EspalierError } from '../../contract/errors.ts'
import { ServerFault } from './http-call.ts'

/** How a model is reached; it goes to threads, and into no record. */
export interface ServerAccess {
  /** Id of the connection. */
  connection: string
  /** Addresses beside the first. */
  others: string[]
  key: string | null
}

/** The headers of a request with this key. */
export function authorization(key: string | null): Record<string, string> {
  return key === null ? {} : { authorization: `Bearer ${key}` }
}

/** The same error without the key, which a server may repeat in its words. */
export function withoutKey(error: unknown, key: string | null): unknown {
  if (key === null || !(error instanceof EspalierError)) return error
  const { code, message, advice, details } = error.report
  const without = (text: string) => text.replaceAll(key, '…')
  const report: ErrorReport = {
    code,
    message: without(message),
    advice: without(advice),
    ...(details === undefined ? {} : { details: without(details) }),
  }
  return error instanceof ServerFault ? new ServerFault(report, error) : new EspalierError(report)
}
