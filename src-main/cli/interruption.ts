// The wish of a person or of the system that a command ends: Ctrl-C, or SIGTERM.
// Knows signals of the process. Does not know what is stopped.

/** While it is listened to, neither ends the process; `signal` is aborted instead. `end` gives both back to the system. */
export function awaitInterruption(): { signal: AbortSignal; end: () => void } {
  const asked = new AbortController()
  const stop = () => asked.abort()
  const names = ['SIGINT', 'SIGTERM'] as const
  for (const name of names) process.on(name, stop)
  return {
    signal: asked.signal,
    end() {
      for (const name of names) process.off(name, stop)
    },
  }
}
