// The workspace as one file in the window: carried in parts, and what is told of it.
import { describe, expect, it } from 'vitest'
import { importWorkspace } from '../../../src-renderer/commands/workspace-file.ts'
import { Lab } from '../../../src-renderer/state/lab.svelte.ts'
import { isWorkspace } from '../../../src-renderer/state/workspace-files.ts'
import { WORKSPACE } from '../../../src-renderer/text/workspace.ts'
import { windowEngine } from '../../doubles/window-engine.ts'
import { WORKSPACE_BYTES } from '../../doubles/workspace-engine.ts'

async function labOf() {
  const connection = windowEngine()
  const lab = new Lab({ connection, storage: { getItem: () => null, setItem: () => undefined } })
  await lab.start()
  const called = () => connection.calls.map(({ name }) => name).filter((name) => name.startsWith('workspace.'))
  return { lab, connection, called }
}
const file = (bytes: Uint8Array<ArrayBuffer>) => new File([bytes], 'all.espalier.zip')

describe('a workspace as one file', () => {
  it('is put together from its parts, with the settings, and let go of', async () => {
    const { lab, connection, called } = await labOf()
    lab.settings.textSize = 130
    const { name, blob } = await lab.workspace.pack(lab.settingsText())
    expect(isWorkspace(name)).toBe(true)
    expect(new Uint8Array(await blob.arrayBuffer())).toEqual(WORKSPACE_BYTES)
    expect(called()).toEqual(['workspace.pack', 'workspace.read', 'workspace.read', 'workspace.drop'])
    const asked = connection.calls.find(({ name }) => name === 'workspace.pack')!.argument as { settings: string }
    expect(JSON.parse(asked.settings)).toMatchObject({ textSize: 130 })
  })

  it('is taken over, tells what came of it, and leaves the settings that were chosen here', async () => {
    const { lab, called } = await labOf()
    lab.settings.theme = 'light'
    lab.help = 'settings'
    await importWorkspace(lab, file(WORKSPACE_BYTES))
    expect(lab.passing).toBe('Added: 1 run. Here before, and left as they are: 2 runs.')
    expect([lab.settings.theme, lab.settings.textSize, lab.help]).toEqual(['light', 120, null])
    expect(called()).toEqual(['workspace.write', 'workspace.merge', 'workspace.drop'])
  })

  it('that is broken is told on every screen, and let go of', async () => {
    const { lab, called } = await labOf()
    await importWorkspace(lab, file(Uint8Array.of(1, 2)))
    expect([lab.notice?.message, lab.passing]).toEqual([expect.stringContaining('no workspace'), null])
    expect(called().at(-1)).toBe('workspace.drop')
  })

  it('is told in words', () => {
    const none = { runs: 0, experiments: 0, problems: 0, models: 0, connections: 0 }
    expect(WORKSPACE.packed({ ...none, runs: 3, experiments: 1, connections: 2 }, '4 kB', 1)).toBe(
      'The workspace is saved, 4 kB: 3 runs, 1 experiment, and 2 servers. 1 damaged part was left out.',
    )
    expect(WORKSPACE.packed(none, '1 kB', 0)).toBe('The settings are saved, 1 kB.')
  })
})
