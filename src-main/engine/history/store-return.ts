// The history of a folder that was taken away while it was in use, written again where there is such a folder once more.
// Knows the order of the steps. Does not know when a folder is missed (history.ts), or tables.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openOrSalvage } from './store-salvage.ts'
import { STORE_FILE } from './store.ts'
import type { Store } from './store.ts'

/**
 * Opens the history in this folder, with all that `gone` still holds, whose file was removed or replaced; that one is closed then. Another
 * history that is there keeps its own runs. Throws as `openStore` does; `gone` is as before then.
 */
export function openAgain(folder: string, gone: Store): Store {
  gone.leaveLog()
  // All at once into an empty folder; else run by run, as far as each can be read.
  const whole = !existsSync(join(folder, STORE_FILE)) && gone.copyInto(folder)
  const { store } = openOrSalvage(folder)
  try {
    if (!whole) gone.copyTo(store)
  } catch (error) {
    store.close()
    throw error
  }
  gone.close()
  return store
}
