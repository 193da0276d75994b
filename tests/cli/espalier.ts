// The command line as a child process, as a user calls it.
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'

export interface Outcome {
  code: number
  stdout: string
  stderr: string
}

/** Runs `espalier` with these arguments; `input` goes to its standard input. */
export function espalier(
  args: string[],
  { environment = {}, input }: { environment?: Record<string, string>; input?: string } = {},
): Promise<Outcome> {
  return new Promise((resolvePromise) => {
    const child = execFile(
      process.execPath,
      [resolve('build/espalier.mjs'), ...args],
      { env: { ...process.env, ...environment }, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => resolvePromise({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
    child.stdin?.end(input ?? '')
  })
}
