// The question before the program closes, where closing ends what goes on.
// Knows what becomes of it. Does not know how the program closes.
import type { Dialog } from 'electron'
import type { Work } from './work.ts'
import { WORDS } from './words.ts'

/** Whether somebody should be asked before this is ended. A download goes on where it was, so it asks for nothing. */
export function isWorthAsking({ runs, experiment }: Work): boolean {
  return runs > 0 || experiment !== null
}

/** Says what goes on and what becomes of it. Resolves to whether the program is to close. */
export async function mayClose(
  dialog: Dialog,
  window: Electron.BrowserWindow | undefined,
  work: Work,
): Promise<boolean> {
  const words = WORDS.closing
  const { runs, experiment } = work
  const options = {
    type: 'question' as const,
    title: 'Espalier',
    message: [experiment && words.experiment(experiment.name), runs > 0 && words.runs(runs)].filter(Boolean).join(' '),
    detail: [experiment && words.experimentEnds(experiment.done, experiment.units), runs > 0 && words.runsEnd(runs)]
      .filter(Boolean)
      .join('\n'),
    buttons: [words.stop, words.stay],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  }
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
  return response === 0
}
