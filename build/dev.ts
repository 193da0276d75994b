// `npm run dev`: the window from its sources, each edit on screen at once, with the engine beside it.
// Knows which edits start the engine anew: those of src-main. Does not know how engine and window are served.
import { join, resolve } from 'node:path'
import { TOKEN_NAME } from '../src-main/contract/door.ts'
import { startEngine } from './dev-engine.ts'
import { serveWindow } from './dev-window.ts'

const root = resolve(import.meta.dirname, '..')
const sources = join(root, 'src-main')
/** Milliseconds without a further edit before the engine is started anew: editors and git write many files at once. */
const QUIET = 150

const interrupted = new Promise((settle) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, settle)
})
const engine = await startEngine()
const window = await serveWindow({ root, engine })
let restart: NodeJS.Timeout | undefined
window.watcher.add(sources)
window.watcher.on('change', (path) => {
  if (!path.startsWith(sources)) return
  clearTimeout(restart)
  restart = setTimeout(() => {
    process.stdout.write('Starting the engine anew …\n')
    void engine.restart()
  }, QUIET)
})
process.stdout.write(`Espalier for developers. Open ${window.address}#${TOKEN_NAME}=${engine.token}\nCtrl-C ends it.\n`)

await interrupted
clearTimeout(restart)
await window.close()
await engine.close()
