// What the system shows of the engine's work: the taskbar's progress, and that the machine stays awake meanwhile.
// Knows Electron's ways to say it. Does not know what the work is.
import type { PowerSaveBlocker } from 'electron'
import type { Work } from './work.ts'
import { isWorking, shareDone } from './work.ts'

/** Shows each work that it is given. */
export function workSigns(power: PowerSaveBlocker, windows: () => Electron.BrowserWindow[]): (work: Work) => void {
  let awake: number | null = null
  return (work) => {
    const working = isWorking(work)
    if (working) awake ??= power.start('prevent-app-suspension')
    else if (awake !== null) {
      power.stop(awake)
      awake = null
    }
    // Below 0 is none.
    for (const window of windows()) window.setProgressBar(shareDone(work) ?? -1)
  }
}
