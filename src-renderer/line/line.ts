// A line to the engine, as the window sees it: it opens a port, and another one where the first has come to its end.
// Knows what can become of a line. Does not know what carries it (web-line.ts, electron-line.ts) or what is said.
import type { Port } from '../../src-main/contract/channel.ts'

/** Why the host lets this window not in: nothing was shown, it is wrong, or too many wrong ones were. */
export type Refusal = 'no-token' | 'wrong-token' | 'too-many-tries'

export interface LineEvents {
  /** A new port. What was asked over the one before is not answered any more, and what it would have told was missed. */
  opened(port: Port): void
  /** The port works again, and nothing was missed. */
  resumed(): void
  /** It does not work, and is being opened again. */
  broken(): void
  /** Nothing more is tried until another token is offered. */
  refused(why: Refusal): void
}

export interface Line {
  /** Opens it and keeps it open. Called once. */
  begin(events: LineEvents): void
  /** Tries again with this token. */
  offer(token: string): void
}
