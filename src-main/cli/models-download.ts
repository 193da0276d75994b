// `espalier models download`: a model from a hub, whole and checked, into the data folder.
// Knows flags and what is printed. Does not know the hub. A download that was interrupted goes on where it was.
import { Command } from 'commander'
import type { Download } from '../contract/download.ts'
import { EspalierError } from '../contract/errors.ts'
import { createEngine } from '../engine/engine.ts'
import type { Engine } from '../engine/engine.ts'
import { defaultDataFolder } from '../engine/folders.ts'
import { awaitInterruption } from './interruption.ts'
import { modelsFolder, programVersion } from './program.ts'

interface Flags {
  file?: string
  revision: string
  json?: boolean
}

export function downloadCommand(): Command {
  return new Command('download')
    .description(
      'Download a model from a Hugging Face compatible hub (HF_ENDPOINT, HF_TOKEN); an interrupted download goes on.',
    )
    .argument('<repository>', 'OWNER/NAME')
    .option('--file <name>', 'one GGUF file of the repository (default: the whole model folder)')
    .option('--revision <name>', 'branch, tag or commit', 'main')
    .action(downloadModel)
}

async function downloadModel(repository: string, { file, revision, json }: Flags): Promise<void> {
  const engine = await createEngine({
    host: 'cli',
    dataFolder: null,
    addedFolder: defaultDataFolder(),
    modelsFolder: modelsFolder(),
    version: programVersion(),
  })
  const { signal, end } = awaitInterruption()
  try {
    const done = await downloaded(engine, { repository, file: file ?? null, revision }, signal)
    if (done === null) {
      process.stderr.write('Paused; the same command goes on with it.\n')
      process.exitCode = 130
    } else {
      process.stdout.write(json ? `${JSON.stringify(done)}\n` : `${done.place}\n`)
    }
  } finally {
    end()
    await engine.close()
  }
}

/** The finished download, or null where it was interrupted. Throws what it failed with. */
async function downloaded(
  engine: Engine,
  asked: { repository: string; file: string | null; revision: string },
  signal: AbortSignal,
): Promise<Download | null> {
  const interrupted = new Promise<null>((resolve) => signal.addEventListener('abort', () => resolve(null)))
  const starting = engine.call('hub.start', asked)
  const started = await Promise.race([starting, interrupted])
  if (started === null) {
    // It ends with the engine.
    starting.catch(() => undefined)
    return null
  }
  const tell = createTeller()
  let hear: (download: Download | undefined) => void = () => undefined
  const settled = new Promise<Download | undefined>((resolve) => {
    hear = (download) => {
      if (download?.state === 'running') tell.progress(download)
      else resolve(download)
    }
  })
  const own = ({ downloads }: { downloads: Download[] }) => downloads.find(({ id }) => id === started.id)
  const deaf = engine.listen('hub.changed', (message) => hear(own(message)))
  try {
    hear(own(await engine.call('hub.downloads', {})))
    const ended = (await Promise.race([settled, interrupted])) ?? null
    if (ended?.error) throw new EspalierError(ended.error)
    return ended?.state === 'done' ? ended : null
  } finally {
    deaf()
    tell.end()
  }
}

/** Writes how it goes: one line that changes on a terminal, else a fault when it comes. */
function createTeller() {
  let fault = ''
  const clear = () => {
    if (process.stderr.isTTY) process.stderr.write('\r\u001B[K')
  }
  return {
    progress({ doneBytes, totalBytes, bytesPerSecond, error }: Download) {
      const now = error ? `${error.message} ${error.advice}`.trim() : ''
      if (now !== '' && now !== fault) {
        clear()
        process.stderr.write(`${now}\n`)
      }
      fault = now
      if (!process.stderr.isTTY) return
      clear()
      const percent = totalBytes === 0 ? 100 : Math.floor((100 * doneBytes) / totalBytes)
      const speed = bytesPerSecond === null ? '' : `, ${(bytesPerSecond / 1e6).toFixed(1)} MB/s`
      process.stderr.write(`${percent} % of ${Math.ceil(totalBytes / 1e6)} MB${speed} …`)
    },
    end: clear,
  }
}
