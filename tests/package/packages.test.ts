// Packages for three systems, made here of made-up distributions of Electron, and what is in them; the one for this system runs.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { machineCodeIn } from '../../build/package/machine-code.ts'
import { machineCodeOf } from '../../build/package/targets.ts'
import type { Target } from '../../build/package/targets.ts'
import { NOTICES, readNotices } from '../../src-renderer/shell/notices.ts'
import { answerOf, FEED, fusesOf, pack, readArchive, readPacked, run, SEVEN_ZIP } from './packing.ts'

const root = resolve(import.meta.dirname, '..', '..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const here = process.platform === 'linux' && process.arch === 'x64'
const refusal = !existsSync(join(root, 'out', 'main', 'electron.js'))
  ? 'the program is not built'
  : !here
    ? 'made-up packages are made on Linux x64'
    : null
const why = refusal === null ? '' : ` (skipped: ${refusal})`

interface System {
  target: Target
  formats: string[]
  /** Below what was made: the unpacked package, its resources, and the file with the fuses. */
  unpacked: string
  resources: string
  fuses: string
}

const LINUX: System = {
  target: { platform: 'linux', arch: 'x64' },
  formats: ['deb', ...(SEVEN_ZIP ? ['tar.gz'] : [])],
  unpacked: 'linux-unpacked',
  resources: 'linux-unpacked/resources',
  fuses: 'linux-unpacked/espalier-lab',
}
const WINDOWS: System = {
  target: { platform: 'win32', arch: 'x64' },
  formats: ['dir'],
  unpacked: 'win-unpacked',
  resources: 'win-unpacked/resources',
  fuses: 'win-unpacked/Espalier.exe',
}
const MAC: System = {
  target: { platform: 'darwin', arch: 'arm64' },
  formats: ['dir'],
  unpacked: 'mac-arm64',
  resources: 'mac-arm64/Espalier.app/Contents/Resources',
  fuses: 'mac-arm64/Espalier.app/Contents/Frameworks/Electron Framework.framework/Electron Framework',
}

let scratch: string
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'espalier-packages-'))
})
afterAll(() => rm(scratch, { recursive: true, force: true }))

const folderOf = ({ target }: System) => join(scratch, target.platform)
const made = (system: System, path: string) => join(folderOf(system), 'made', path)
const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))

