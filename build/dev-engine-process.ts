// The process of the engine under `npm run dev`: the web host, for its socket alone.
// Knows what its parent says (dev-engine.ts), and ends when the parent lets go of it or dies. Does not know who serves the window.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createEngine } from '../src-main/engine/engine.ts'
import { defaultDataFolder, defaultModelsFolder } from '../src-main/engine/folders.ts'
import { startWebHost } from '../src-main/hosts/web/web-host.ts'
import type { EngineSettings } from './dev-engine.ts'

// Ctrl-C comes here too, but the order to end is the parent's.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined)
const released = new Promise((settle) => process.once('disconnect', settle))

process.once('message', ({ port, token }: EngineSettings) => void serve({ port, token }))

async function serve({ port, token }: EngineSettings): Promise<void> {
  const root = resolve(import.meta.dirname, '..')
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const modelsFolder = defaultModelsFolder(root)
  const engine = await createEngine({ host: 'web', dataFolder: defaultDataFolder(), modelsFolder, version })
  const host = await startWebHost({ engine, rendererFolder: join(root, 'src-renderer'), port, token })
  process.send?.('listening')
  await released
  await host.close()
  await engine.close()
}
