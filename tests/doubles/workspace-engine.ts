// The workspace as one file inside the page: an archive of nothing, in two parts, and a merge that finds one run.
// For the window's tests; what stands in such a file is the engine's.
import type { CallArgument, CallResult } from '../../src-main/contract/api.ts'
import { EspalierError } from '../../src-main/contract/errors.ts'

/** A file that begins so is taken; any other is broken. */
export const WORKSPACE_BYTES = Uint8Array.from([0x50, 0x4b, 5, 6])

const NONE = { added: 0, known: 0 }

export function workspaceCalls(): Record<string, (argument: never) => unknown> {
  const written: Uint8Array[] = []
  const pack = (): CallResult<'workspace.pack'> => ({
    id: 'packed',
    name: 'workspace-2026-12-01.espalier.zip',
    bytes: WORKSPACE_BYTES.length,
    counts: { runs: 3, experiments: 1, problems: 0, models: 0, connections: 2 },
    leftOut: 0,
  })
  return {
    'workspace.pack': pack,
    'workspace.read': ({ offset }: CallArgument<'workspace.read'>) => ({
      bytes: WORKSPACE_BYTES.slice(offset, offset + 2),
    }),
    'workspace.write': ({ id, bytes }: CallArgument<'workspace.write'>) => {
      if (id === null || id === undefined) written.length = 0
      written.push(bytes)
      return { id: 'written' }
    },
    'workspace.merge': (): CallResult<'workspace.merge'> => {
      const whole = written.some((bytes) => bytes[0] === WORKSPACE_BYTES[0])
      if (!whole) {
        throw new EspalierError({
          code: 'bad-input',
          message: 'This file is no workspace of Espalier, or it is damaged. Nothing was imported.',
          advice: 'Choose a file that Espalier exported, or export it again.',
        })
      }
      return {
        counts: { runs: { added: 1, known: 2 }, experiments: NONE, problems: NONE, models: NONE, connections: NONE },
        leftOut: 0,
        settings: '{"theme":"dark","textSize":120}',
      }
    },
    'workspace.drop': () => ({}),
  }
}
