// What the engine and the main process say about processes of devices' tests, which only the main process can start.
// Knows the table. Does not know either side.

export type ProbeCalls = {
  /** Starts the process, and resolves when it has ended; a call that is cancelled kills it. */
  run: (what: { id: number; argument: string; environment: Record<string, string | undefined> }) => { code: number }
}

export type ProbeTopics = {
  told: { id: number; message: unknown }
  written: { id: number; text: string }
}
