// Packs Espalier as `npm run package` does, with made-up distributions of Electron, and reads what came of it.
// Knows electron-builder's command line and the formats of archive and fuses. Does not know what a package should hold.
import { execFile } from 'node:child_process'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Target } from '../../build/package/targets.ts'
import { publicText } from '../../build/package/update-keys.ts'
import { elf, machO, portableExecutable, writeMadeUpElectron } from './made-up-electron.ts'

const root = resolve(import.meta.dirname, '..', '..')
const SWITCHES = { linux: '--linux', win32: '--win', darwin: '--mac' }

/** Debian's 7-Zip, for archives; null where it is not installed. */
export const SEVEN_ZIP = ['/usr/bin/7zz', '/usr/bin/7za'].find((file) => existsSync(file)) ?? null

/** Where the packages look for newer ones. */
export const FEED = 'https://espalier.example/updates/'

/**
 * Makes packages of these formats below `folder`. The Node of the command line is this one where the target is this machine, else its
 * header alone. Returns electron-builder's own words.
 */
export async function pack(options: { target: Target; formats: string[]; folder: string }): Promise<string> {
  const { target, formats, folder } = options
  const { platform, arch } = target
  const electron = join(folder, 'electron')
  if (!existsSync(electron)) writeMadeUpElectron(electron, target)
  const environment: Record<string, string> = {
    // As it would be published, and for nobody.
    GITHUB_REF_TYPE: '',
    ESPALIER_UPDATE_KEY: publicText(generateKeyPairSync('ed25519').publicKey),
    ESPALIER_UPDATE_FEED: FEED,
    CUSTOM_FPM_PATH: join(root, 'tests', 'package', 'fpm.mjs'),
    // Small is not what is tested.
    ELECTRON_BUILDER_COMPRESSION_LEVEL: '1',
    ...(SEVEN_ZIP && { ELECTRON_BUILDER_7ZIP_PATH: SEVEN_ZIP }),
  }
  if (platform !== process.platform || arch !== process.arch) {
    environment['ESPALIER_NODE'] = join(folder, 'node')
    writeFileSync(environment['ESPALIER_NODE'], programOf(target))
  }
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { package: string } }
  const [, ...words] = scripts.package.split(' ')
  const program = join(dirname(createRequire(import.meta.url).resolve('electron-builder/package.json')), 'cli.js')
  const set = [`-c.electronDist=${electron}`, `-c.directories.output=${join(folder, 'made')}`]
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [program, ...words, SWITCHES[platform], ...formats, `--${arch}`, ...set],
    { cwd: root, env: { ...process.env, ...environment }, maxBuffer: 1 << 26 },
  )
  return stdout + stderr
}

function programOf(target: Target): Buffer {
  if (target.platform === 'linux') return elf(target)
  return target.platform === 'darwin' ? machO() : portableExecutable(target)
}

/** Paths of the files in an archive of Electron, and its checksum as Electron compares it. */
export function readArchive(file: string): { paths: string[]; hash: string } {
  interface Folder {
    files?: Record<string, Folder>
  }
  const bytes = readFileSync(file)
  const head = bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12))
  const pathsIn = ({ files }: Folder, path: string): string[] =>
    files ? Object.entries(files).flatMap(([name, inside]) => pathsIn(inside, `${path}/${name}`)) : [path.slice(1)]
  return { paths: pathsIn(JSON.parse(head) as Folder, ''), hash: createHash('sha256').update(head).digest('hex') }
}

/** The text of a file in an archive of Electron. */
export function readPacked(file: string, path: string): string {
  interface Folder {
    files?: Record<string, Folder>
    offset?: string
    size?: number
  }
  const bytes = readFileSync(file)
  const head = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12))) as Folder
  const { offset = '', size = 0 } = path.split('/').reduce<Folder>((at, name) => at.files![name]!, head)
  const start = 8 + bytes.readUInt32LE(4) + Number(offset)
  return bytes.toString('utf8', start, start + size)
}

/** The fuses of a packed program, by Electron's order: `1` is on, `0` is off. */
export function fusesOf(file: string): string {
  const bytes = readFileSync(file)
  const at = bytes.indexOf('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX')
  return bytes.toString('latin1', at + 34, at + 34 + bytes.readUInt8(at + 33))
}

/** Runs a program to its end; rejects where it fails. */
export async function run(program: string, words: string[], environment: Record<string, string> = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(program, words, {
    env: { ...process.env, ...environment },
    maxBuffer: 1 << 26,
  })
  return stdout
}

/** A tree by an installed command: the answer that it found. */
export async function answerOf(command: string, data: string): Promise<string> {
  mkdirSync(data, { recursive: true })
  const words = ['run', '--problem-id', 'L3-042', '--method', 'rebase', '--json']
  // Of the system alone, so that no Node but the package's own can be taken.
  const told = await run(command, words, { ESPALIER_DATA: data, ESPALIER_MODELS: '', PATH: '/usr/bin:/bin' })
  return (JSON.parse(told) as { answer: string }).answer
}
