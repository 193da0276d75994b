// `espalier serve`: the window for a browser, on the loopback of this machine or, where somebody says so, for others.
// Knows flags and what is printed. Does not know who may come in (hosts/web).
import { Command, InvalidArgumentError, Option } from 'commander'
import { EspalierError } from '../contract/errors.ts'
import { createEngine } from '../engine/engine.ts'
import { defaultDataFolder } from '../engine/folders.ts'
import type { DoorCertificate } from '../hosts/web/certificate.ts'
import { keptCertificate, readCertificate } from '../hosts/web/certificate.ts'
import { idleFor } from '../hosts/web/idle.ts'
import { isLoopback } from '../hosts/web/reach.ts'
import { startWebHost } from '../hosts/web/web-host.ts'
import { outputEnd, outputWritten } from './output.ts'
import { modelsFolder, programVersion, rendererFolder } from './program.ts'

interface Flags {
  port?: number
  bind: string
  certificate?: string
  key?: string
  insecure?: boolean
  name?: string[]
  idleMinutes?: number
}

export function serveCommand(): Command {
  return new Command('serve')
    .description('Serve the window for a browser and print its address. Ctrl-C ends it.')
    .option('--port <number>', 'port (default: a free one)', wholeNumber(1, 65_535))
    .addOption(
      new Option('--bind <address>', 'address to listen on; 0.0.0.0 for all of this machine’s').default(
        '127.0.0.1',
        '127.0.0.1, which only this machine reaches',
      ),
    )
    .option('--certificate <file>', 'certificate for TLS, PEM (default for other machines: one that Espalier makes)')
    .option('--key <file>', 'its key, PEM without a password')
    .option('--insecure', 'plain HTTP for other machines: in a container, or behind a proxy that speaks TLS')
    .option('--name <name...>', 'further names under which a proxy or a tunnel asks for it')
    .option(
      '--idle-minutes <number>',
      'end when no window was connected and nothing ran for so long',
      wholeNumber(1, 100_000),
    )
    .action(serve)
}

async function serve(flags: Flags): Promise<void> {
  const { port, bind, name: names = [], idleMinutes } = flags
  const dataFolder = defaultDataFolder()
  const certificate = await certificateFor(flags, dataFolder)
  const engine = await createEngine({
    host: 'web',
    dataFolder,
    modelsFolder: modelsFolder(),
    version: programVersion(),
  })
  try {
    const host = await startWebHost({
      engine,
      rendererFolder: rendererFolder(),
      bind,
      certificate,
      names,
      ...(port === undefined ? {} : { port }),
    })
    try {
      if (!isLoopback(bind)) process.stderr.write(warningOf(bind, certificate))
      // Heard before anybody can know that there is something to end.
      const interruption = interrupted()
      process.stdout.write(`Espalier is ready. Open ${host.url}\nCtrl-C ends it.\n`)
      // Whom nobody can find, nobody needs; who has read the address may close the pipe.
      await outputWritten()
      outputEnd.throwIfAborted()
      const idle =
        idleMinutes === undefined ? [] : [idleFor(idleMinutes, () => host.connections() > 0 || engine.isBusy())]
      const end = await Promise.race([interruption, ...idle.map((ended) => ended.then(() => 'idle' as const))])
      if (end === 'idle') process.stdout.write(`Nobody used Espalier for ${idleMinutes} minutes, so it ends.\n`)
    } finally {
      await host.close()
    }
  } finally {
    await engine.close()
  }
}

/** The certificate that the flags ask for, or null for plain HTTP. */
async function certificateFor(flags: Flags, dataFolder: string): Promise<DoorCertificate | null> {
  const { bind, certificate, key, insecure = false } = flags
  if ((certificate === undefined) !== (key === undefined)) {
    throw badFlags('A certificate and its key belong together.', 'Name both files, with --certificate and --key.')
  }
  if (certificate !== undefined && key !== undefined) {
    if (insecure) throw badFlags('--insecure means no TLS, and --certificate means TLS.', 'Leave one of them out.')
    return readCertificate({ certificate, key })
  }
  return insecure || isLoopback(bind) ? null : keptCertificate(dataFolder, bind)
}

function warningOf(bind: string, certificate: DoorCertificate | null): string {
  const lines = [
    `Warning: other machines reach ${bind}. Whoever has the address with its token runs models, opens those on your disk and deletes`,
    'what Espalier keeps, as if at your keyboard. An SSH tunnel to 127.0.0.1 is safer.',
  ]
  if (!certificate) lines.push('Nothing is encrypted: anyone on the way can read the token.')
  else {
    lines.push(`SHA-256 of the certificate: ${certificate.x509.fingerprint256}`)
    if (certificate.made !== null) {
      lines.push('Espalier made it, so the browser warns once. Go on only if it shows this checksum.')
      if (certificate.made === 'now') lines.push('It is new; the next starts use it again.')
    }
  }
  return `${lines.join('\n')}\n\n`
}

function interrupted(): Promise<'interrupted'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve('interrupted'))
  })
}

function badFlags(message: string, advice: string): EspalierError {
  return new EspalierError({ code: 'bad-input', message, advice })
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
    }
    return value
  }
}
