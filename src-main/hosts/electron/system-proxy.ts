// The system's proxy, as Chromium tells it for a public address.
// Knows one question and a limit. Does not know who goes through it (proxied-environment.ts).
import type { Session } from 'electron'

/** Milliseconds that the system may take to tell it: it may be a script somewhere. */
const LIMIT = 1000

/** For example `PROXY 10.0.0.1:3128`, or `DIRECT`, also where the system does not say in time. */
export async function systemProxy(session: Session): Promise<string> {
  const late = Promise.withResolvers<string>()
  const timer = setTimeout(() => late.resolve('DIRECT'), LIMIT)
  const found = session.resolveProxy('https://huggingface.co/').catch(() => 'DIRECT')
  return Promise.race([found, late.promise]).finally(() => clearTimeout(timer))
}
