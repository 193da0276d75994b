// Runs as files: opened by a dialog or a drop, saved to be opened again, or as a page that replays without Espalier.
// Knows what is told afterwards. Does not know what is in the files.
import type { Lab } from '../state/lab.svelte.ts'
import type { ImportedFile } from '../state/problem-import.svelte.ts'
import { RUNS } from '../text/runs.ts'
import { writeBytes } from '../text/size.ts'
import { download, downloadText } from '../ui/download.ts'
import { pathOf } from '../ui/file-path.ts'
import { pickFile } from '../ui/pick-file.ts'
import { replayPage } from './replay-page.ts'

const ENDINGS = '.jsonl,application/jsonl'

/** Opens the runs of a file and shows the first; without a file, asks for one. A fault becomes the banner, and nothing is kept. */
export async function openRunFile(lab: Lab, given?: ImportedFile): Promise<void> {
  const file = given ?? (await pickFile(ENDINGS))
  if (!file) return
  await lab.attempt(async () => {
    const { runs, known, truncated } = await lab.runFiles.open(file)
    const path = file instanceof File ? pathOf(file) : null
    if (path !== null) window.espalier?.opened(path)
    const { opened, known: knownWords, truncated: cut } = RUNS.file
    lab.told = [
      opened(runs.length, file.name),
      ...(known > 0 ? [knownWords(known, runs.length)] : []),
      ...(truncated > 0 ? [cut(truncated)] : []),
    ].join(' ')
    await lab.history.reload()
    lab.showScreen('solve')
    const [first] = runs
    if (first !== undefined) await lab.openRun(first)
  })
}

/** Offers these runs as one file. */
export async function saveRuns(lab: Lab, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await lab.attempt(async () => downloadText(await lab.runFiles.write(ids)))
}

/** Offers the run on screen as a page, and tells its size. */
export async function savePage(lab: Lab): Promise<void> {
  const { id } = lab.run
  if (id === null) return
  await lab.attempt(async () => {
    const called = lab.history.runs.find((run) => run.id === id)?.remarks.name ?? ''
    const { name, text } = await replayPage(await lab.runFiles.read(id), called)
    const page = new Blob([text], { type: 'text/html' })
    download(name, page)
    lab.told = RUNS.page.size(writeBytes(page.size))
  })
}

/** Stars the run on screen, or takes its star. */
export async function starShown(lab: Lab): Promise<void> {
  const { id } = lab.run
  if (id === null) return
  const starred = lab.history.runs.find((run) => run.id === id)?.remarks.starred ?? false
  await lab.attempt(async () => {
    await lab.history.remark([id], { starred: !starred })
    lab.passing = starred ? RUNS.list.unstarred : RUNS.list.starred
  })
}
