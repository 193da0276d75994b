// Newer versions of the program: what a window may ask for, and what it is told.
// Knows shapes. Does not know where versions come from.

/** Look for a newer version; fetch the one that was found; stop fetching it. */
export const UPDATE_VERBS = ['check', 'fetch', 'stop'] as const
export type UpdateVerb = (typeof UPDATE_VERBS)[number]

/** What the copy of the program is that does not replace itself: `keyless` is a package without the key of a publisher. */
export type Unable = 'browser' | 'sources' | 'archive' | 'keyless'

/** Why an update was not had: no way to the server; no list of versions there; no answer, or no further byte; a list that the
 * publisher has not signed; a file that is not the one of the list; anything else. */
export type UpdateFault = 'unreachable' | 'absent' | 'silent' | 'unsigned' | 'altered' | 'unknown'

/** `version` is the one that runs, `offered` the one that the publisher has. */
export type UpdateState =
  | { kind: 'unable'; why: Unable }
  | { kind: 'checking' }
  /** Nothing newer is there; what is offered may be older. */
  | { kind: 'newest'; version: string; offered: string }
  | { kind: 'found'; version: string; offered: string }
  /** Bytes; `all` is 0 until it is known. */
  | { kind: 'fetching'; offered: string; done: number; all: number }
  /** It is installed when the program ends; `asks`: the system wants an administrator then. */
  | { kind: 'ready'; offered: string; asks: boolean }
  /** `said`: for a bug report. */
  | { kind: 'failed'; fault: UpdateFault; said: string }
