// `espalier serve`: the window for a browser, on the loopback of this machine.
import { Command, InvalidArgumentError } from 'commander'
import { createEngine } from '../engine/engine.ts'
import { defaultDataFolder } from '../engine/folders.ts'
import { startWebHost } from '../hosts/web/web-host.ts'
import { modelsFolder, programVersion, rendererFolder } from './program.ts'

export function serveCommand(): Command {
  return new Command('serve')
    .description('Serve the window on this machine and print its address. Ctrl-C ends it.')
    .option('--port <number>', 'port (default: a free one)', port)
    .action(serve)
}

async function serve({ port }: { port?: number }): Promise<void> {
  const version = programVersion()
  const engine = await createEngine({
    host: 'web',
    dataFolder: defaultDataFolder(),
    modelsFolder: modelsFolder(),
    version,
  })
  try {
    const host = await startWebHost({
      engine,
      rendererFolder: rendererFolder(),
      ...(port === undefined ? {} : { port }),
    })
    process.stdout.write(`Espalier is ready. Open ${host.url}\nCtrl-C ends it.\n`)
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    })
    await host.close()
  } finally {
    await engine.close()
  }
}

function port(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 65_535) {
    throw new InvalidArgumentError('It must be a whole number from 1 to 65535.')
  }
  return value
}