describe.each([LINUX, WINDOWS, MAC])(`a package for $target.platform $target.arch${why}`, (system) => {
  beforeAll(async () => {
    if (refusal !== null) return
    await mkdir(folderOf(system), { recursive: true })
    await pack({ target: system.target, formats: system.formats, folder: folderOf(system) })
  })

  test.skipIf(refusal !== null)('has its target’s machine code, and no other', () => {
    const modules = made(system, join(system.resources, 'app.asar.unpacked', 'node_modules'))
    for (const path of machineCodeOf(system.target)) expect(existsSync(join(modules, path)), path).toBe(true)
    const folder = made(system, system.unpacked)
    const kinds = filesBelow(folder).flatMap((file) => machineCodeIn(join(folder, file)) ?? [])
    expect(kinds.length).toBeGreaterThan(machineCodeOf(system.target).length)
    expect(new Set(kinds.map(({ platform, arch }) => `${platform} ${arch}`))).toEqual(
      new Set([`${system.target.platform} ${system.target.arch}`]),
    )
  })

  test.skipIf(refusal !== null)(
    'has the program, its models and its command, and nothing that is used at installation alone',
    () => {
      const resources = made(system, system.resources)
      const { paths } = readArchive(join(resources, 'app.asar'))
      for (const entry of ['electron', 'engine-process', 'session-worker', 'device-probe-entry']) {
        expect(paths).toContain(`out/main/${entry}.js`)
      }
      expect(paths).toEqual(
        expect.arrayContaining(['out/preload/preload.cjs', 'out/renderer/index.html', 'package.json']),
      )
      const packages = paths.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [])
      const { platform, arch } = system.target
      const koffi = `@koromix/koffi-${platform}-${arch}`
      expect([...new Set(packages)].sort()).toEqual(
        [
          '@huggingface/jinja',
          '@huggingface/tokenizers',
          koffi,
          'commander',
          'csv-parse',
          'fflate',
          'koffi',
          'msgpackr',
        ]
          .concat(['onnxruntime-common', 'onnxruntime-node', 'pend', 'ws', 'yauzl'])
          // electron-updater, and what it asks for.
          .concat([
            'argparse',
            'builder-util-runtime',
            'debug',
            'electron-updater',
            'fs-extra',
            'graceful-fs',
            'js-yaml',
          ])
          .concat(['jsonfile', 'lazy-val', 'lodash.escaperegexp', 'lodash.isequal', 'ms', 'sax', 'tiny-typed-emitter'])
          .concat(['universalify'])
          .sort(),
      )
      // Where ONNX Runtime's files for CUDA are to be had.
      expect(paths).toContain('node_modules/onnxruntime-node/script/install-metadata.js')
      expect(paths).not.toContain('node_modules/onnxruntime-node/script/install.js')
      const lying = filesBelow(resources)
      expect(lying).toEqual(
        expect.arrayContaining([
          join('models', 'catalog.json'),
          join('models', 'problems', 'test.jsonl'),
          join('command', system.target.platform === 'win32' ? 'espalier.cmd' : 'espalier'),
          join('command', 'node-licence.txt'),
          join('app.asar.unpacked', 'out', 'main', 'cli.js'),
          join('app.asar.unpacked', 'out', 'renderer', 'index.html'),
        ]),
      )
      expect(lying.filter((path) => path.includes('recipe'))).toEqual([])
    },
  )

  test.skipIf(refusal !== null)(
    'has its fuses set: no Node by a variable, an archive that is checked and the only one',
    () => {
      // Run as Node, cookies encrypted, NODE_OPTIONS, --inspect, checksum of the archive, archive alone, snapshot, file:// rights.
      expect(fusesOf(made(system, system.fuses))).toBe('01001100')
    },
  )

  test.skipIf(refusal !== null)('knows where newer ones are told of, and whose word counts, inside its archive', () => {
    const { updates } = JSON.parse(readPacked(made(system, join(system.resources, 'app.asar')), 'package.json')) as {
      updates: { feed: string; key: string }
    }
    expect(updates).toEqual({ feed: FEED, key: expect.stringMatching(/^MCowBQYDK2VwAyEA/) as string })
  })

  test.skipIf(refusal !== null)('lists its components with versions and checksums', () => {
    const bill = JSON.parse(readFileSync(made(system, join(system.resources, 'sbom.cdx.json')), 'utf8')) as {
      bomFormat: string
      metadata: { component: { name: string; version: string } }
      components: { name: string; version: string; hashes?: unknown[] }[]
    }
    expect([bill.bomFormat, bill.metadata.component.name, bill.metadata.component.version]).toEqual([
      'CycloneDX',
      'espalier',
      version,
    ])
    const names = bill.components.map(({ name }) => name)
    const { platform, arch } = system.target
    expect(names).toEqual(
      expect.arrayContaining([
        'onnxruntime-node',
        `@koromix/koffi-${platform}-${arch}`,
        'svelte',
        'zod',
        'electron',
        'node',
      ]),
    )
    // What the window holds, as the notices have it.
    const noticed = readNotices(readFileSync(join(root, NOTICES), 'utf8')).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(noticed))
    expect(names.filter((name) => ['adm-zip', 'global-agent', 'vitest', 'electron-builder'].includes(name))).toEqual([])
    expect(names.filter((name) => name.startsWith('@koromix/'))).toHaveLength(1)
    expect(bill.components.filter(({ hashes }) => !hashes).map(({ name }) => name)).toEqual(['electron', 'node'])
  })
})

