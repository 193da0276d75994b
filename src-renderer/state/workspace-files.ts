// The workspace as one file: packed and merged by the engine, carried to and from it in parts.
// Knows the calls. Does not know dialogs, or how a file is offered.
import type { EngineApi } from '../../src-main/contract/api.ts'
import { EspalierError } from '../../src-main/contract/errors.ts'
import type { MergedWorkspace, PackedWorkspace } from '../../src-main/contract/workspace.ts'
import { WORKSPACE_CHUNK, WORKSPACE_ENDING } from '../../src-main/contract/workspace.ts'
import { RESULTS } from '../text/results.ts'

/** A packed workspace, ready to be saved. */
export interface WorkspaceFile extends PackedWorkspace {
  name: string
  blob: Blob
}

/** Whether a file is called as a workspace is. */
export function isWorkspace(name: string): boolean {
  return name.toLowerCase().endsWith(WORKSPACE_ENDING)
}

export class WorkspaceFiles {
  readonly #engine: EngineApi

  constructor(engine: EngineApi) {
    this.#engine = engine
  }

  /** Packs everything the engine keeps, with the window's settings. Rejects with the engine's report. */
  async pack(settings: string): Promise<WorkspaceFile> {
    const { id, name, bytes, counts, leftOut } = await this.#engine.call('workspace.pack', { settings })
    try {
      const parts: Blob[] = []
      for (let at = 0; at < bytes;) {
        const { bytes: part } = await this.#engine.call('workspace.read', { id, offset: at })
        // The browser keeps blobs on disk where they are large.
        parts.push(new Blob([part]))
        at += Math.max(1, part.length)
      }
      return { name, counts, leftOut, blob: new Blob(parts, { type: 'application/zip' }) }
    } finally {
      await this.#engine.call('workspace.drop', { id })
    }
  }

  /** Hands a file to the engine, which takes over what is new in it. Rejects with what is wrong with it; then nothing is taken. */
  async merge(file: File): Promise<MergedWorkspace> {
    let id: string | null = null
    try {
      for (let at = 0; at === 0 || at < file.size; at += WORKSPACE_CHUNK) {
        const buffer = await file
          .slice(at, at + WORKSPACE_CHUNK)
          .arrayBuffer()
          .catch(() => {
            throw unreadable(file.name)
          })
        id = (await this.#engine.call('workspace.write', { id, bytes: new Uint8Array(buffer) })).id
      }
      return await this.#engine.call('workspace.merge', { id: id ?? '' })
    } finally {
      if (id !== null) await this.#engine.call('workspace.drop', { id })
    }
  }
}

function unreadable(name: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: RESULTS.unreadable(name),
    advice: RESULTS.unreadableAdvice,
  })
}
