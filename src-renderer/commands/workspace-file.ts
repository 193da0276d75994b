// The workspace saved as one file, and taken over from one.
// Knows what is told, and where it can be seen. Does not know what stands in the file.
import { reportOf } from '../../src-main/contract/errors.ts'
import { WORKSPACE_ENDING } from '../../src-main/contract/workspace.ts'
import type { Lab } from '../state/lab.svelte.ts'
import { writeBytes } from '../text/size.ts'
import { WORKSPACE } from '../text/workspace.ts'
import { download } from '../ui/download.ts'
import { pickFile } from '../ui/pick-file.ts'

/** Offers everything that is kept as one file. */
export async function exportWorkspace(lab: Lab): Promise<void> {
  await telling(lab, WORKSPACE.packing, async () => {
    const { name, blob, counts, leftOut } = await lab.workspace.pack(lab.settingsText())
    download(name, blob)
    return WORKSPACE.packed(counts, writeBytes(blob.size), leftOut)
  })
}

/** Takes over what a file has and is not here; without a file, asks for one. Where it is broken, nothing is taken. */
export async function importWorkspace(lab: Lab, given?: File): Promise<void> {
  const file = given ?? (await pickFile(`${WORKSPACE_ENDING},.zip,application/zip`))
  if (!file) return
  await telling(lab, WORKSPACE.merging, async () => {
    const merged = await lab.workspace.merge(file)
    if (merged.settings !== null) lab.takeSettings(merged.settings)
    await Promise.all([lab.history.reload(), lab.experiments.reconnected(), lab.library.reconnected()])
    return WORKSPACE.merged(merged)
  })
}

/** Says what goes on, then what came of it. Every screen shows both, but no dialog does, so the one that is open is closed. */
async function telling(lab: Lab, meanwhile: string, work: () => Promise<string>): Promise<void> {
  lab.help = null
  lab.passing = meanwhile
  try {
    lab.passing = await work()
  } catch (error) {
    lab.passing = null
    lab.notice = reportOf(error)
  }
}