describe(`what only one system has${why}`, () => {
  test.skipIf(refusal !== null)('Windows: the archive’s checksum, the name and the icon stand in the program', () => {
    const program = readFileSync(made(WINDOWS, WINDOWS.fuses))
    const { hash } = readArchive(made(WINDOWS, join(WINDOWS.resources, 'app.asar')))
    expect(program.includes(hash)).toBe(true)
    expect(program.includes(Buffer.from('Espalier', 'utf16le'))).toBe(true)
    expect(program.includes(readFileSync(join(root, 'build', 'icon', 'sizes', '256x256.png')))).toBe(true)
  })

  test.skipIf(refusal !== null)(
    'Mac: the archive’s checksum, the version, the icon and what is opened stand in the list of properties',
    () => {
      const resources = made(MAC, MAC.resources)
      const list = readFileSync(join(resources, '..', 'Info.plist'), 'utf8')
      const { hash } = readArchive(join(resources, 'app.asar'))
      for (const word of [hash, 'org.espalier.lab', version, 'espalier.jsonl', 'icon.icns'])
        expect(list).toContain(word)
      expect(list).toMatch(/CFBundleURLSchemes<\/key>\s*<array>\s*<string>espalier</)
      expect(readFileSync(join(resources, 'icon.icns'))).toEqual(
        readFileSync(join(root, 'build', 'icon', 'espalier.icns')),
      )
    },
  )

  test.skipIf(refusal !== null)(
    'Linux: the deb says who made it, and brings icons, a desktop entry and a type of files',
    async () => {
      const deb = made(LINUX, `espalier_${version}_amd64.deb`)
      const field = async (name: string) => (await run('dpkg-deb', ['--field', deb, name])).trim()
      expect(await field('Package')).toBe('espalier')
      expect(await field('Version')).toBe(version)
      expect(await field('Homepage')).toMatch(/^https:\/\//)
      expect(await field('Maintainer')).toMatch(/^.+ <.+@.+>$/)
      expect((await field('Depends')).split(', ')).toContain('libgtk-3-0')
      const tree = join(scratch, 'deb')
      await run('dpkg-deb', ['--extract', deb, tree])
      for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
        const icon = `${size}x${size}`
        const installed = join(tree, 'usr/share/icons/hicolor', icon, 'apps/espalier-lab.png')
        expect(readFileSync(installed)).toEqual(readFileSync(join(root, 'build', 'icon', 'sizes', `${icon}.png`)))
      }
      const entry = readFileSync(join(tree, 'usr/share/applications/espalier-lab.desktop'), 'utf8')
      expect(entry).toContain('\nExec=/opt/Espalier/espalier-lab %U\n')
      expect(entry).toContain('\nStartupWMClass=espalier-lab\n')
      expect(entry).toContain('\nMimeType=application/x-espalier-run;x-scheme-handler/espalier;\n')
      const types = readFileSync(join(tree, 'usr/share/mime/packages/espalier-lab.xml'), 'utf8')
      expect(types).toContain('<glob pattern="*.espalier.jsonl"/>')
      // The command stands beside the window's program, under another name.
      expect(statSync(join(tree, 'usr/bin/espalier')).mode & 0o111).toBe(0o111)
      expect(existsSync(join(tree, 'opt/Espalier/espalier-lab'))).toBe(true)
    },
  )
})

describe(`the package for this system${why}`, () => {
  const answers = (command: string) => answerOf(command, join(scratch, 'data'))

  test.skipIf(refusal !== null)('runs to a tree where it lies, without a trace in its folder', async () => {
    const folder = made(LINUX, LINUX.unpacked)
    const before = filesBelow(folder)
    const command = made(LINUX, join(LINUX.resources, 'command', 'espalier'))
    expect((await run(command, ['--version'])).trim()).toBe(version)
    expect(await answers(command)).toBe('3488')
    expect(filesBelow(folder)).toEqual(before)
  })

  const noArchive = refusal ?? (SEVEN_ZIP === null ? '7-Zip is not installed' : null)
  test.skipIf(noArchive !== null)(
    `runs to a tree out of the tar.gz${noArchive === null ? '' : ` (skipped: ${noArchive})`}`,
    async () => {
      const name = `espalier-${version}-linux-x64`
      await run('tar', ['-xzf', made(LINUX, `${name}.tar.gz`), '-C', scratch])
      expect(await answers(join(scratch, name, 'resources', 'command', 'espalier'))).toBe('3488')
    },
  )

  const installed = here && existsSync('/opt/Espalier')
  const noRoot =
    refusal ??
    (process.getuid?.() !== 0 ? 'only root installs packages' : installed ? 'Espalier is installed here already' : null)
  test.skipIf(noRoot !== null)(
    `is installed, runs to a tree and goes without a trace but for what a person made${noRoot === null ? '' : ` (skipped: ${noRoot})`}`,
    async () => {
      // What the window is linked against need not be here.
      execFileSync('dpkg', ['--force-depends', '--install', made(LINUX, `espalier_${version}_amd64.deb`)], {
        stdio: 'pipe',
      })
      try {
        expect(readFileSync('/usr/bin/espalier-lab')).toEqual(readFileSync('/opt/Espalier/espalier-lab'))
        expect(await answers('/usr/bin/espalier')).toBe('3488')
      } finally {
        execFileSync('dpkg', ['--purge', 'espalier'], { stdio: 'pipe' })
      }
      for (const path of ['/opt/Espalier', '/usr/bin/espalier', '/usr/bin/espalier-lab'])
        expect(existsSync(path), path).toBe(false)
      expect(existsSync(join(scratch, 'data'))).toBe(true)
    },
  )
})
