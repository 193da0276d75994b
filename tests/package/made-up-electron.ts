// Made-up distributions of Electron: the files and headers that electron-builder reads and changes, and nothing that runs.
// Knows the layout of each system's distribution. Does not know what is made of it.
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Target } from '../../build/package/targets.ts'

/** What Electron's binary has before its fuses; then the version of their list, their number, and a byte for each (1: on). */
const FUSES = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', 'latin1'),
  Buffer.from([1, 8]),
  Buffer.from('10110000', 'latin1'),
])

/** Writes one into an empty folder. */
export function writeMadeUpElectron(folder: string, target: Target): void {
  const put = (path: string, content: Buffer | string, mode = 0o644) => {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    chmodSync(file, mode)
  }
  const link = (path: string, to: string) => symlinkSync(to, join(folder, path))
  put('LICENSE', 'Electron’s licence')
  put('LICENSES.chromium.html', '<p>Chromium’s licences</p>')
  if (target.platform === 'darwin') writeMac(put, link)
  else {
    const program = Buffer.concat([target.platform === 'win32' ? portableExecutable(target) : elf(target), FUSES])
    put(target.platform === 'win32' ? 'electron.exe' : 'electron', program, 0o755)
    if (target.platform === 'linux') put('chrome-sandbox', elf(target), 0o755)
    for (const language of ['de', 'en-US']) put(`locales/${language}.pak`, language)
  }
}

function writeMac(
  put: (path: string, content: Buffer | string, mode?: number) => void,
  link: (path: string, to: string) => void,
): void {
  const app = 'Electron.app/Contents'
  const program = machO()
  put(`${app}/Info.plist`, propertyList('Electron'))
  put(`${app}/MacOS/Electron`, program, 0o755)
  const framework = `${app}/Frameworks/Electron Framework.framework`
  put(`${framework}/Versions/A/Electron Framework`, Buffer.concat([program, FUSES]), 0o755)
  put(`${framework}/Versions/A/Resources/en.lproj/locale.pak`, 'en')
  link(`${framework}/Versions/Current`, 'A')
  link(`${framework}/Electron Framework`, 'Versions/Current/Electron Framework')
  link(`${framework}/Resources`, 'Versions/Current/Resources')
  for (const kind of ['', ' (Renderer)', ' (GPU)', ' (Plugin)']) {
    const helper = `Electron Helper${kind}`
    put(`${app}/Frameworks/${helper}.app/Contents/Info.plist`, propertyList(helper))
    put(`${app}/Frameworks/${helper}.app/Contents/MacOS/${helper}`, program, 0o755)
  }
  put(`${app}/Resources/electron.icns`, '')
  put(`${app}/Resources/en.lproj/locale.pak`, 'en')
}

/** The first 64 bytes of a program for Linux. */
export function elf({ arch }: Pick<Target, 'arch'>): Buffer {
  const head = Buffer.alloc(64)
  head.writeUInt32BE(0x7f454c46)
  head.writeUInt8(2, 4)
  head.writeUInt16LE(arch === 'x64' ? 62 : 183, 18)
  return head
}

/** The first bytes of a program for Macs with an Apple processor. */
export function machO(): Buffer {
  const head = Buffer.alloc(32)
  head.writeUInt32LE(0xfeedfacf)
  head.writeUInt32LE(0x0100000c, 4)
  return head
}

interface Resedit {
  NtExecutable: {
    createEmpty(
      is32: boolean,
      isDll: boolean,
    ): { generate(): ArrayBuffer; newHeader: { fileHeader: { machine: number } } }
  }
  NtExecutableResource: { from(exe: unknown): { entries: unknown[]; outputResource(exe: unknown): void } }
  Resource: { VersionInfo: { create(fields: object): { outputToResourceEntries(entries: unknown[]): void } } }
}

/** A program for Windows with the one resource that electron-builder writes into. */
export function portableExecutable({ arch }: Pick<Target, 'arch'>): Buffer {
  const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
  const { NtExecutable, NtExecutableResource, Resource } = createRequire(builder.resolve('app-builder-lib'))(
    'resedit',
  ) as Resedit
  const program = NtExecutable.createEmpty(false, false)
  program.newHeader.fileHeader.machine = arch === 'x64' ? 0x8664 : 0xaa64
  const resources = NtExecutableResource.from(program)
  Resource.VersionInfo.create({
    lang: 1033,
    fixedInfo: {},
    strings: [{ lang: 1033, codepage: 1200, values: { ProductName: 'Electron' } }],
  }).outputToResourceEntries(resources.entries)
  resources.outputResource(program)
  return Buffer.from(program.generate())
}

function propertyList(name: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
  <key>CFBundleExecutable</key><string>${name}</string>
  <key>CFBundleName</key><string>${name}</string>
  <key>CFBundleIdentifier</key><string>com.github.Electron</string>
</dict></plist>
`
}
